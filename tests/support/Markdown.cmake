# megactl_markdown(NAME FILE LABELS label…)
#
# A Markdown document whose cases are run (tests/README.md), as one entry of ctest.
function(megactl_markdown name file)
    cmake_parse_arguments(PARSE_ARGV 2 markdown "" "" "LABELS")
    set(folders --path $<TARGET_FILE_DIR:megactl> --path ${CMAKE_SOURCE_DIR}/tests/support/bin)
    if(TARGET make_certificate)
        list(APPEND folders --path $<TARGET_FILE_DIR:make_certificate>)
    endif()
    file(RELATIVE_PATH document ${CMAKE_SOURCE_DIR} ${file})
    file(RELATIVE_PATH build ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
    string(REPLACE "." "\\." pattern ${name})
    add_test(NAME ${name}
        COMMAND run_markdown ${folders}
            --site-lay ${CMAKE_SOURCE_DIR}/tests/site/lay
            --again "MEGACTL_UPDATE=1 ctest --test-dir ${build} -R '^${pattern}$'"
            ${document}
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES LABELS "fast;${markdown_LABELS}" TIMEOUT 300)
endfunction()

# Every document of a folder: cli/check.md becomes cli.check, checks/env/unset-at-build.md checks.env.unset-at-build.
function(megactl_markdown_folder folder)
    cmake_parse_arguments(PARSE_ARGV 1 folder "" "" "LABELS")
    file(GLOB_RECURSE documents CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} ${folder}/*.md)
    foreach(document IN LISTS documents)
        string(REGEX REPLACE "\\.md$" "" name ${document})
        string(REPLACE "/" "." name ${name})
        megactl_markdown(${name} ${CMAKE_CURRENT_SOURCE_DIR}/${document} LABELS ${folder_LABELS})
    endforeach()
endfunction()

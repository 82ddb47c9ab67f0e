# Read by cpack once for each generator. The same commit gives the same bytes: dates are the commit's, unless
# SOURCE_DATE_EPOCH says otherwise.

if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
    execute_process(COMMAND git -C ${CMAKE_CURRENT_LIST_DIR} log -1 --format=%ct
        OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(date)
        set(ENV{SOURCE_DATE_EPOCH} ${date})
    endif()
endif()

# The places that the units name are those where things will lie, not where they are staged.
set(CPACK_SET_DESTDIR ON)
if(CPACK_GENERATOR STREQUAL "DEB")
    set(CPACK_INSTALL_PREFIX /usr)
else()
    set(CPACK_INSTALL_PREFIX /usr/local)
    set(CPACK_INCLUDE_TOPLEVEL_DIRECTORY OFF)
    set(CPACK_PACKAGE_FILE_NAME megactl-${CPACK_PACKAGE_VERSION}-linux-${CMAKE_HOST_SYSTEM_PROCESSOR})
endif()

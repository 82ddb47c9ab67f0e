# megactl_room(NAME [SMALL] SOURCES file… [MAY_USE room…] [LIBRARIES target…])
#
# A room is a folder of core: the target megactl_NAME, the namespace megactl::NAME. MAY_USE is the statement of its
# arrows; the test `architecture` holds it against the #includes. LIBRARIES stay inside unless named after PUBLIC.
# SMALL rather than quick: what a call runs once.
function(megactl_room name)
    cmake_parse_arguments(PARSE_ARGV 1 room "SMALL" "" "SOURCES;MAY_USE;LIBRARIES")
    add_library(megactl_${name} STATIC ${room_SOURCES})
    list(TRANSFORM room_MAY_USE PREPEND megactl_)
    target_link_libraries(megactl_${name} PUBLIC megactl_flags megactl_fmt ${room_MAY_USE} PRIVATE ${room_LIBRARIES})
    if(room_SMALL)
        target_compile_options(megactl_${name} PRIVATE $<$<CONFIG:Release>:-Os>)
    endif()
endfunction()

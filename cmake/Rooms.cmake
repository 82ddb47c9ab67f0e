# megactl_room(NAME SOURCES file… [MAY_USE room…] [LIBRARIES target…])
#
# A room is a folder of core: the target megactl_NAME, the namespace megactl::NAME. MAY_USE is the statement of its
# arrows; the test `architecture` holds it against the #includes. LIBRARIES stay inside unless named after PUBLIC.
function(megactl_room name)
    cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;MAY_USE;LIBRARIES")
    add_library(megactl_${name} STATIC ${room_SOURCES})
    list(TRANSFORM room_MAY_USE PREPEND megactl_)
    target_link_libraries(megactl_${name} PUBLIC megactl_flags megactl_fmt ${room_MAY_USE} PRIVATE ${room_LIBRARIES})
endfunction()

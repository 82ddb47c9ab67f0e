# What depends on the prefix, which is known only when it is installed: the configuration, which belongs into /etc for the
# prefix /usr, and the units, which name it and the program. And what Debian wants packed: pages and the changelog, without
# a time or a name within.

if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    set(SYSCONFDIR /etc)
else()
    set(SYSCONFDIR ${CMAKE_INSTALL_PREFIX}/etc)
endif()
set(BINDIR ${CMAKE_INSTALL_PREFIX}/bin)
set(STAGE "$ENV{DESTDIR}")  # stands before every place, where a package is made

function(write_packed source target)
    get_filename_component(folder ${target} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    execute_process(COMMAND gzip -9nc ${source} OUTPUT_FILE ${target} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(GLOB pages ${SOURCE}/man/*)
foreach(page IN LISTS pages)
    get_filename_component(name ${page} NAME)
    string(REGEX MATCH "[0-9]$" section ${name})
    write_packed(${page} ${STAGE}${CMAKE_INSTALL_PREFIX}/share/man/man${section}/${name}.gz)
endforeach()
write_packed(${SOURCE}/cmake/package/changelog ${STAGE}${CMAKE_INSTALL_PREFIX}/share/doc/megactl/changelog.gz)

# What somebody has written there stays; of the package dpkg asks.
if(STAGE OR NOT EXISTS ${SYSCONFDIR}/megactl/megactl.toml)
    file(INSTALL ${SOURCE}/cmake/package/megactl.toml DESTINATION ${SYSCONFDIR}/megactl)
endif()

file(GLOB units ${SOURCE}/cli/systemd/*)
foreach(unit IN LISTS units)
    get_filename_component(name ${unit} NAME)
    configure_file(${unit} ${STAGE}${CMAKE_INSTALL_PREFIX}/lib/systemd/system/${name} @ONLY)
endforeach()

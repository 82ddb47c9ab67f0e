# What `cmake --install` puts where, and what cpack makes of it: `cpack` in build/release makes a .deb, for /usr, and a tar
# archive, for /usr/local, to be unpacked in `/`.

# Who installs has built: not every test once more.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

set(PACKAGING ${CMAKE_CURRENT_LIST_DIR}/package)

install(TARGETS megactl DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES completions/megactl.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME megactl)
install(FILES completions/_megactl DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES completions/megactl.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

install(FILES ${PACKAGING}/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME megactl)
install(FILES ${PACKAGING}/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/megactl)
# The account that the units run as, and the folder they share.
install(FILES ${PACKAGING}/sysusers.conf DESTINATION lib/sysusers.d RENAME megactl.conf)
install(FILES ${PACKAGING}/tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME megactl.conf)
install(CODE "set(SOURCE \"${CMAKE_SOURCE_DIR}\")")
install(SCRIPT ${PACKAGING}/install.cmake)

set(CPACK_PACKAGE_NAME megactl)
set(CPACK_PACKAGE_VENDOR megactl)
set(CPACK_PACKAGE_CONTACT "The megactl authors <megactl@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "checks and carries Django and Celery deployments")
set(CPACK_PACKAGE_DESCRIPTION_FILE ${PACKAGING}/description)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PROJECT_CONFIG_FILE ${PACKAGING}/cpack.cmake)  # what differs between the two

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Loaded by whoever needs them first (mail and webhooks, names beyond ASCII), so no tool can see them.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates, libcurl4, libidn2-0")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${PACKAGING}/debian/conffiles
    ${PACKAGING}/debian/postinst
    ${PACKAGING}/debian/prerm
    ${PACKAGING}/debian/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

include(CPack)

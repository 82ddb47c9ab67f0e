# Every library megactl uses, under one name each. Static where Debian has an archive: a program with four shared
# libraries starts in two milliseconds, one with fifty in eleven. OpenSSL stays shared, so security updates reach it.

find_package(PkgConfig REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tl-expected REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
set(Boost_USE_STATIC_LIBS ON)
set(Boost_NO_WARN_NEW_VERSIONS ON)  # CMake 3.25 has not heard of 1.81, and need not
find_package(Boost 1.81 EXACT REQUIRED COMPONENTS json)

pkg_check_modules(YAML REQUIRED yaml-0.1)
find_library(YAML_ARCHIVE libyaml.a REQUIRED)

add_library(megactl_yaml INTERFACE)
target_include_directories(megactl_yaml SYSTEM INTERFACE ${YAML_INCLUDE_DIRS})
target_link_libraries(megactl_yaml INTERFACE ${YAML_ARCHIVE})

# By pkg-config: the CMake file of Debian's package is broken. Of the library we use the reader of replies alone.
pkg_check_modules(HIREDIS REQUIRED hiredis)
find_library(HIREDIS_ARCHIVE libhiredis.a REQUIRED)

add_library(megactl_hiredis INTERFACE)
target_include_directories(megactl_hiredis SYSTEM INTERFACE ${HIREDIS_INCLUDE_DIRS})
target_link_libraries(megactl_hiredis INTERFACE ${HIREDIS_ARCHIVE})

find_path(SQLITE_INCLUDE_DIR sqlite3.h REQUIRED)
find_library(SQLITE_ARCHIVE libsqlite3.a REQUIRED)

add_library(megactl_sqlite INTERFACE)
target_include_directories(megactl_sqlite SYSTEM INTERFACE ${SQLITE_INCLUDE_DIR})
target_link_libraries(megactl_sqlite INTERFACE ${SQLITE_ARCHIVE} m)

find_path(ZLIB_INCLUDE_DIR zlib.h REQUIRED)
find_library(ZLIB_ARCHIVE libz.a REQUIRED)

add_library(megactl_zlib INTERFACE)
target_include_directories(megactl_zlib SYSTEM INTERFACE ${ZLIB_INCLUDE_DIR})
target_link_libraries(megactl_zlib INTERFACE ${ZLIB_ARCHIVE})

# What packs static files, and unpacks them to compare.
find_path(BROTLI_INCLUDE_DIR brotli/encode.h REQUIRED)
find_library(BROTLI_ENCODER_ARCHIVE libbrotlienc.a REQUIRED)
find_library(BROTLI_DECODER_ARCHIVE libbrotlidec.a REQUIRED)
find_library(BROTLI_COMMON_ARCHIVE libbrotlicommon.a REQUIRED)
find_path(ZSTD_INCLUDE_DIR zstd.h REQUIRED)
find_library(ZSTD_ARCHIVE libzstd.a REQUIRED)

add_library(megactl_packers INTERFACE)
target_include_directories(megactl_packers SYSTEM INTERFACE ${BROTLI_INCLUDE_DIR} ${ZSTD_INCLUDE_DIR})
target_link_libraries(megactl_packers INTERFACE
    megactl_zlib ${BROTLI_ENCODER_ARCHIVE} ${BROTLI_DECODER_ARCHIVE} ${BROTLI_COMMON_ARCHIVE} ${ZSTD_ARCHIVE} m)

# Its headers alone: the library, which brings thirty others, is loaded by os::LoadedLibrary when somebody needs it.
find_path(CURL_INCLUDE_DIR curl/curl.h REQUIRED)

add_library(megactl_libcurl INTERFACE)
target_include_directories(megactl_libcurl SYSTEM INTERFACE ${CURL_INCLUDE_DIR})

# Likewise: names beyond ASCII are rare, and its tables large.
find_path(IDN2_INCLUDE_DIR idn2.h REQUIRED)

add_library(megactl_libidn2 INTERFACE)
target_include_directories(megactl_libidn2 SYSTEM INTERFACE ${IDN2_INCLUDE_DIR})

# toml++ is used as headers: its package holds no archive. That of fmt doesn't either: ours is made of its headers, since
# each of our files would take as long to compile them as its own text.
add_library(megactl_toml INTERFACE)
add_library(megactl_fmt STATIC cmake/fmt.cpp)
target_include_directories(megactl_fmt SYSTEM PUBLIC $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
target_link_libraries(megactl_fmt PRIVATE megactl_flags)
add_library(megactl_spdlog INTERFACE)
target_include_directories(megactl_spdlog SYSTEM INTERFACE
    $<TARGET_PROPERTY:spdlog::spdlog_header_only,INTERFACE_INCLUDE_DIRECTORIES>)
target_compile_definitions(megactl_spdlog INTERFACE
    $<TARGET_PROPERTY:spdlog::spdlog_header_only,INTERFACE_COMPILE_DEFINITIONS>)
target_link_libraries(megactl_spdlog INTERFACE megactl_fmt Threads::Threads)

# One interface target, megactl_flags, says how everything is compiled.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(megactl_flags INTERFACE)
target_include_directories(megactl_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(megactl_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
    -Wcast-align -Woverloaded-virtual -Werror
    # g++ 12 sees overlaps in `"x" + string` and unset members in optional values where there are none (its bugs 105651
    # and 105562); clang, the sanitizers and clang-tidy look for the real ones.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)

find_program(MOLD mold)
if(MOLD)
    target_link_options(megactl_flags INTERFACE -fuse-ld=mold)
endif()

if(MEGACTL_SANITIZE)
    target_compile_options(megactl_flags INTERFACE
        -fsanitize=${MEGACTL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
        -Og -g1)  # half the compile time of -O1 -g, and traces still name their lines
    target_link_options(megactl_flags INTERFACE -fsanitize=${MEGACTL_SANITIZE})
endif()
if(MEGACTL_FUZZ)
    target_compile_options(megactl_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(MEGACTL_HARDENING)
    target_compile_options(megactl_flags INTERFACE
        -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
        -fstack-protector-strong -fstack-clash-protection -fcf-protection)
    target_link_options(megactl_flags INTERFACE -Wl,-z,relro,-z,now -Wl,--as-needed)
endif()

# What nobody calls stays out of the program.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(megactl_flags INTERFACE -ffunction-sections -fdata-sections)
    target_link_options(megactl_flags INTERFACE -Wl,--gc-sections)
endif()

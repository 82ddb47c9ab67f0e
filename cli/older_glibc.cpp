// libstdc++'s archive takes the bytes of std::random_device from arc4random, which glibc has since 2.36. With one of
// its own the program runs where glibc is older: Ubuntu 22.04 has 2.35.

#include <unistd.h>

#include <cstdint>
#include <cstdlib>

extern "C" std::uint32_t arc4random() noexcept {  // NOLINT(misc-use-internal-linkage)
    std::uint32_t bytes = 0;
    if (::getentropy(&bytes, sizeof bytes) != 0) std::abort();
    return bytes;
}

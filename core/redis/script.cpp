#include "core/redis/connection.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <new>

namespace megactl::redis {

Script::Script(std::string_view text) : text_(text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    if (::EVP_Digest(text.data(), text.size(), bytes.data(), &size, ::EVP_sha1(), nullptr) != 1) throw std::bad_alloc();
    for (unsigned int i = 0; i < size; ++i)
        digest_ += fmt::format("{:02x}", bytes[i]);
}

}  // namespace megactl::redis

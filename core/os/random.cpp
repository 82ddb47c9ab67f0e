#include "core/os/random.hpp"

#include "core/base/error.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <utility>

namespace megactl::os {

namespace {

void fill(std::span<unsigned char> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::getrandom(bytes.data(), bytes.size(), 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw std::runtime_error("getrandom: " + system_reason(errno));
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

// Many draws cost one call of the kernel. What was drawn is not kept.
class ByteSource {
public:
    unsigned char next() {
        if (used_ == bytes_.size()) {
            fill(bytes_);
            used_ = 0;
        }
        return std::exchange(bytes_[used_++], static_cast<unsigned char>(0));
    }

private:
    std::array<unsigned char, 2048> bytes_{};
    std::size_t used_ = bytes_.size();
};

// This thread's. A child between fork and exec must not draw from it: it would draw what its parent draws.
ByteSource& byte_source() {
    thread_local ByteSource source;
    return source;
}

}  // namespace

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    fill({static_cast<unsigned char*>(static_cast<void*>(bytes.data())), count});
    return bytes;
}

std::string random_uuid() {
    std::array<unsigned char, 16> bytes{};
    ByteSource& source = byte_source();
    std::ranges::generate(bytes, [&] { return source.next(); });
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);  // version 4
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);  // the variant of RFC 4122

    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(36, '-');
    auto letter = text.begin();
    for (std::size_t place = 0; place < bytes.size(); ++place) {
        if (place == 4 || place == 6 || place == 8 || place == 10) ++letter;  // the dash stays
        *letter++ = digits[bytes[place] >> 4U];
        *letter++ = digits[bytes[place] & 0x0FU];
    }
    return text;
}

std::string random_text(std::string_view alphabet, std::size_t length) {
    if (alphabet.empty() || alphabet.size() > 256) throw std::logic_error("an alphabet has 1 to 256 letters");
    // Bytes beyond the last whole multiple of the alphabet are dropped: they would favour its first letters.
    const std::size_t limit = 256 - 256 % alphabet.size();
    ByteSource& source = byte_source();
    std::string text;
    text.reserve(length);
    while (text.size() < length) {
        const std::size_t byte = source.next();
        if (byte < limit) text += alphabet[byte % alphabet.size()];
    }
    return text;
}

}  // namespace megactl::os

#include "core/staticfiles/content_hash.hpp"

#include "core/base/encoding.hpp"
#include "core/base/error.hpp"
#include "core/base/freed.hpp"
#include "core/base/text.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <vector>

namespace megactl::staticfiles {
namespace {

// A name needs no secure hash, so hosts that allow only approved ones still have this one for us.
const EVP_MD* md5() {
    static const std::unique_ptr<EVP_MD, Freed<EVP_MD_free>> digest(EVP_MD_fetch(nullptr, "MD5", "-fips"));
    if (!digest) throw Error(Error::Kind::input, "this system's OpenSSL has no MD5, which hashed names are made of");
    return digest.get();
}

}  // namespace

struct ContentHash::State {
    std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>> context{EVP_MD_CTX_new()};
};

ContentHash::ContentHash() : state_(std::make_unique<State>()) {
    EVP_DigestInit_ex2(state_->context.get(), md5(), nullptr);
}

ContentHash::ContentHash(ContentHash&&) noexcept = default;
ContentHash& ContentHash::operator=(ContentHash&&) noexcept = default;
ContentHash::~ContentHash() = default;

void ContentHash::add(std::string_view bytes) {
    EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

std::string ContentHash::digits() && {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    EVP_DigestFinal_ex(state_->context.get(), bytes.data(), &length);
    constexpr std::size_t shown = 6;
    return hex(std::string(bytes.begin(), bytes.begin() + shown));
}

std::string content_hash(std::string_view bytes) {
    ContentHash hash;
    hash.add(bytes);
    return std::move(hash).digits();
}

std::string file_hash(const std::filesystem::path& file, std::string_view name) {
    constexpr std::size_t buffer_size = 128UL << 10;
    thread_local std::vector<char> buffer(buffer_size);
    const auto fail = [&] {
        return Error(Error::Kind::input, fmt::format("can't read `{}`: {}", name, system_reason(errno)));
    };
    const os::Descriptor source(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!source) throw fail();
    ContentHash hash;
    while (true) {
        const ssize_t count = ::read(source.number(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw fail();
        if (count == 0) return std::move(hash).digits();
        hash.add({buffer.data(), static_cast<std::size_t>(count)});
    }
}

}  // namespace megactl::staticfiles

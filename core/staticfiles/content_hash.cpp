#include "core/staticfiles/content_hash.hpp"

#include "core/base/encoding.hpp"
#include "core/base/error.hpp"
#include "core/base/freed.hpp"
#include "core/staticfiles/content_file.hpp"

#include <openssl/evp.h>

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

Digest ContentHash::digest() && {
    Digest digest{};
    EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr);
    return digest;
}

std::string digits_of(const Digest& digest) {
    constexpr std::size_t shown = 6;
    return hex(std::string(digest.begin(), digest.begin() + shown));
}

Digest content_digest(std::string_view bytes) {
    ContentHash hash;
    hash.add(bytes);
    return std::move(hash).digest();
}

std::string content_hash(std::string_view bytes) {
    return digits_of(content_digest(bytes));
}

std::string file_hash(const std::filesystem::path& file, std::string_view name, const std::stop_token& stop) {
    return digits_of(ContentFile(file, name, stop).digest());
}

}  // namespace megactl::staticfiles

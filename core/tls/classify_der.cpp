#include "core/tls/decode.hpp"

#include <climits>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace megactl::tls {

namespace {

using namespace std::string_view_literals;

// What stands behind the tag and length of the outermost SEQUENCE; nothing where the content is no DER value.
std::optional<std::string_view> sequence_content(std::string_view content) {
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(content[at]); };
    if (content.size() < 2 || byte(0) != 0x30) return std::nullopt;
    const std::uint8_t first = byte(1);
    if (first < 0x80) {
        // A text may begin with `0` as well: here only the right length proves it.
        return content.size() == first + 2U ? std::optional(content.substr(2)) : std::nullopt;
    }
    const std::size_t length_bytes = first - 0x80U;  // none: BER's indefinite length, as some PKCS#12 writers have it
    if (length_bytes > 4 || content.size() < 2 + length_bytes) return std::nullopt;
    return content.substr(2 + length_bytes);
}

template <auto decode, auto free_it>
bool is_decodable(std::string_view content) {
    ERR_clear_error();
    const auto* at = static_cast<const unsigned char*>(static_cast<const void*>(content.data()));
    auto* decoded = decode(nullptr, &at, static_cast<long>(std::min<std::size_t>(content.size(), INT_MAX)));
    ERR_clear_error();
    free_it(decoded);
    return decoded != nullptr;
}

}  // namespace

DerContent classify_der(std::string_view content) {
    const auto inside = sequence_content(content);
    if (!inside) return {};
    // INTEGER 3 and a SEQUENCE: PKCS#12's version and contentInfo.
    if (inside->starts_with("\x02\x01\x03\x30"sv)) return {PemFault::pkcs12, {}};
    // INTEGER 0 or 1: PKCS#1, PKCS#8 and SEC1 keys.
    if (inside->starts_with("\x02\x01\x00"sv) || inside->starts_with("\x02\x01\x01"sv)) {
        return {PemFault::der, "PRIVATE KEY"};
    }
    // The object identifiers of PKCS#7, 1.2.840.113549.1.7.x.
    if (inside->starts_with("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07"sv)) return {PemFault::der, "PKCS7"};
    if (is_decodable<d2i_X509, X509_free>(content)) return {PemFault::der, "CERTIFICATE"};
    if (is_decodable<d2i_X509_REQ, X509_REQ_free>(content)) return {PemFault::der, "CERTIFICATE REQUEST"};
    return {PemFault::der, {}};
}

}  // namespace megactl::tls

#include "core/tls/certificate_details.hpp"

#include "core/base/encoding.hpp"
#include "core/base/freed.hpp"
#include "core/base/text.hpp"
#include "core/tls/openssl_handles.hpp"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdint>
#include <memory>
#include <utility>

namespace megactl::tls {

namespace {

using Purposes = std::unique_ptr<EXTENDED_KEY_USAGE, Freed<EXTENDED_KEY_USAGE_free>>;

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) return {};
    return {as_characters(digest.data()), size};
}

std::vector<std::string> key_usage_of(X509* certificate) {
    static constexpr std::array<std::pair<std::uint32_t, std::string_view>, 9> known{{
        {KU_DIGITAL_SIGNATURE, "digitalSignature"},
        {KU_NON_REPUDIATION, "nonRepudiation"},
        {KU_KEY_ENCIPHERMENT, "keyEncipherment"},
        {KU_DATA_ENCIPHERMENT, "dataEncipherment"},
        {KU_KEY_AGREEMENT, "keyAgreement"},
        {KU_KEY_CERT_SIGN, "keyCertSign"},
        {KU_CRL_SIGN, "cRLSign"},
        {KU_ENCIPHER_ONLY, "encipherOnly"},
        {KU_DECIPHER_ONLY, "decipherOnly"},
    }};
    const std::uint32_t usage = X509_get_key_usage(certificate);
    std::vector<std::string> words;
    if (usage == UINT32_MAX) return words;
    for (const auto& [bit, word] : known) {
        if ((usage & bit) != 0) words.emplace_back(word);
    }
    return words;
}

std::string purpose_word(const ASN1_OBJECT* purpose) {
    if (const int id = OBJ_obj2nid(purpose); id != NID_undef) return OBJ_nid2sn(id);
    std::array<char, 128> numbers{};
    OBJ_obj2txt(numbers.data(), static_cast<int>(numbers.size()), purpose, 1);
    return numbers.data();
}

std::vector<std::string> purposes_of(X509* certificate) {
    const Purposes purposes(
        static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
    const int count = purposes ? sk_ASN1_OBJECT_num(purposes.get()) : 0;
    std::vector<std::string> words;
    words.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        words.push_back(purpose_word(sk_ASN1_OBJECT_value(purposes.get(), i)));
    return words;
}

}  // namespace

CertificateDetails details_of(const Certificate& certificate) {
    const ErrorQueue queue;
    const X509Certificate handle = certificate_from_der(certificate.der);
    if (!handle) return {};
    return {.serial = hex(bytes_of(X509_get0_serialNumber(handle.get()))),
            .sha256 = hex(sha256(certificate.der)),
            .key_usage = key_usage_of(handle.get()),
            .purposes = purposes_of(handle.get())};
}

std::string key_fingerprint(std::string_view public_key) {
    return base64(sha256(public_key));
}

}  // namespace megactl::tls

#include "core/tls/containers.hpp"

#include "core/tls/decode.hpp"
#include "core/tls/description.hpp"

#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include <algorithm>
#include <utility>

namespace megactl::tls {

namespace {

using Pkcs7 = std::unique_ptr<PKCS7, Freed<PKCS7_free>>;
using Request = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;
using Extensions = std::unique_ptr<X509_EXTENSIONS, decltype([](X509_EXTENSIONS* extensions) {
                                       sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
                                   })>;

// OpenSSL calculates with the numbers of a key as it opens it; more than this nobody uses.
constexpr std::size_t public_key_limit = 16 << 10;

std::vector<std::string> names_of(X509_REQ* request) {
    const Extensions extensions(X509_REQ_get_extensions(request));
    if (!extensions) return {};
    const GeneralNames entries(
        static_cast<GENERAL_NAMES*>(X509V3_get_d2i(extensions.get(), NID_subject_alt_name, nullptr, nullptr)));
    return names_in(entries.get());
}

// Of a DSA or DH key the numbers may be as large as the file likes.
bool is_costly(X509_PUBKEY* key) {
    ASN1_OBJECT* algorithm = nullptr;
    int length = 0;
    if (X509_PUBKEY_get0_param(&algorithm, nullptr, &length, nullptr, key) != 1) return true;
    const int id = OBJ_obj2nid(algorithm);
    return length < 0 || static_cast<std::size_t>(length) > public_key_limit || id == NID_dsa ||
           id == NID_dhKeyAgreement || id == NID_dhpublicnumber;
}

}  // namespace

std::optional<std::vector<Item>> items_of_pkcs7(std::string_view der) {
    const ErrorQueue queue;
    const unsigned char* at = as_bytes(der);
    const Pkcs7 pkcs7(d2i_PKCS7(nullptr, &at, static_cast<long>(der.size())));
    if (!pkcs7) return std::nullopt;
    std::vector<Item> items;
    const bool is_signed = PKCS7_type_is_signed(pkcs7.get()) && pkcs7->d.sign != nullptr;
    const STACK_OF(X509)* certificates = is_signed ? pkcs7->d.sign->cert : nullptr;
    for (int i = 0; i < (certificates == nullptr ? 0 : sk_X509_num(certificates)); ++i) {
        if (auto certificate = describe_certificate(sk_X509_value(certificates, i)))
            items.emplace_back(*std::move(certificate));
    }
    return items;
}

std::optional<CertificateRequest> request_of(std::string_view der) {
    const ErrorQueue queue;
    const unsigned char* at = as_bytes(der);
    const Request request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
    if (!request) return std::nullopt;
    CertificateRequest answer{.subject = text_of(X509_REQ_get_subject_name(request.get())),
                              .names = names_of(request.get()),
                              .key_type = "of an unknown type",
                              .public_key = der_of(X509_REQ_get_X509_PUBKEY(request.get()), i2d_X509_PUBKEY)};
    if (auto key = public_key_of(answer.public_key)) {
        answer.key_type = std::move(key->key_type);
        answer.public_key = std::move(key->public_key);
    }
    return answer;
}

bool is_encrypted_key(std::string_view der) {
    const ErrorQueue queue;
    const unsigned char* at = as_bytes(der);
    const std::unique_ptr<X509_SIG, Freed<X509_SIG_free>> sealed(
        d2i_X509_SIG(nullptr, &at, static_cast<long>(der.size())));
    return sealed != nullptr;
}

std::optional<PublicKey> public_key_of(std::string_view der) {
    const ErrorQueue queue;
    const unsigned char* at = as_bytes(der);
    const std::unique_ptr<X509_PUBKEY, Freed<X509_PUBKEY_free>> packed(
        d2i_X509_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
    if (!packed || is_costly(packed.get())) return std::nullopt;
    const Pkey key(X509_PUBKEY_get(packed.get()));
    if (!key) return std::nullopt;
    return PublicKey{.key_type = key_type(key.get()), .public_key = public_key(key.get())};
}

}  // namespace megactl::tls

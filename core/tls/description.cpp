#include "core/tls/description.hpp"

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/x509.h>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::tls {

namespace {

constexpr int name_limit = 10'000;

std::string curve_name(EVP_PKEY* key) {
    std::array<char, 80> name{};
    if (EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) != 1) return "with explicit parameters";
    const char* known = EC_curve_nid2nist(OBJ_txt2nid(name.data()));
    return known != nullptr ? known : name.data();
}

std::optional<std::string> address_text(const std::string& bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
    if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
    if (::inet_ntop(family, bytes.data(), text.data(), text.size()) == nullptr) return std::nullopt;
    return text.data();
}

std::vector<std::string> names_of(const X509* certificate) {
    const GeneralNames entries(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    return names_in(entries.get());
}

// OpenSSL's name for it, else its numbers.
std::string name_of(const ASN1_OBJECT* object) {
    std::array<char, 80> text{};
    const int known = OBJ_obj2nid(object);
    if (known != NID_undef) return OBJ_nid2sn(known);
    OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
    return text.data();
}

bool can_be_read(X509_EXTENSION* extension) {
    if (X509V3_EXT_get(extension) == nullptr) return true;
    void* const value = X509V3_EXT_d2i(extension);
    if (value == nullptr) return false;
    const X509V3_EXT_METHOD* const method = X509V3_EXT_get(extension);
    if (method->it != nullptr) {
        ASN1_item_free(static_cast<ASN1_VALUE*>(value), ASN1_ITEM_ptr(method->it));
    } else {
        method->ext_free(value);
    }
    return true;
}

// Which extension keeps OpenSSL from taking this certificate's for read: one that can't be, or one that is there twice.
std::string broken_extension(X509* certificate) {
    if (X509_check_purpose(certificate, -1, -1) == 1) return {};
    const int count = X509_get_ext_count(certificate);
    for (int i = 0; i < count; ++i) {
        X509_EXTENSION* extension = X509_get_ext(certificate, i);
        const ASN1_OBJECT* object = X509_EXTENSION_get_object(extension);
        const bool is_repeated = X509_get_ext_by_OBJ(certificate, object, i) >= 0;
        if (is_repeated || !can_be_read(extension)) return name_of(object);
    }
    return "all together";
}

}  // namespace

std::string key_type(EVP_PKEY* key) {
    const int bits = EVP_PKEY_get_bits(key);
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA: return fmt::format("RSA {}", bits);
        case EVP_PKEY_RSA_PSS: return fmt::format("RSA-PSS {}", bits);
        case EVP_PKEY_EC: return "EC " + curve_name(key);
        case EVP_PKEY_ED25519: return "Ed25519";
        case EVP_PKEY_ED448: return "Ed448";
        case EVP_PKEY_DSA: return fmt::format("DSA {}", bits);
        default: break;
    }
    const char* name = EVP_PKEY_get0_type_name(key);
    return name != nullptr ? name : "of an unknown type";
}

std::string public_key(EVP_PKEY* key) {
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
        EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                       OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED);
    }
    return der_of(key, i2d_PUBKEY);
}

std::vector<std::string> names_in(const GENERAL_NAMES* entries) {
    std::vector<std::string> names;
    const int count = entries != nullptr ? std::min(sk_GENERAL_NAME_num(entries), name_limit) : 0;
    for (int i = 0; i < count; ++i) {
        int type = 0;
        const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(entries, i), &type);
        if (type == GEN_DNS) {
            names.push_back(bytes_of(static_cast<const ASN1_STRING*>(value)));
        } else if (type == GEN_IPADD) {
            if (auto text = address_text(bytes_of(static_cast<const ASN1_STRING*>(value)))) names.push_back(*text);
        }
    }
    return names;
}

std::optional<Certificate> describe_certificate(X509* x509) {
    const auto not_before = time_of(X509_get0_notBefore(x509));
    const auto not_after = time_of(X509_get0_notAfter(x509));
    if (!not_before || !not_after) return std::nullopt;
    Certificate certificate{.subject = text_of(X509_get_subject_name(x509)),
                            .issuer = text_of(X509_get_issuer_name(x509)),
                            .names = names_of(x509),
                            .not_before = *not_before,
                            .not_after = *not_after,
                            .key_type = "of an unknown type",
                            .public_key = der_of(X509_get_X509_PUBKEY(x509), i2d_X509_PUBKEY),
                            .der = der_of(x509, i2d_X509),
                            .is_authority = (X509_get_extension_flags(x509) & EXFLAG_CA) != 0,
                            .broken_extension = broken_extension(x509),
                            .use = use_of(x509)};
    if (const Pkey key{X509_get_pubkey(x509)}) {
        certificate.key_type = key_type(key.get());
        certificate.strength = strength_of(key.get());
        if (auto normal = public_key(key.get()); !normal.empty()) certificate.public_key = std::move(normal);
    }
    return certificate;
}

}  // namespace megactl::tls

#include "core/tls/certificate_use.hpp"

#include "core/tls/openssl_handles.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <memory>

namespace megactl::tls {

namespace {

using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Features = std::unique_ptr<TLS_FEATURE, Freed<TLS_FEATURE_free>>;
using Places = std::unique_ptr<AUTHORITY_INFO_ACCESS, Freed<AUTHORITY_INFO_ACCESS_free>>;

constexpr long status_request = 5;  // the TLS extension that asks for a staple

KeyStrength::Family family_of(EVP_PKEY* key) {
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA:
        case EVP_PKEY_RSA_PSS: return KeyStrength::Family::rsa;
        case EVP_PKEY_EC: return KeyStrength::Family::ec;
        case EVP_PKEY_ED25519:
        case EVP_PKEY_ED448: return KeyStrength::Family::edwards;
        case EVP_PKEY_DSA: return KeyStrength::Family::dsa;
        default: break;
    }
    return KeyStrength::Family::other;
}

bool has_common_exponent(EVP_PKEY* key) {
    BIGNUM* read = nullptr;
    if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &read) != 1) return true;
    const Number exponent(read);
    constexpr int bits_of_65537 = 17;
    return BN_is_odd(exponent.get()) == 1 && BN_num_bits(exponent.get()) >= bits_of_65537;
}

bool has_named_curve(EVP_PKEY* key) {
    int is_spelled_out = 0;
    EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &is_spelled_out);
    return is_spelled_out == 0;
}

bool asks_for_staple(X509* certificate) {
    const Features features(static_cast<TLS_FEATURE*>(X509_get_ext_d2i(certificate, NID_tlsfeature, nullptr, nullptr)));
    const int count = features ? sk_ASN1_INTEGER_num(features.get()) : 0;
    for (int i = 0; i < count; ++i) {
        if (ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features.get(), i)) == status_request) return true;
    }
    return false;
}

bool names_responder(X509* certificate) {
    const Places places(
        static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr)));
    const int count = places ? sk_ACCESS_DESCRIPTION_num(places.get()) : 0;
    for (int i = 0; i < count; ++i) {
        if (OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(places.get(), i)->method) == NID_ad_OCSP) return true;
    }
    return false;
}

// Below what OpenSSL asks for as Debian sets it up: MD5, SHA-1, RIPEMD-160. What it can't tell it takes for weak.
constexpr int fewest_security_bits = 112;

void tell_signature(X509* certificate, CertificateUse& use) {
    int bits = 0;
    const bool is_known = X509_get_signature_info(certificate, nullptr, nullptr, &bits, nullptr) == 1;
    use.is_weakly_signed = !is_known || bits < fewest_security_bits;
    const int whole = X509_get_signature_nid(certificate);
    use.signature = whole == NID_undef ? "an algorithm that OpenSSL does not know" : OBJ_nid2ln(whole);
}

}  // namespace

KeyStrength strength_of(evp_pkey_st* key) {
    KeyStrength strength{.family = family_of(key), .bits = EVP_PKEY_get_bits(key)};
    if (strength.family == KeyStrength::Family::rsa) strength.has_common_exponent = has_common_exponent(key);
    if (strength.family == KeyStrength::Family::ec) strength.has_named_curve = has_named_curve(key);
    return strength;
}

CertificateUse use_of(x509_st* certificate) {
    CertificateUse use;
    tell_signature(certificate, use);
    // Of a certificate with an extension that it can't read OpenSSL says that it may do nothing.
    if (X509_check_purpose(certificate, -1, -1) != 1) return use;
    const std::uint32_t purposes = X509_get_extended_key_usage(certificate);
    use.limits_purposes = purposes != UINT32_MAX;
    if (use.limits_purposes) {
        use.is_for_anything = (purposes & XKU_ANYEKU) != 0;
        use.is_for_servers = (purposes & (XKU_SSL_SERVER | XKU_SGC)) != 0;
    }
    const std::uint32_t usage = X509_get_key_usage(certificate);
    use.limits_key = usage != UINT32_MAX;
    use.may_sign = (usage & KU_DIGITAL_SIGNATURE) != 0;
    use.may_encipher = (usage & KU_KEY_ENCIPHERMENT) != 0;
    use.may_sign_certificates = (usage & KU_KEY_CERT_SIGN) != 0;
    use.must_staple = asks_for_staple(certificate);
    use.has_responder = names_responder(certificate);
    use.is_logged = X509_get_ext_by_NID(certificate, NID_ct_precert_scts, -1) >= 0;
    return use;
}

}  // namespace megactl::tls

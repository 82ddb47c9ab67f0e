#pragma once

#include <string>

struct evp_pkey_st;
struct x509_st;

namespace megactl::tls {

// How hard a key is to break.
struct KeyStrength {
    enum class Family { rsa, ec, edwards, dsa, other };
    Family family = Family::other;
    int bits = 0;
    bool has_named_curve = true;      // false where a file spells out the curve's numbers
    bool has_common_exponent = true;  // of RSA: odd, 65537 or more
};

// What a certificate says it may be used for, and how it was signed.
struct CertificateUse {
    bool limits_purposes = false;  // it has an extended key usage
    bool is_for_servers = true;    // OpenSSL's verdict on those
    bool is_for_anything = false;  // anyExtendedKeyUsage
    bool limits_key = false;       // it has a key usage
    bool may_sign = true;          // digitalSignature, and so on
    bool may_encipher = true;
    bool may_sign_certificates = true;
    bool must_staple = false;
    bool has_responder = false;     // says where its revocation can be asked (OCSP)
    bool is_logged = false;         // holds timestamps of public logs: a public authority issued it
    std::string signature;          // "SHA256 with RSA", in OpenSSL's words
    bool is_weakly_signed = false;  // MD5 or SHA-1
};

KeyStrength strength_of(evp_pkey_st* key);
CertificateUse use_of(x509_st* certificate);

}  // namespace megactl::tls

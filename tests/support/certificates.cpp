#include "tests/support/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/encoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <utility>

namespace megactl::tests {

namespace {

template <auto free_it>
struct Freed {
    template <class T>
    void operator()(T* thing) const {
        free_it(thing);
    }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

void require(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

template <class T>
T* require(T* thing, const char* what) {
    require(thing != nullptr, what);
    return thing;
}

// What `write` puts into a BIO.
template <class Write>
std::string written(Write write) {
    const Bio output(BIO_new(BIO_s_mem()));
    require(output && write(output.get()) == 1, "can't write");
    char* text = nullptr;
    const long size = BIO_get_mem_data(output.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

Bio reading(const std::string& text) {
    return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void set_time(const ASN1_TIME* time, std::chrono::sys_seconds value) {
    // UTCTime to 2049, GeneralizedTime beyond, as RFC 5280 asks.
    require(ASN1_TIME_set(const_cast<ASN1_TIME*>(time), value.time_since_epoch().count()), "bad time");
}

void add_entry(GENERAL_NAMES* entries, int type, ASN1_STRING* value) {
    GENERAL_NAME* entry = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(entry, type, value);
    sk_GENERAL_NAME_push(entries, entry);
}

void add_dns(GENERAL_NAMES* entries, const std::string& name) {
    ASN1_IA5STRING* text = ASN1_IA5STRING_new();
    ASN1_STRING_set(text, name.data(), static_cast<int>(name.size()));
    add_entry(entries, GEN_DNS, text);
}

void add_names(X509* certificate, const CertificateProfile& profile) {
    if (profile.names.empty() && profile.dns_names.empty()) return;
    const std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>> entries(GENERAL_NAMES_new());
    for (const std::string& name : profile.names) {
        if (ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str())) {
            add_entry(entries.get(), GEN_IPADD, address);
        } else {
            add_dns(entries.get(), name);
        }
    }
    for (const std::string& name : profile.dns_names)
        add_dns(entries.get(), name);
    require(X509_add1_ext_i2d(certificate, NID_subject_alt_name, entries.get(), 0, 0) == 1, "bad names");
}

void add_extension(X509* certificate, const std::string& name, const std::string& value) {
    X509_EXTENSION* extension =
        require(X509V3_EXT_nconf(nullptr, nullptr, name.c_str(), value.c_str()), "bad extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

X509* new_certificate(const TestKey& key, const CertificateProfile& profile) {
    X509* certificate = require(X509_new(), "no certificate");
    X509_set_version(certificate, X509_VERSION_3);
    std::array<unsigned char, 8> serial{};
    RAND_bytes(serial.data(), static_cast<int>(serial.size()));
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial[0] * 65'537ULL + serial[1] * 257ULL + serial[2]);
    X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), NID_commonName, MBSTRING_UTF8,
                               static_cast<const unsigned char*>(static_cast<const void*>(profile.subject.data())),
                               static_cast<int>(profile.subject.size()), -1, 0);
    set_time(X509_getm_notBefore(certificate), profile.not_before);
    set_time(X509_getm_notAfter(certificate), profile.not_after);
    require(X509_set_pubkey(certificate, key.get()) == 1, "bad public key");
    add_names(certificate, profile);
    const std::unique_ptr<BASIC_CONSTRAINTS, Freed<BASIC_CONSTRAINTS_free>> constraints(BASIC_CONSTRAINTS_new());
    constraints->ca = profile.is_authority ? 0xFF : 0;
    if (profile.path_length >= 0) {
        constraints->pathlen = ASN1_INTEGER_new();
        ASN1_INTEGER_set(constraints->pathlen, profile.path_length);
    }
    X509_add1_ext_i2d(certificate, NID_basic_constraints, constraints.get(), 1, 0);
    for (const std::string& extension : profile.extensions) {
        const auto parting = extension.find('=');
        add_extension(certificate, extension.substr(0, parting), extension.substr(parting + 1));
    }
    if (!profile.issuer_url.empty())
        add_extension(certificate, "authorityInfoAccess", "caIssuers;URI:" + profile.issuer_url);
    if (!profile.name_constraint.empty()) {
        add_extension(certificate, "nameConstraints", "critical,permitted;DNS:" + profile.name_constraint);
    }
    return certificate;
}

void sign_by(X509* certificate, EVP_PKEY* key, const CertificateProfile& profile) {
    const bool has_own_digest = EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1;
    const EVP_MD* digest = profile.is_signed_with_sha1 ? EVP_sha1() : EVP_sha256();
    require(X509_sign(certificate, key, has_own_digest ? nullptr : digest) > 0, "can't sign");
}

// As `openssl genpkey -algorithm … -pkeyopt …` makes it.
EVP_PKEY* generated(const char* algorithm, const std::vector<std::pair<const char*, const char*>>& options) {
    const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context(
        EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
    require(context && EVP_PKEY_keygen_init(context.get()) == 1, "no such key");
    for (const auto& [name, value] : options)
        require(EVP_PKEY_CTX_ctrl_str(context.get(), name, value) == 1, "no such option of a key");
    EVP_PKEY* key = nullptr;
    require(EVP_PKEY_generate(context.get(), &key) == 1, "can't make a key");
    return key;
}

// As `openssl dsaparam -genkey 1024` makes it.
EVP_PKEY* generated_dsa() {
    const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr));
    EVP_PKEY* parameters = nullptr;
    require(context && EVP_PKEY_paramgen_init(context.get()) == 1 &&
                EVP_PKEY_CTX_ctrl_str(context.get(), "dsa_paramgen_bits", "1024") == 1 &&
                EVP_PKEY_paramgen(context.get(), &parameters) == 1,
            "no parameters");
    const std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>> owner(parameters);
    const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> maker(
        EVP_PKEY_CTX_new_from_pkey(nullptr, parameters, nullptr));
    EVP_PKEY* key = nullptr;
    require(maker && EVP_PKEY_keygen_init(maker.get()) == 1 && EVP_PKEY_keygen(maker.get(), &key) == 1,
            "can't make a key");
    return key;
}

}  // namespace

TestKey::TestKey(evp_pkey_st* key) : key_(require(key, "no key"), EVP_PKEY_free) {}

TestKey TestKey::make(KeyType type) {
    switch (type) {
        case KeyType::rsa: return TestKey(EVP_RSA_gen(2048));
        case KeyType::rsa_1024: return TestKey(EVP_RSA_gen(1024));
        case KeyType::rsa_3072: return TestKey(EVP_RSA_gen(3072));
        case KeyType::rsa_exponent_3: return TestKey(generated("RSA", {{"rsa_keygen_pubexp", "3"}}));
        case KeyType::rsa_pss: return TestKey(generated("RSA-PSS", {}));
        case KeyType::ec: return TestKey(EVP_EC_gen("P-256"));
        case KeyType::ec_p384: return TestKey(EVP_EC_gen("P-384"));
        case KeyType::ec_p521: return TestKey(EVP_EC_gen("P-521"));
        case KeyType::ec_p192: return TestKey(EVP_EC_gen("P-192"));
        case KeyType::ec_secp256k1: return TestKey(EVP_EC_gen("secp256k1"));
        case KeyType::ec_brainpool: return TestKey(EVP_EC_gen("brainpoolP256r1"));
        case KeyType::ec_explicit:
            return TestKey(generated("EC", {{"ec_paramgen_curve", "P-256"}, {"ec_param_enc", "explicit"}}));
        case KeyType::ed25519: return TestKey(generated("ED25519", {}));
        case KeyType::dsa: return TestKey(generated_dsa());
        case KeyType::ed448: break;
    }
    return TestKey(generated("ED448", {}));
}

const TestKey& ec_key() {
    static const TestKey key = TestKey::make(KeyType::ec);
    return key;
}

TestKey TestKey::from_pem(const std::string& pem) {
    return TestKey(PEM_read_bio_PrivateKey(reading(pem).get(), nullptr, nullptr, nullptr));
}

std::string TestKey::pem() const {
    return written(
        [&](BIO* out) { return PEM_write_bio_PKCS8PrivateKey(out, get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

std::string TestKey::traditional_pem() const {
    return written([&](BIO* out) {
        return PEM_write_bio_PrivateKey_traditional(out, get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

std::string TestKey::encrypted_pem() const {
    return written([&](BIO* out) {
        return PEM_write_bio_PKCS8PrivateKey(out, get(), EVP_aes_256_cbc(), "test", 4, nullptr, nullptr);
    });
}

std::string TestKey::traditional_encrypted_pem() const {
    const std::array<unsigned char, 4> passphrase{'t', 'e', 's', 't'};
    return written([&](BIO* out) {
        return PEM_write_bio_PrivateKey_traditional(out, get(), EVP_aes_256_cbc(), passphrase.data(), 4, nullptr,
                                                    nullptr);
    });
}

std::string TestKey::public_pem() const {
    return written([&](BIO* out) { return PEM_write_bio_PUBKEY(out, get()); });
}

std::string TestKey::der() const {
    return written(
        [&](BIO* out) { return i2d_PKCS8PrivateKey_bio(out, get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

TestKey TestKey::compressed() const {
    TestKey copy(EVP_PKEY_dup(get()));
    require(EVP_PKEY_set_utf8_string_param(copy.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                           OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_COMPRESSED) == 1,
            "can't compress");
    return copy;
}

TestCertificate::TestCertificate(x509_st* certificate)
    : certificate_(require(certificate, "no certificate"), X509_free) {}

TestCertificate TestCertificate::self_signed(const TestKey& key, const CertificateProfile& profile) {
    TestCertificate made(new_certificate(key, profile));
    X509* certificate = made.certificate_.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    sign_by(certificate, key.get(), profile);
    return made;
}

TestCertificate TestCertificate::from_pem(const std::string& pem) {
    return TestCertificate(PEM_read_bio_X509(reading(pem).get(), nullptr, nullptr, nullptr));
}

TestCertificate TestCertificate::sign(const TestKey& own_key, const TestKey& key,
                                      const CertificateProfile& profile) const {
    TestCertificate made(new_certificate(key, profile));
    X509_set_issuer_name(made.certificate_.get(), X509_get_subject_name(certificate_.get()));
    sign_by(made.certificate_.get(), own_key.get(), profile);
    return made;
}

std::string TestCertificate::pem() const {
    return written([&](BIO* out) { return PEM_write_bio_X509(out, certificate_.get()); });
}

std::string TestCertificate::trusted_pem() const {
    X509_add1_trust_object(certificate_.get(), OBJ_nid2obj(NID_server_auth));
    return written([&](BIO* out) { return PEM_write_bio_X509_AUX(out, certificate_.get()); });
}

std::string TestCertificate::der() const {
    return written([&](BIO* out) { return i2d_X509_bio(out, certificate_.get()); });
}

std::string TestCertificate::subject_hash() const {
    std::array<char, 9> text{};
    std::snprintf(text.data(), text.size(), "%08lx", X509_subject_name_hash(certificate_.get()));
    return text.data();
}

std::string TestCertificate::pkcs12(const TestKey& key) const {
    const std::unique_ptr<PKCS12, Freed<PKCS12_free>> bundle(
        require(PKCS12_create("test", "test", key.get(), certificate_.get(), nullptr, 0, 0, 0, 0, 0), "no PKCS#12"));
    return written([&](BIO* out) { return i2d_PKCS12_bio(out, bundle.get()); });
}

std::string TestCertificate::pkcs7_pem() const {
    const std::unique_ptr<PKCS7, Freed<PKCS7_free>> bundle(PKCS7_new());
    require(PKCS7_set_type(bundle.get(), NID_pkcs7_signed) == 1 &&
                PKCS7_content_new(bundle.get(), NID_pkcs7_data) == 1 &&
                PKCS7_add_certificate(bundle.get(), certificate_.get()) == 1,
            "no PKCS#7");
    return written([&](BIO* out) { return PEM_write_bio_PKCS7(out, bundle.get()); });
}

std::string certificate_request_pem(const TestKey& key) {
    const std::unique_ptr<X509_REQ, Freed<X509_REQ_free>> request(X509_REQ_new());
    X509_REQ_set_pubkey(request.get(), key.get());
    require(X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0, "can't sign");
    return written([&](BIO* out) { return PEM_write_bio_X509_REQ(out, request.get()); });
}

}  // namespace megactl::tests

#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

struct evp_pkey_st;
struct x509_st;

namespace megactl::tests {

enum class KeyType {
    rsa,
    rsa_1024,
    rsa_3072,
    rsa_exponent_3,
    rsa_pss,
    ec,
    ec_p384,
    ec_p521,
    ec_p192,
    ec_secp256k1,
    ec_brainpool,
    ec_explicit,  // P-256, its parameters spelled out
    ed25519,
    ed448,
    dsa,  // of 1024 bits: longer ones take seconds
};

// A private key made for a test.
class TestKey {
public:
    // RSA of 2048 bits and EC on P-256, where the type says nothing else.
    static TestKey make(KeyType type);
    static TestKey from_pem(const std::string& pem);

    std::string pem() const;              // PKCS#8
    std::string traditional_pem() const;  // PKCS#1, SEC1 or what DSA has of that kind
    std::string encrypted_pem() const;    // PKCS#8, under the passphrase "test"
    std::string traditional_encrypted_pem() const;
    std::string public_pem() const;
    std::string der() const;  // PKCS#8
    // The same EC key with its point compressed.
    TestKey compressed() const;

    evp_pkey_st* get() const { return key_.get(); }

private:
    explicit TestKey(evp_pkey_st* key);
    std::shared_ptr<evp_pkey_st> key_;
};

// One for the whole program, where any EC key will do.
const TestKey& ec_key();

// What a test wants of a certificate.
struct CertificateProfile {
    std::string subject = "example.org";               // its common name
    std::vector<std::string> names = {"example.org"};  // addresses become iPAddress entries
    std::vector<std::string> dns_names = {};           // dNSName entries, whatever they are
    std::chrono::sys_seconds not_before = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
    std::chrono::sys_seconds not_after = std::chrono::sys_days(std::chrono::year(2027) / 2 / 14);
    bool is_authority = false;
    std::string issuer_url{};               // where the issuer's certificate is offered; empty: not said
    std::string name_constraint{};          // the only domain it may vouch for; empty: any
    std::vector<std::string> extensions{};  // more, as OpenSSL's configuration names them: "keyUsage=keyAgreement"
    bool is_signed_with_sha1 = false;
    int path_length = -1;  // of an authority; -1: no limit
};

class TestCertificate {
public:
    static TestCertificate self_signed(const TestKey& key, const CertificateProfile& profile = {});
    static TestCertificate from_pem(const std::string& pem);
    // A certificate for `key`, signed by this one, which `own_key` belongs to.
    TestCertificate sign(const TestKey& own_key, const TestKey& key, const CertificateProfile& profile) const;

    std::string pem() const;
    std::string trusted_pem() const;  // TRUSTED CERTIFICATE
    std::string der() const;
    std::string subject_hash() const;  // as names of trusted certificates in a folder begin
    std::string pkcs12(const TestKey& key) const;
    std::string pkcs7_pem() const;

private:
    explicit TestCertificate(x509_st* certificate);
    std::shared_ptr<x509_st> certificate_;
};

std::string certificate_request_pem(const TestKey& key);

}  // namespace megactl::tests

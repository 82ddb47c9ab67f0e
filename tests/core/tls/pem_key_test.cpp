// Private keys within PEM files.

#include "core/tls/pem_file.hpp"
#include "tests/support/certificates.hpp"

#include <gtest/gtest.h>

namespace megactl::tls {
namespace {

using tests::ec_key;
using tests::KeyType;
using tests::TestCertificate;
using tests::TestKey;

const TestKey& rsa_key() {
    static const TestKey key = TestKey::make(KeyType::rsa);
    return key;
}

// The public key a certificate made for `key` holds.
std::string public_key_of(const TestKey& key) {
    return parse_pem("a.pem", TestCertificate::self_signed(key).pem()).certificates.at(0).public_key;
}

void expect_key(const std::string& pem, std::string_view type, const TestKey& key) {
    const PemFile file = parse_pem("a.key", pem);
    ASSERT_EQ(file.keys.size(), 1U);
    EXPECT_EQ(file.fault, PemFault::none);
    EXPECT_EQ(file.keys.front().key_type, type);
    EXPECT_EQ(file.keys.front().public_key, public_key_of(key));
}

TEST(PemKey, IsReadFromPkcs8) {
    expect_key(rsa_key().pem(), "RSA 2048", rsa_key());
    expect_key(ec_key().pem(), "EC P-256", ec_key());
    const TestKey edwards = TestKey::make(KeyType::ed25519);
    expect_key(edwards.pem(), "Ed25519", edwards);
}

TEST(PemKey, IsReadFromPkcs1AndSec1) {
    expect_key(rsa_key().traditional_pem(), "RSA 2048", rsa_key());
    expect_key(ec_key().traditional_pem(), "EC P-256", ec_key());
}

TEST(PemKey, IsReadOfDsaAsWell) {
    const TestKey dsa = TestKey::make(KeyType::dsa);
    expect_key(dsa.pem(), "DSA 1024", dsa);
    expect_key(dsa.traditional_pem(), "DSA 1024", dsa);
    EXPECT_EQ(parse_pem("a.key", dsa.traditional_encrypted_pem()).fault, PemFault::key_encrypted);
}

TEST(PemKey, IsReadBehindItsParameters) {
    const std::string parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    expect_key(parameters + ec_key().traditional_pem(), "EC P-256", ec_key());
}

TEST(PemKey, EqualsItsCertificatesWithACompressedPoint) {
    expect_key(ec_key().compressed().pem(), "EC P-256", ec_key());
    EXPECT_EQ(public_key_of(ec_key().compressed()), public_key_of(ec_key()));
}

TEST(PemKey, DiffersFromAnother) {
    EXPECT_NE(public_key_of(TestKey::make(KeyType::ec)), public_key_of(ec_key()));
}

TEST(PemKey, IsNeverDecrypted) {
    for (const std::string& pem : {ec_key().encrypted_pem(), ec_key().traditional_encrypted_pem()}) {
        const PemFile file = parse_pem("a.key", pem);
        EXPECT_EQ(file.fault, PemFault::key_encrypted);
        EXPECT_EQ(file.fault_line, 1U);
        EXPECT_TRUE(file.keys.empty());
        EXPECT_EQ(file.other_blocks, std::vector<std::string>{"ENCRYPTED PRIVATE KEY"});
    }
}

TEST(PemKey, IsTheFirstOneEvenIfALaterOneIsEncrypted) {
    const PemFile file = parse_pem("a.key", ec_key().pem() + ec_key().encrypted_pem());
    EXPECT_EQ(file.fault, PemFault::none);
    EXPECT_EQ(file.keys.size(), 1U);
}

TEST(PemKey, MayStandBesideTheCertificate) {
    const PemFile file = parse_pem("both.pem", TestCertificate::self_signed(ec_key()).pem() + ec_key().pem());
    EXPECT_EQ(file.fault, PemFault::none);
    EXPECT_EQ(file.certificates.at(0).public_key, file.keys.at(0).public_key);
}

TEST(PemKey, OfAnotherAlgorithmIsNamed) {
    // PKCS#8 of an X25519 key, which can't sign.
    const PemFile file = parse_pem("a.key",
                                   "-----BEGIN PRIVATE KEY-----\n"
                                   "MC4CAQAwBQYDK2VuBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
                                   "-----END PRIVATE KEY-----\n");
    EXPECT_EQ(file.fault, PemFault::none);
    EXPECT_EQ(file.other_blocks, std::vector<std::string>{"X25519 PRIVATE KEY"});
}

TEST(PemKey, IsUndecodableWithMoreBehindIt) {
    const PemFile file = parse_pem("a.key",
                                   "-----BEGIN PRIVATE KEY-----\n"
                                   "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fAAAA\n"
                                   "-----END PRIVATE KEY-----\n");
    EXPECT_EQ(file.fault, PemFault::undecodable);
}

// Every line of the file that is shown, joined.
std::string shown_text(const std::string& content) {
    return std::string(parse_pem("a.key", content).source->text());
}

TEST(PemKey, LeavesOnlyItsMarkersInTheText) {
    const std::string shown = shown_text("passphrase: tomato\n" + ec_key().traditional_encrypted_pem());
    EXPECT_TRUE(shown.starts_with("\n-----BEGIN EC PRIVATE KEY-----\n\n"));
    EXPECT_TRUE(shown.ends_with("\n\n-----END EC PRIVATE KEY-----\n"));
    EXPECT_EQ(shown.find("AES"), std::string::npos);
    EXPECT_EQ(shown.find("tomato"), std::string::npos);
}

TEST(PemKey, IsNotShownFromAnyBrokenFile) {
    const std::string pem = ec_key().pem();
    const std::string body = pem.substr(pem.find('\n') + 1, 64);
    std::string one_line = pem;
    for (char& c : one_line)
        c = c == '\n' ? ' ' : c;
    for (const std::string& broken : {pem.substr(0, 120), one_line, body, "  " + pem, ec_key().der(),
                                      TestCertificate::self_signed(ec_key()).pem() + pem,
                                      TestCertificate::self_signed(ec_key()).pem() + pem.substr(0, 120)}) {
        EXPECT_EQ(shown_text(broken).find(body.substr(20, 20)), std::string::npos);
        EXPECT_EQ(shown_text(broken).find(ec_key().der().substr(40, 16)), std::string::npos);
    }
}

}  // namespace
}  // namespace megactl::tls

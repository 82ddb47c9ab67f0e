#include "core/tls/server_context.hpp"

#include "tests/support/certificates.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

namespace megactl::tls {
namespace {

using tests::CertificateProfile;
using tests::KeyType;
using tests::TestCertificate;
using tests::TestKey;

TEST(ServerContext, TakesEveryKeyThatServersHave) {
    for (const KeyType type : {KeyType::rsa, KeyType::ec, KeyType::ec_p521, KeyType::ed25519}) {
        const TestKey key = TestKey::make(type);
        const auto context = ServerContext::from_pem(TestCertificate::self_signed(key).pem(), key.pem());
        ASSERT_TRUE(context.has_value()) << context.error().reason;
        EXPECT_EQ(context->not_after(), CertificateProfile().not_after);
    }
}

TEST(ServerContext, FindsBothInOneFile) {
    const std::string pem = tests::ec_key().pem() + TestCertificate::self_signed(tests::ec_key()).pem();
    EXPECT_TRUE(ServerContext::from_pem(pem, pem).has_value());
}

TEST(ServerContext, SaysWhatOpenSslRefuses) {
    const auto reason = [](const std::string& certificate, const std::string& key) {
        const auto context = ServerContext::from_pem(certificate, key);
        return context ? std::string() : context.error().reason;
    };
    const std::string site = TestCertificate::self_signed(tests::ec_key()).pem();
    const std::string secret = tests::ec_key().pem();
    EXPECT_EQ(reason("", secret), "there is no certificate in it");
    EXPECT_EQ(reason(secret, site), "there is no certificate in it");
    EXPECT_TRUE(reason(site, site).starts_with("the key can't be read: ")) << reason(site, site);
    EXPECT_TRUE(reason(site, tests::ec_key().encrypted_pem()).starts_with("the key can't be read: "));
    EXPECT_EQ(reason(site, TestKey::make(KeyType::ec).pem()), "OpenSSL refuses the key: key values mismatch");
    const TestKey weak = TestKey::make(KeyType::rsa_1024);
    EXPECT_EQ(reason(TestCertificate::self_signed(weak).pem(), weak.pem()),
              "OpenSSL refuses the certificate: ee key too small");
}

TEST(ServerContext, PresentsNoChainWithoutWhatItCantRead) {
    const std::string leaf = TestCertificate::self_signed(tests::ec_key()).pem();
    std::string glued = leaf + leaf + leaf;
    glued.erase(2 * leaf.size() - 1, 1);  // between the second and the third
    const auto context = ServerContext::from_pem(glued, tests::ec_key().pem());
    ASSERT_FALSE(context.has_value());
    EXPECT_EQ(context.error().reason, "a certificate can't be read: bad end line");
    EXPECT_TRUE(ServerContext::from_pem(leaf + leaf + "words\n", tests::ec_key().pem()).has_value());
}

TEST(ServerContext, KnowsWhatItPresents) {
    CertificateProfile other;
    other.subject = "other";
    const auto make = [](const std::string& pem) {
        return ServerContext::from_pem(pem, tests::ec_key().pem()).value();
    };
    const std::string pem = TestCertificate::self_signed(tests::ec_key()).pem();
    const std::string other_pem = TestCertificate::self_signed(tests::ec_key(), other).pem();
    EXPECT_TRUE(make(pem).presents_the_same_as(make(pem)));
    EXPECT_FALSE(make(pem).presents_the_same_as(make(other_pem)));
    EXPECT_FALSE(make(pem).presents_the_same_as(make(pem + other_pem)));
    const ServerContext longer = make(pem + other_pem);
    EXPECT_TRUE(longer.renewed().presents_the_same_as(longer));
    EXPECT_NE(longer.renewed().get(), longer.get());
}

TEST(ServerContext, IsReadFromFiles) {
    const tests::Sandbox sandbox;
    const auto certificate = sandbox.write("a.pem", TestCertificate::self_signed(tests::ec_key()).pem());
    const auto key = sandbox.write("a.key", tests::ec_key().pem());
    EXPECT_TRUE(ServerContext::read(certificate, key).has_value());
    EXPECT_EQ(ServerContext::read(sandbox.path() / "b.pem", key).error().reason, "no such file");
    EXPECT_EQ(ServerContext::read(certificate, sandbox.path()).error().reason, "it is a directory, not a file");
}

}  // namespace
}  // namespace megactl::tls

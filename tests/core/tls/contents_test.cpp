#include "core/tls/contents.hpp"

#include "tests/support/certificates.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

namespace megactl::tls {
namespace {

using tests::ec_key;
using tests::TestCertificate;

const TestCertificate& certificate() {
    static const TestCertificate made = TestCertificate::self_signed(ec_key());
    return made;
}

template <class Thing>
const Thing& only(const Contents& contents) {
    EXPECT_EQ(contents.items.size(), 1U);
    return std::get<Thing>(contents.items.at(0));
}

std::string only_problem(const Contents& contents) {
    return contents.problems.size() == 1 ? contents.problems.front().message : "none or several";
}

TEST(Contents, ReadsABundleInItsOrder) {
    const Contents contents = read_contents("a.pem", ec_key().pem() + certificate().pem());
    EXPECT_EQ(contents.encoding, "PEM");
    EXPECT_TRUE(contents.problems.empty());
    ASSERT_EQ(contents.items.size(), 2U);
    EXPECT_EQ(std::get<PrivateKey>(contents.items[0]).line, 1U);
    EXPECT_EQ(std::get<Certificate>(contents.items[1]).line, 6U);
    EXPECT_EQ(std::get<PrivateKey>(contents.items[0]).public_key, std::get<Certificate>(contents.items[1]).public_key);
}

TEST(Contents, ReadsDer) {
    const Contents one = read_contents("a.der", certificate().der());
    EXPECT_EQ(one.encoding, "DER");
    EXPECT_EQ(only<Certificate>(one).subject, "CN = example.org");
    EXPECT_EQ(only<Certificate>(one).line, 0U);
    EXPECT_EQ(only<PrivateKey>(read_contents("a.key", ec_key().der())).key_type, "EC P-256");
    const auto dsa = tests::TestKey::make(tests::KeyType::dsa);
    EXPECT_EQ(only<PrivateKey>(read_contents("a.key", dsa.der())).key_type, "DSA 1024");
}

TEST(Contents, ReadsARequest) {
    const auto request = only<CertificateRequest>(read_contents("a.csr", tests::certificate_request_pem(ec_key())));
    EXPECT_EQ(request.key_type, "EC P-256");
    EXPECT_EQ(request.line, 1U);
}

TEST(Contents, ReadsAPublicKey) {
    EXPECT_EQ(only<PublicKey>(read_contents("a.pub", ec_key().public_pem())).key_type, "EC P-256");
}

TEST(Contents, UnpacksPkcs7) {
    EXPECT_EQ(only<Certificate>(read_contents("a.p7b", certificate().pkcs7_pem())).subject, "CN = example.org");
}

TEST(Contents, LeavesAnEncryptedKeyClosed) {
    const Contents contents = read_contents("a.key", ec_key().encrypted_pem());
    EXPECT_EQ(only<ClosedBlock>(contents).label, "ENCRYPTED PRIVATE KEY");
    EXPECT_TRUE(contents.problems.empty());
}

TEST(Contents, SaysThatAPasswordIsWanted) {
    const Contents contents = read_contents("a.p12", certificate().pkcs12(ec_key()));
    EXPECT_EQ(contents.encoding, "PKCS#12");
    EXPECT_TRUE(contents.items.empty());
    EXPECT_EQ(only_problem(contents), "it wants a password, which is never asked for");
}

TEST(Contents, TellsWhatIsDamagedAndReadsTheRest) {
    std::string broken = certificate().pem();
    broken.replace(40, 4, "!!!!");
    const Contents contents = read_contents("a.pem", broken + certificate().pem());
    EXPECT_EQ(only_problem(contents), "what stands here is damaged: it can't be decoded");
    EXPECT_EQ(contents.problems.front().line, 1U);
    EXPECT_GT(only<Certificate>(contents).line, 1U);
}

TEST(Contents, TellsOfAFileThatHoldsNothing) {
    EXPECT_EQ(only_problem(read_contents("a", "")), "it is empty");
    EXPECT_EQ(only_problem(read_contents("a", "hello\n")), "it holds no certificate and no key");
    EXPECT_EQ(only_problem(read_contents("a", "  " + certificate().pem())),
              "a BEGIN line has something in front of it");
    EXPECT_EQ(only_problem(read_contents("a", certificate().pem().substr(0, 100))),
              "the block that begins here has no END line");
}

TEST(Contents, TellsOfAFileThatIsNone) {
    const tests::Sandbox folder;
    EXPECT_EQ(only_problem(read_contents_of(folder.path().string())), "can't be read: it is a directory, not a file");
    EXPECT_EQ(only_problem(read_contents_of((folder.path() / "none.pem").string())), "can't be read: no such file");
}

}  // namespace
}  // namespace megactl::tls

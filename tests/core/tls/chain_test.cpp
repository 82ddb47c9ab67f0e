#include "core/tls/chain.hpp"

#include "core/base/units.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace megactl::tls {
namespace {

using tests::CertificateProfile;
using tests::KeyType;
using tests::TestCertificate;
using tests::TestKey;
using Kind = ChainFault::Kind;

const TestKey& key() {
    static const TestKey made = TestKey::make(KeyType::ec);
    return made;
}

CertificateProfile authority(std::string name) {
    return {.subject = std::move(name), .names = {}, .is_authority = true};
}

std::vector<Certificate> certificates_in(const std::string& pem) {
    return parse_pem("chain.pem", pem).certificates;
}

// A root, an authority below it, a server's certificate below that.
struct Family {
    TestKey root_key = TestKey::make(KeyType::ec);
    TestKey issuing_key = TestKey::make(KeyType::ec);
    TestCertificate root = TestCertificate::self_signed(root_key, authority("Root"));
    TestCertificate issuing = root.sign(root_key, issuing_key, authority("Issuing"));
    TestCertificate leaf = issuing.sign(issuing_key, key(), {});
};

// Nothing of this host is trusted.
ChainVerdict verdict_for(const std::string& sent, const std::string& anchors) {
    const std::vector<Certificate> certificates = certificates_in(sent);
    const std::vector<Certificate> trusted = certificates_in(anchors);
    return verify_chain({.sent = certificates,
                         .leaf = leaf_index(certificates, nullptr),
                         .anchors = trusted,
                         .trusted = {.file = "/nowhere", .folder = "/nowhere"},
                         .at = parse_time("2026-06-01").value()});
}

TEST(Chain, HoldsFromTheLeafToAnAnchor) {
    const Family family;
    const ChainVerdict verdict = verdict_for(family.leaf.pem() + family.issuing.pem(), family.root.pem());
    EXPECT_TRUE(verdict.faults.empty());
    EXPECT_EQ(verdict.path, (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(verdict.length, 3U);
    ASSERT_EQ(verdict.unsent.size(), 1U);
    EXPECT_EQ(verdict.unsent[0].certificate.subject, "CN = Root");
}

TEST(Chain, NamesTheFileOfTheHostsStore) {
    const Family family;
    const tests::Sandbox sandbox;
    const auto file = sandbox.write("trusted/" + family.root.subject_hash() + ".1", family.root.pem());
    sandbox.write("trusted/" + family.root.subject_hash() + ".0", family.issuing.pem());
    const std::vector<Certificate> sent = certificates_in(family.leaf.pem() + family.issuing.pem());
    const auto store_of = [&](TrustPlaces places) {
        const ChainVerdict verdict = verify_chain({.sent = sent, .trusted = std::move(places)});
        return verdict.unsent.empty() ? "" : verdict.unsent.back().store;
    };
    const std::string folder = file.parent_path().string();
    EXPECT_EQ(store_of({.file = "", .folder = "/nowhere/where/nothing/is:" + folder}), file);
    EXPECT_EQ(store_of({.file = file.string(), .folder = "/nowhere"}), file);
}

TEST(Chain, HoldsInAnyOrder) {
    const Family family;
    const ChainVerdict verdict = verdict_for(family.issuing.pem() + family.leaf.pem(), family.root.pem());
    EXPECT_TRUE(verdict.faults.empty());
    EXPECT_EQ(verdict.path, (std::vector<std::size_t>{1, 0}));
}

TEST(Chain, EndsAtAnIntermediateThatIsTrusted) {
    const Family family;
    EXPECT_TRUE(verdict_for(family.leaf.pem(), family.issuing.pem()).faults.empty());
}

TEST(Chain, NamesTheIssuerThatIsMissing) {
    const Family family;
    const ChainVerdict verdict = verdict_for(family.leaf.pem(), family.root.pem());
    ASSERT_NE(verdict.find(Kind::issuer_missing), nullptr);
    EXPECT_EQ(verdict.missing_issuer, "CN = Issuing");
    EXPECT_EQ(verdict.faults.size(), 1U);
}

TEST(Chain, TrustsNoRootBecauseItIsSent) {
    const Family family;
    const ChainVerdict verdict = verdict_for(family.leaf.pem() + family.issuing.pem() + family.root.pem(), "");
    EXPECT_NE(verdict.find(Kind::root_unknown), nullptr);
    EXPECT_EQ(verdict.places.back(), ChainPlace::root);
}

TEST(Chain, TellsAnotherKeyOfTheSameName) {
    const Family family;
    const TestCertificate other = family.root.sign(family.root_key, TestKey::make(KeyType::ec), authority("Issuing"));
    const ChainVerdict verdict = verdict_for(family.leaf.pem() + other.pem(), family.root.pem());
    EXPECT_FALSE(verdict.faults.empty());
}

TEST(Chain, TellsASelfSignedLeaf) {
    const std::string pem = TestCertificate::self_signed(key()).pem();
    EXPECT_NE(verdict_for(pem, "").find(Kind::self_signed_leaf), nullptr);
    EXPECT_TRUE(verdict_for(pem, pem).faults.empty());
}

TEST(Chain, TellsTheDatesOfAnAuthorityWhoseIssuerIsMissing) {
    const Family family;
    CertificateProfile profile = authority("Issuing");
    profile.not_after = parse_time("2026-05-01").value();
    const TestCertificate ended = family.root.sign(family.root_key, family.issuing_key, profile);
    const ChainVerdict verdict = verdict_for(family.leaf.pem() + ended.pem(), "");
    EXPECT_NE(verdict.find(Kind::issuer_missing), nullptr);
    ASSERT_NE(verdict.find(Kind::expired), nullptr);
    EXPECT_EQ(verdict.find(Kind::expired)->held.sent, 1U);
    EXPECT_EQ(verdict.faults.size(), 2U);
    EXPECT_EQ(verdict_for(family.leaf.pem() + ended.pem(), family.root.pem()).faults.size(), 1U);
}

TEST(Chain, TellsAnUnrelatedAndARepeatedCertificate) {
    const Family family;
    const std::string other = TestCertificate::self_signed(TestKey::make(KeyType::ec), {.subject = "other"}).pem();
    const ChainVerdict verdict =
        verdict_for(family.leaf.pem() + family.issuing.pem() + family.issuing.pem() + other, family.root.pem());
    EXPECT_EQ(verdict.places, (std::vector<ChainPlace>{ChainPlace::leaf, ChainPlace::on_path, ChainPlace::repeated,
                                                       ChainPlace::unrelated}));
}

TEST(Chain, TellsAPurposeThatNoRuleKnows) {
    const Family family;
    const TestCertificate leaf = family.issuing.sign(family.issuing_key, key(), {.extensions = {"nsCertType=client"}});
    const ChainVerdict verdict = verdict_for(leaf.pem() + family.issuing.pem(), family.root.pem());
    ASSERT_NE(verdict.find(Kind::purpose), nullptr);
    EXPECT_EQ(verdict.find(Kind::purpose)->depth, 0U);
}

TEST(Chain, TellsAnAuthorityThatIsNotForServersFromOneThatIsNone) {
    const TestKey root_key = TestKey::make(KeyType::ec);
    const TestKey issuing_key = TestKey::make(KeyType::ec);
    const TestCertificate root = TestCertificate::self_signed(root_key, authority("Root"));
    CertificateProfile profile = authority("Issuing");
    profile.extensions = {"extendedKeyUsage=clientAuth"};
    TestCertificate issuing = root.sign(root_key, issuing_key, profile);
    ChainVerdict verdict = verdict_for(issuing.sign(issuing_key, key(), {}).pem() + issuing.pem(), root.pem());
    ASSERT_EQ(verdict.faults.size(), 1U);
    EXPECT_EQ(verdict.faults[0].kind, Kind::purpose);
    EXPECT_EQ(verdict.faults[0].depth, 1U);
    profile.is_authority = false;
    issuing = root.sign(root_key, issuing_key, profile);
    verdict = verdict_for(issuing.sign(issuing_key, key(), {}).pem() + issuing.pem(), root.pem());
    ASSERT_EQ(verdict.faults.size(), 1U);
    EXPECT_EQ(verdict.faults[0].kind, Kind::no_authority);
}

TEST(Chain, NamesTheCriticalExtensionThatIsUnknown) {
    const Family family;
    const TestCertificate leaf =
        family.issuing.sign(family.issuing_key, key(), {.extensions = {"1.2.3.4=critical,ASN1:NULL"}});
    const ChainVerdict verdict = verdict_for(leaf.pem() + family.issuing.pem(), family.root.pem());
    ASSERT_EQ(verdict.faults.size(), 1U);
    EXPECT_EQ(verdict.faults[0].kind, Kind::critical_extension);
    EXPECT_EQ(verdict.faults[0].depth, 0U);
    EXPECT_EQ(verdict.faults[0].extension, "1.2.3.4");
}

CertificateProfile authority_with(std::string name, std::string extension) {
    CertificateProfile profile = authority(std::move(name));
    profile.extensions = {std::move(extension)};
    return profile;
}

constexpr const char* wants_0a0b = "authorityKeyIdentifier=DER:300480020A0B";

TEST(Chain, SaysWhyANamesakeIsNotTheIssuer) {
    const Family family;
    const TestCertificate other =
        family.root.sign(family.root_key, family.issuing_key, authority_with("Issuing", "subjectKeyIdentifier=0C0D"));
    const TestCertificate leaf = other.sign(family.issuing_key, key(), {.extensions = {wants_0a0b}});
    const ChainVerdict verdict = verdict_for(leaf.pem() + other.pem(), family.root.pem());
    ASSERT_TRUE(verdict.namesake);
    EXPECT_EQ(verdict.namesake->reason, Namesake::Reason::identifier);
    EXPECT_EQ(verdict.namesake->held.sent, 1U);
    EXPECT_EQ(verdict.namesake->wanted, "the key identifier 0a:0b");
    EXPECT_EQ(verdict.namesake->own, "the key identifier 0c:0d");
    EXPECT_EQ(verdict.places[1], ChainPlace::alternative);
}

TEST(Chain, TellsACircle) {
    const Family family;
    const TestCertificate back = family.issuing.sign(family.issuing_key, family.root_key, authority("Root"));
    const ChainVerdict verdict = verdict_for(family.leaf.pem() + family.issuing.pem() + back.pem(), "");
    ASSERT_TRUE(verdict.namesake);
    EXPECT_EQ(verdict.namesake->reason, Namesake::Reason::circle);
    EXPECT_EQ(verdict.namesake->held.sent, 1U);
}

TEST(Chain, NamesTheOneThatFitsBesideTheOneThatOpenSslTries) {
    const Family family;
    const TestCertificate other = TestCertificate::self_signed(TestKey::make(KeyType::ec), authority("Root"));
    const std::string sent = family.leaf.pem() + family.issuing.pem();
    const ChainVerdict verdict = verdict_for(sent, other.pem() + family.root.pem());
    ASSERT_NE(verdict.find(Kind::signature), nullptr);
    EXPECT_EQ(verdict.find(Kind::signature)->held.certificate.line, 1U);
    ASSERT_TRUE(verdict.find(Kind::signature)->fitting);
    EXPECT_GT(verdict.find(Kind::signature)->fitting->certificate.line, 1U);
    EXPECT_TRUE(verdict_for(sent, family.root.pem() + other.pem()).faults.empty());
}

TEST(Chain, TellsAnExtensionThatCannotBeReadInPlaceOfAMissingIssuer) {
    const Family family;
    const TestCertificate leaf =
        family.issuing.sign(family.issuing_key, key(), {.names = {}, .extensions = {"subjectAltName=DER:0102"}});
    ChainVerdict verdict = verdict_for(leaf.pem() + family.issuing.pem(), family.root.pem());
    ASSERT_EQ(verdict.faults.size(), 1U);
    EXPECT_EQ(verdict.faults[0].kind, Kind::broken_extension);
    EXPECT_EQ(verdict.faults[0].held.sent, 0U);
    EXPECT_EQ(verdict.faults[0].extension, "subjectAltName");
    EXPECT_EQ(verdict.places[1], ChainPlace::alternative);
    const TestCertificate issuing = family.root.sign(family.root_key, family.issuing_key,
                                                     authority_with("Issuing", "subjectKeyIdentifier=DER:0102"));
    verdict = verdict_for(family.leaf.pem() + issuing.pem(), family.root.pem());
    ASSERT_EQ(verdict.faults.size(), 1U);
    EXPECT_EQ(verdict.faults[0].kind, Kind::broken_extension);
    EXPECT_EQ(verdict.faults[0].held.sent, 1U);
}

// A leaf below as many authorities, the highest of them signed by the root.
std::string leaf_below(int count, const Family& family) {
    const auto name = [](int step) { return authority("Step " + std::to_string(step)); };
    std::string chain;
    TestCertificate above = family.root;
    const TestKey* signer = &family.root_key;
    for (int step = 0; step < count; ++step) {
        above = above.sign(*signer, family.issuing_key, name(step));
        signer = &family.issuing_key;
        chain.insert(0, above.pem());
    }
    return above.sign(*signer, key(), {}).pem() + chain;
}

TEST(Chain, IsAsLongAsOpenSslHasIt) {
    const Family family;
    for (const int count : {12, 99, 100})
        EXPECT_TRUE(verdict_for(leaf_below(count, family), family.root.pem()).faults.empty()) << count;
    const ChainVerdict verdict = verdict_for(leaf_below(101, family), family.root.pem());
    ASSERT_EQ(verdict.faults.size(), 1U);
    EXPECT_EQ(verdict.faults[0].words, "certificate chain too long");
}

TEST(Chain, OfBrokenBytesHasNoPathAndIsNotSound) {
    std::vector<Certificate> sent(1);
    sent[0].der = "broken";
    const ChainVerdict verdict = verify_chain({.sent = sent});
    EXPECT_EQ(verdict.length, 0U);
    EXPECT_EQ(verdict.places.size(), 1U);
    EXPECT_NE(verdict.find(Kind::other), nullptr);
}

}  // namespace
}  // namespace megactl::tls

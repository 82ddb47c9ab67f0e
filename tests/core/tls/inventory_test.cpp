#include "core/tls/inventory.hpp"

#include "tests/support/certificates.hpp"

#include <gtest/gtest.h>

namespace megactl::tls {
namespace {

using tests::CertificateProfile;
using tests::KeyType;
using tests::TestCertificate;
using tests::TestKey;

const CertificateProfile authority_profile{.subject = "CA", .names = {}, .is_authority = true};

struct Site {
    TestKey root_key = TestKey::make(KeyType::ec);
    TestCertificate root = TestCertificate::self_signed(root_key, authority_profile);
    TestKey key = TestKey::make(KeyType::ec);
    TestCertificate leaf = root.sign(root_key, key, {});
};

TEST(Inventory, FindsIssuerAndKeyInOtherFiles) {
    const Site site;
    const std::vector<Contents> files{read_contents("leaf", site.leaf.pem()), read_contents("key", site.key.pem()),
                                      read_contents("root", site.root.pem())};
    const std::vector<Entry> entries = inventory_of(files);
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[0].kin->role, ChainRole::leaf);
    EXPECT_EQ(entries[0].kin->issuer, 2U);
    EXPECT_EQ(entries[0].same_key, std::vector<std::size_t>{1});
    EXPECT_EQ(entries[1].same_key, std::vector<std::size_t>{0});
    EXPECT_FALSE(entries[1].kin.has_value());
    EXPECT_EQ(entries[2].kin->role, ChainRole::root);
    EXPECT_FALSE(entries[2].kin->issuer.has_value());
}

TEST(Inventory, TakesNoNamesakeForAnIssuer) {
    const Site site;
    const Site other;
    const std::vector<Contents> files{read_contents("root", other.root.pem()), read_contents("leaf", site.leaf.pem())};
    EXPECT_FALSE(inventory_of(files)[1].kin->issuer.has_value());
}

TEST(Inventory, TellsASelfSignedLeafAndAnIntermediate) {
    const Site site;
    const TestKey key = TestKey::make(KeyType::ec);
    const TestCertificate intermediate =
        site.root.sign(site.root_key, key, {.subject = "R1", .names = {}, .is_authority = true});
    const std::vector<Contents> files{read_contents("a", TestCertificate::self_signed(key).pem() + intermediate.pem())};
    const std::vector<Entry> entries = inventory_of(files);
    EXPECT_EQ(entries[0].kin->role, ChainRole::self_signed);
    EXPECT_EQ(entries[1].kin->role, ChainRole::intermediate);
    EXPECT_EQ(entries[1].number, 2U);
}

}  // namespace
}  // namespace megactl::tls

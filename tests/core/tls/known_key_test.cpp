// The faults of whole keys are shown in tests/checks/tls/known-bad-key.md; here, what must not be taken for one.

#include "core/tls/known_key.hpp"

#include "core/tls/pem_file.hpp"
#include "core/tls/published_keys.hpp"
#include "tests/support/certificates.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace megactl::tls {

TEST(KnownKey, IsNoneThatSomebodyMakes) {
    using tests::KeyType;
    for (const KeyType type : {KeyType::rsa, KeyType::rsa_1024, KeyType::rsa_exponent_3, KeyType::rsa_pss, KeyType::ec,
                               KeyType::ec_explicit, KeyType::ed25519, KeyType::ed448, KeyType::dsa}) {
        const auto file = parse_pem("site.pem", tests::TestCertificate::self_signed(tests::TestKey::make(type)).pem());
        ASSERT_EQ(file.certificates.size(), 1U);
        EXPECT_EQ(known_fault(file.certificates.front().public_key), KnownFault::none) << static_cast<int>(type);
    }
}

TEST(KnownKey, IsNothingThatIsNoKey) {
    for (const std::string_view text : {"", "0", "\x30\x82\xff\xff"})
        EXPECT_EQ(known_fault(text), KnownFault::none);
}

// They are looked up by halves.
TEST(KnownKey, LiesInOrderAmongThePublished) {
    EXPECT_TRUE(std::ranges::is_sorted(published_keys));
    EXPECT_EQ(std::ranges::adjacent_find(published_keys), published_keys.end());
}

}  // namespace megactl::tls

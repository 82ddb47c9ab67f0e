#include "core/checks/tls/rules.hpp"
#include "tests/core/checks/tls_facts.hpp"

#include <gtest/gtest.h>

namespace megactl::checks::tls_rules {
namespace {

Facts facts_of_key(const os::FileAccess& access) {
    Facts facts = facts_of(certificate_pem(), test_key().pem());
    facts.tls_pairs.front().key->file->access = access;
    return facts;
}

TEST(KeyOfAnotherOwner, IsTold) {
    const Findings findings =
        key_of_another_owner.judge(facts_of_key({.permissions = 0600, .owner = 4242, .group = 0, .is_foreign = true}));
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings.front().severity, Severity::note);
    EXPECT_EQ(findings.front().seen.back(), "user 4242 owns it");
}

TEST(KeyOfAnotherOwner, IsNotRootOrThisUser) {
    EXPECT_TRUE(key_of_another_owner.judge(facts_of_key({.permissions = 0600, .owner = 1000})).empty());
}

TEST(FileWritableByOthers, CountsAGroupOfOthers) {
    const auto speaks = [](const os::FileAccess& access) {
        return !file_writable_by_others.judge(facts_of_key(access)).empty();
    };
    EXPECT_TRUE(speaks({.permissions = 0660, .owner = 0, .group = 50}));
    EXPECT_FALSE(speaks({.permissions = 0640, .owner = 0, .group = 50}));
    EXPECT_FALSE(speaks({.permissions = 0660, .owner = 1000, .group = 1000}));
    EXPECT_TRUE(speaks({.permissions = 0660, .owner = 0, .group = 0}));
    EXPECT_FALSE(speaks({.permissions = 0640, .owner = 0, .group = 0}));
    EXPECT_FALSE(speaks({.permissions = 0660, .owner = 0, .group = 50, .has_access_list = true}));
}

TEST(FileWritableByOthers, LeavesAnOpenKeyToAnotherRule) {
    const Facts facts = facts_of_key({.permissions = 0666});
    EXPECT_TRUE(file_writable_by_others.judge(facts).empty());
    EXPECT_EQ(key_open_to_others.judge(facts).size(), 1U);
}

TEST(FileAccess, ThatIsNotKnownIsNotJudged) {
    const Facts facts = facts_of(certificate_pem(), test_key().pem());
    for (const Rule* rule : {&key_open_to_others, &file_writable_by_others, &key_of_another_owner})
        EXPECT_TRUE(rule->judge(facts).empty()) << rule->id;
}

}  // namespace
}  // namespace megactl::checks::tls_rules

#include "cli/docs/explain.hpp"

#include "core/base/error.hpp"
#include "tests/docs/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::cli::docs {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

const report::Palette plain = report::Palette::plain();

std::string help_for(std::string_view name) {
    try {
        rules_named(name, tests::sample().rules);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::usage);
        return error.details().at(0).text;
    }
    return "none";
}

TEST(Explain, TellsTheRuleAsAReportNamesIt) {
    EXPECT_THAT(explain_rule(*tests::sample().rules[0], plain, 80),
                AllOf(StartsWith("error[env/unset-at-build]: a variable is read while the image is built"),
                      HasSubstr("  severity  error, in development warning\n"),
                      HasSubstr("Wrong\n    RUN python manage.py collectstatic\n\nRight\n    COPY entrypoint.sh /\n"),
                      HasSubstr("`# megactl: allow env/unset-at-build REASON`")));
}

TEST(Explain, FindsARuleAGroupOrAll) {
    EXPECT_EQ(rules_named("mounts/unlabelled", tests::sample().rules).size(), 1U);
    EXPECT_EQ(rules_named("env", tests::sample().rules).size(), 2U);
    EXPECT_EQ(rules_named("", tests::sample().rules).size(), 3U);
}

TEST(Explain, MeetsATypoWithTheNearName) {
    EXPECT_EQ(help_for("env/unset-at-biuld"), "did you mean `megactl explain env/unset-at-build`?");
    EXPECT_EQ(help_for("mount"), "did you mean `megactl explain mounts`?");
}

TEST(Explain, KnowsARuleWithoutItsGroup) {
    EXPECT_EQ(help_for("unlabelled"), "did you mean `megactl explain mounts/unlabelled`?");
    EXPECT_EQ(help_for("tls/unlabeled"), "did you mean `megactl explain mounts/unlabelled`?");
}

TEST(Explain, SaysWhereTheNamesAreForANameThatIsNear) {
    EXPECT_EQ(help_for("quux"), "`megactl explain` lists all rules");
}

TEST(Explain, HasARowForAPipe) {
    EXPECT_THAT(rule_rows(tests::sample().rules),
                HasSubstr("mounts/unlabelled\tnote\tnote\ta bind mount has no SELinux label\n"));
}

TEST(Explain, HasEverythingAsJson) {
    EXPECT_THAT(rules_json(tests::sample().rules),
                AllOf(StartsWith("{\n  \"rules\": [\n    {\n      \"rule\": \"env/unset-at-build\",\n"),
                      HasSubstr("\"needs\": \"host\""), HasSubstr("\"wrong\": \"UNUSED=1\"")));
}

}  // namespace
}  // namespace megactl::cli::docs

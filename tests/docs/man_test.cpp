#include "cli/docs/man.hpp"

#include "cli/docs/mdoc.hpp"
#include "tests/docs/sample.hpp"
#include "tests/docs/shell.hpp"
#include "tests/support/sandbox.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::cli::docs {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(MdocText, EscapesBackslashesAndWhatIsNotAscii) {
    EXPECT_EQ(mdoc_text("a\\b → ä"), "a\\eb \\[u2192] \\[u00E4]");
}

TEST(MdocCode, KeepsQuotesAndHyphensForCopying) {
    EXPECT_EQ(mdoc_code("--a='b'"), "\\-\\-a=\\(aqb\\(aq");
}

TEST(MdocWord, IsNeverAMacro) {
    EXPECT_EQ(mdoc_word("Ar"), "\\&Ar");
    EXPECT_EQ(mdoc_word("|"), "\\&|");
    EXPECT_EQ(mdoc_word("a b"), "\"a b\"");
}

TEST(Mdoc, StartsALineForASentence) {
    Mdoc page("x.1", "does x");
    page.section("DESCRIPTION");
    page.paragraph("One (e.g. this). Two.");
    EXPECT_THAT(std::move(page).take(), HasSubstr(".Sh DESCRIPTION\nOne (e.g. this).\nTwo.\n"));
}

TEST(Mdoc, GuardsLineBeginnings) {
    Mdoc page("x.1", "does x");
    page.section("DESCRIPTION");
    page.paragraph(".env is read");
    page.literal(".hidden\n'quoted'");
    EXPECT_THAT(std::move(page).take(), HasSubstr("\n\\&.env is read\n.Bd -literal -offset indent\n"
                                                  "\\&.hidden\n\\(aqquoted\\(aq\n.Ed\n"));
}

TEST(Manual, HasAPageForEveryVisibleCommandEveryGuideAndThreeMore) {
    std::vector<std::string> files;
    for (const ManualPage& page : manual(tests::sample()))
        files.push_back(page.file);
    EXPECT_THAT(
        files, ElementsAre("megactl.1", "megactl-check.1", "megactl-env-check.1", "megactl-env-diff.1",
                           "megactl-env-run.1", "megactl-static-collect.1", "megactl-explain.1", "megactl-completion.1",
                           "megactl-help.1", "megactl.toml.5", "megactl-rules.7", "megactl-night.7"));
}

TEST(Manual, IsTheSameEveryTime) {
    EXPECT_EQ(rules_page(tests::sample()).content, rules_page(tests::sample()).content);
    EXPECT_THAT(program_page(tests::sample()).content, HasSubstr(".Dd November 23, 2026\n"));
}

TEST(CommandPage, TellsOptionsWithTheirSettings) {
    const std::string text = command_page(*find_command("static collect", tests::sample()), tests::sample()).content;
    EXPECT_THAT(text,
                AllOf(HasSubstr(".Nm \"megactl static collect\"\n.Op Fl \\-root Ar DIR\n.Op Fl \\-source Ar DIR ...\n"),
                      HasSubstr(".It Fl \\-root Ar DIR\nWhere the files go.\nThe default is \\fBstaticfiles\\fR.\n"),
                      HasSubstr(".Sh ENVIRONMENT\n.Bl -tag -width Ds\n.It Ev MEGACTL_STATIC_ROOT\n"),
                      HasSubstr(".Xr megactl 1 ,\n.Xr megactl.toml 5\n")));
}

TEST(GuidePage, ShowsFilesAndCommandsButNotWhatOnlyTheTestNeeds) {
    const Catalogues all = tests::sample();
    const std::string text = guide_page(all.guides.front(), all).content;
    EXPECT_THAT(text, AllOf(HasSubstr(".Nd two in the morning\n.Sh DESCRIPTION\nOne asks first.\n.Pp\n"
                                      "\\fBmegactl.toml\\fR:\n.Bd -literal -offset indent\n[queue]\n.Ed\n"),
                            HasSubstr(".Sh WHAT WAITS\n.Bd -literal -offset indent\n$ megactl queue list\n"),
                            HasSubstr("And then acts:\n.Bl -bullet -compact\n"), Not(HasSubstr("fill"))));
}

TEST(SettingsPage, HasASampleThatHoldsTheDefaults) {
    EXPECT_THAT(settings_page(tests::sample()).content,
                AllOf(HasSubstr("[check]\nmode = \"production\"\n# allow = []\n\n[static]\nroot = \"staticfiles\"\n"
                                "manifest = false\ncompress = [\"gzip\", \"br\"]\n"),
                      HasSubstr(".Ss [serve.spool]\n"), HasSubstr("It is a secret: it is never printed.\n"),
                      Not(HasSubstr("debug = "))));
}

TEST(RulesPage, TellsWhatExplainTells) {
    EXPECT_THAT(rules_page(tests::sample()).content, AllOf(HasSubstr(".Sh ENV\n.Ss env/unset-at-build\n"),
                                                           HasSubstr("Severity: error, in development warning.\n"),
                                                           HasSubstr("ENTRYPOINT [\"/entrypoint.sh\"]\n.Ed\n")));
}

TEST(Manual, LeavesMandocSilent) {
    tests::require("mandoc");
    const tests::Sandbox sandbox;
    for (const ManualPage& page : manual(tests::sample())) {
        const std::string file = sandbox.write(page.file, page.content).string();
        EXPECT_EQ(tests::run_shell(fmt::format("mandoc -Tlint -W warning {}", tests::shell_word(file))).output, "");
    }
}

}  // namespace
}  // namespace megactl::cli::docs

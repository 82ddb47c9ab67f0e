#include "cli/docs/completion.hpp"

#include "tests/docs/completions.hpp"
#include "tests/docs/sample.hpp"
#include "tests/docs/shell.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace megactl::cli::docs {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

// Answers as `megactl __complete` does.
constexpr std::string_view stand_in = R"sh(#!/bin/sh
test "$1" = __complete || exit 2
case $2 in
rules) printf 'env/unset-at-build\ta variable: unset\nmounts/unlabelled\tno label\n' ;;
rule-groups) printf 'env\nmounts\n' ;;
services) printf 'web\nworker\nworker@one\n' ;;
esac
)sh";

class Completions : public testing::Test {
protected:
    void SetUp() override {
        for (const Shell& shell : shells())
            home_.write(shell.file, shell.script(tests::sample()));
        std::filesystem::permissions(home_.write("bin/megactl", stand_in), std::filesystem::perms::owner_all);
        shells_.place().write("settings.env", "");
        shells_.place().write("folder/inside", "");
    }

    std::string script(std::string_view file) const { return tests::shell_word((home_.path() / file).string()); }

    tests::Sandbox home_;
    tests::Shells shells_{home_.path(), home_.path() / "bin"};
};

class Bash : public Completions {};

TEST_F(Bash, ReadsItsScript) {
    EXPECT_EQ(tests::run_shell("bash -n " + script("megactl.bash")).output, "");
}

TEST_F(Bash, CompletesNounsAndVerbs) {
    EXPECT_THAT(shells_.bash({"megactl", "st"}), ElementsAre("static"));
    EXPECT_THAT(shells_.bash({"megactl", "env", ""}), ElementsAre("check", "diff", "run"));
    EXPECT_THAT(shells_.bash({"megactl", "-C", "folder", "env", "d"}), ElementsAre("diff"));
}

TEST_F(Bash, CompletesOptions) {
    EXPECT_THAT(shells_.bash({"megactl", "check", "--p"}), ElementsAre("--phase", "--project"));
    EXPECT_THAT(shells_.bash({"megactl", "collectstatic", "--dr"}), ElementsAre("--dry-run"));
    EXPECT_THAT(shells_.bash({"megactl", "env", "run", "ls", "--p"}), IsEmpty());
}

TEST_F(Bash, CompletesFixedValuesBehindABlankAndBehindAnEqualsSign) {
    EXPECT_THAT(shells_.bash({"megactl", "check", "--mode", ""}), ElementsAre("development", "production"));
    EXPECT_THAT(shells_.bash({"megactl", "check", "--mode", "=", "pro"}), ElementsAre("production"));
    EXPECT_THAT(shells_.bash({"megactl", "check", "--mode", "="}), ElementsAre("development", "production"));
    EXPECT_THAT(shells_.bash({"megactl", "check", "--format", ""}), ElementsAre("json", "text"));
    EXPECT_THAT(shells_.bash({"megactl", "completion", ""}), ElementsAre("bash", "fish", "zsh"));
}

TEST_F(Bash, CompletesFilesAndFoldersOnlyWhereTheyAreWanted) {
    EXPECT_THAT(shells_.bash({"megactl", "env", "diff", ""}), ElementsAre("folder", "settings.env"));
    EXPECT_THAT(shells_.bash({"megactl", "static", "collect", "--root", ""}), ElementsAre("folder"));
    EXPECT_THAT(shells_.bash({"megactl", "check", ""}), IsEmpty());
    EXPECT_THAT(shells_.bash({"megactl", "env", "run", "--", "ls", "s"}), ElementsAre("settings.env"));
}

TEST_F(Bash, CompletesLivingValuesAndLists) {
    EXPECT_THAT(shells_.bash({"megactl", "explain", "m"}), ElementsAre("mounts/unlabelled"));
    EXPECT_THAT(shells_.bash({"megactl", "env", "check", "--service", ""}), ElementsAre("web", "worker", "worker@one"));
    // bash cuts there, and puts the candidate in the place of the sign and what is behind it.
    EXPECT_THAT(shells_.bash({"megactl", "env", "check", "--service", "worker", "@", "o"}), ElementsAre("@one"));
    EXPECT_THAT(shells_.bash({"megactl", "env", "check", "--service", "worker", "@"}), ElementsAre("@one"));
    EXPECT_THAT(shells_.bash({"megactl", "env", "check", "--service", "=", "worker", "@"}), ElementsAre("@one"));
    EXPECT_THAT(shells_.bash({"megactl", "check", "--only", "env,m"}), ElementsAre("env,mounts"));
}

TEST_F(Bash, CompletesTheWordsOfHelp) {
    EXPECT_THAT(shells_.bash({"megactl", "help", "env", ""}), ElementsAre("check", "diff", "run"));
    EXPECT_THAT(shells_.bash({"megactl", "help", "ni"}), ElementsAre("night"));
}

TEST_F(Bash, ExpandsNothingOfALivingValue) {
    std::filesystem::permissions(home_.write("bin/megactl", "#!/bin/sh\necho '$(touch ran)'\n"),
                                 std::filesystem::perms::owner_all);
    shells_.bash({"megactl", "explain", ""});
    EXPECT_FALSE(std::filesystem::exists(shells_.place().path() / "ran"));
}

TEST_F(Bash, IsSilentWhereMegactlFails) {
    std::filesystem::permissions(home_.write("bin/megactl", "#!/bin/sh\necho no >&2\nexit 70\n"),
                                 std::filesystem::perms::owner_all);
    EXPECT_THAT(shells_.bash({"megactl", "explain", ""}), IsEmpty());
}

class Zsh : public Completions {
protected:
    void SetUp() override {
        tests::require("zsh");
        Completions::SetUp();
    }
};

TEST_F(Zsh, ReadsItsScript) {
    EXPECT_EQ(tests::run_shell("zsh -f -n " + script("_megactl")).output, "");
}

TEST_F(Zsh, CompletesNounsVerbsAndOptions) {
    EXPECT_THAT(shells_.zsh("megactl st"), ElementsAre("static"));
    EXPECT_THAT(shells_.zsh("megactl -C folder env "), ElementsAre("check", "diff", "run"));
    EXPECT_THAT(shells_.zsh("megactl check --ph"), ElementsAre("--phase"));
}

TEST_F(Zsh, CompletesValues) {
    EXPECT_THAT(shells_.zsh("megactl check --mode=pro"), ElementsAre("production"));
    EXPECT_THAT(shells_.zsh("megactl completion "), ElementsAre("bash", "fish", "zsh"));
    EXPECT_THAT(shells_.zsh("megactl env diff "), IsSupersetOf({"folder", "settings.env"}));
    EXPECT_THAT(shells_.zsh("megactl check "), Not(Contains("settings.env")));
    EXPECT_THAT(shells_.zsh("megactl explain m"), ElementsAre("mounts/unlabelled"));
    EXPECT_THAT(shells_.zsh("megactl check --only env,"), ElementsAre("mounts"));
}

TEST_F(Zsh, CompletesTheWordsOfHelp) {
    EXPECT_THAT(shells_.zsh("megactl help env d"), ElementsAre("diff"));
    EXPECT_THAT(shells_.zsh("megactl help ni"), ElementsAre("night"));
}

class Fish : public Completions {
protected:
    void SetUp() override {
        tests::require("fish");
        Completions::SetUp();
    }
};

TEST_F(Fish, ReadsItsScript) {
    EXPECT_EQ(tests::run_shell("fish --no-config -n " + script("megactl.fish")).output, "");
}

TEST_F(Fish, CompletesNounsVerbsAndOptions) {
    EXPECT_THAT(shells_.fish("megactl st"), ElementsAre("static"));
    EXPECT_THAT(shells_.fish("megactl -C folder env "), ElementsAre("check", "diff", "run"));
    EXPECT_THAT(shells_.fish("megactl check --ph"), ElementsAre("--phase"));
}

TEST_F(Fish, CompletesValues) {
    EXPECT_THAT(shells_.fish("megactl check --mode=pro"), ElementsAre("--mode=production"));
    EXPECT_THAT(shells_.fish("megactl completion "), ElementsAre("bash", "fish", "zsh"));
    EXPECT_THAT(shells_.fish("megactl env diff "), ElementsAre("folder/", "settings.env"));
    EXPECT_THAT(shells_.fish("megactl check "), IsEmpty());
    EXPECT_THAT(shells_.fish("megactl explain m"), ElementsAre("mounts/unlabelled"));
    EXPECT_THAT(shells_.fish("megactl check --only env,m"), ElementsAre("env,mounts"));
}

TEST_F(Fish, CompletesTheWordsOfHelp) {
    EXPECT_THAT(shells_.fish("megactl help env d"), ElementsAre("diff"));
    EXPECT_THAT(shells_.fish("megactl help ni"), ElementsAre("night"));
}

TEST_F(Fish, ShowsDescriptions) {
    EXPECT_THAT(fish_completion(tests::sample()),
                HasSubstr("-l service -x -a '(__megactl_living services)' -d 'one service'"));
}

TEST(LivingValues, AreRulesWithTheirSentenceAndGroups) {
    const auto rules = tests::sample().rules;
    EXPECT_EQ(complete_rules("rules", "mou", rules), "mounts/unlabelled\ta bind mount has no SELinux label\n");
    EXPECT_EQ(complete_rules("rule-groups", "", rules), "env\nmounts\n");
    EXPECT_EQ(complete_rules("queues", "", rules), std::nullopt);
}

}  // namespace
}  // namespace megactl::cli::docs

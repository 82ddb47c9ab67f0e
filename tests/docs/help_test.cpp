#include "cli/docs/help.hpp"

#include "core/base/text.hpp"
#include "tests/docs/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::cli::docs {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const report::Palette plain = report::Palette::plain();

std::string short_of(std::string_view path, int width = 80) {
    return short_help(*find_command(path, tests::sample()), plain, width, tests::sample());
}

std::string long_of(std::string_view path) {
    return long_help(*find_command(path, tests::sample()), plain, 80, tests::sample());
}

TEST(ShortHelp, BeginsWithTheSentenceAndGoesOnWithExamples) {
    EXPECT_THAT(short_of("env diff"), StartsWith("megactl env diff: two env files, key by key\n\n"
                                                 "Examples\n"
                                                 "  # two files\n"
                                                 "  megactl env diff .env .env.example\n"));
}

TEST(ShortHelp, ShowsFewChoicesInPlaceAndManyBehindTheSentence) {
    EXPECT_THAT(short_of("env diff"), AllOf(HasSubstr("--format text|json|jsonl  how data is written\n"),
                                            HasSubstr("who reads them: compose, docker, python-dotenv,\n")));
}

TEST(ShortHelp, TakesSentenceAndChoicesFromTheSetting) {
    EXPECT_THAT(short_of("check"),
                HasSubstr("--mode production|development\n"
                          "                             what the checks hold the project against\n"));
}

TEST(ShortHelp, LeavesTheOptionsOfEveryCommandToTheOverview) {
    EXPECT_THAT(short_of("check"), AllOf(Not(HasSubstr("--quiet")), HasSubstr("`megactl check --help` tells all")));
}

TEST(ShortHelp, TellsTheOtherName) {
    EXPECT_THAT(short_of("static collect"), HasSubstr("also `megactl collectstatic`"));
}

TEST(ShortHelp, FitsTheWidth) {
    for (const Command* command : tests::sample().commands) {
        const std::string text = short_help(*command, plain, 60, tests::sample());
        for (const std::string_view line : split(text, '\n')) {
            // Summaries and examples are one line, whatever the width.
            if (line.find("megactl") != std::string_view::npos) continue;
            EXPECT_LE(character_count(line), 60U) << line;
        }
    }
}

TEST(ShortHelp, ReadsTheSameWithoutColour) {
    std::string coloured =
        short_help(*find_command("check", tests::sample()), report::Palette::coloured(), 80, tests::sample());
    for (std::size_t begin = coloured.find('\033'); begin != std::string::npos; begin = coloured.find('\033')) {
        coloured.erase(begin, coloured.find('m', begin) - begin + 1);
    }
    EXPECT_EQ(coloured, short_of("check"));
}

TEST(LongHelp, TellsDefaultKeyAndVariablesOfTheSetting) {
    EXPECT_THAT(long_of("check"),
                HasSubstr("      What the checks hold the project against. The default is `production`.\n"
                          "      Also as `check.mode` in `megactl.toml`, or by `MEGACTL_CHECK_MODE`, else\n"
                          "      `MEGACTL_MODE`.\n"));
}

TEST(LongHelp, KeepsListsAndExamplesOfTheDescription) {
    EXPECT_THAT(long_of("check"), HasSubstr("counted:\n\n"
                                            "  - by a comment `# megactl: allow RULE`\n"
                                            "  - by `megactl.toml`\n\n"
                                            "    [check]\n"
                                            "    allow = [\"mounts/unlabelled\"]\n"));
}

TEST(LongHelp, AddsTheExitsThatHoldForAll) {
    EXPECT_THAT(long_of("check"), HasSubstr("Exit status\n"
                                            "  0  it did what was asked\n"
                                            "  1  a finding reaches `--fail-on`\n"
                                            "  2  the command line is wrong\n"));
}

TEST(LongHelp, TellsTheKeysOfJson) {
    EXPECT_THAT(long_of("check"), HasSubstr("findings[].rule  the rule's name\n"));
}

TEST(LongHelp, OffersAFormatOnlyWhereThereAreFormats) {
    EXPECT_THAT(long_of("env run"), Not(HasSubstr("--format")));
}

TEST(UsageLine, TellsArguments) {
    EXPECT_EQ(usage_line(*find_command("env diff", tests::sample())), "megactl env diff [OPTIONS] A B");
    EXPECT_EQ(usage_line(*find_command("env run", tests::sample())), "megactl env run [OPTIONS] [--] COMMAND…");
    EXPECT_EQ(usage_line(*find_command("help", tests::sample())), "megactl help [OPTIONS] [COMMAND…]");
    EXPECT_EQ(usage_line(*find_command("completion", tests::sample())), "megactl completion [OPTIONS] bash|zsh|fish");
}

TEST(Overview, ListsNounsByGroupAndNoHiddenCommand) {
    const std::string text = overview(plain, 80, tests::sample());
    EXPECT_THAT(text, HasSubstr("Checks\n"
                                "  check    runs every check that applies\n"
                                "  env      the variables that build and runtime need, and who sets them\n"
                                "  explain  tells what a rule means\n\n"
                                "Static files\n"));
    EXPECT_THAT(text, Not(HasSubstr("__secret")));
}

TEST(Overview, ListsGuides) {
    EXPECT_THAT(overview(plain, 80, tests::sample()), HasSubstr("Guides\n  help night  two in the morning\n"));
}

TEST(GuideText, ShowsSectionsFilesAndCommands) {
    const std::string text = guide_text(tests::sample().guides.front(), plain, 80);
    EXPECT_THAT(text, AllOf(HasSubstr("Description\n  One asks first.\n\n  `megactl.toml`:\n\n    [queue]\n"),
                            HasSubstr("What waits\n    $ megactl queue list\n"), HasSubstr("  - one by one\n")));
}

TEST(NounOverview, ListsVerbs) {
    EXPECT_THAT(noun_overview("env", plain, 80, tests::sample()),
                AllOf(HasSubstr("  megactl env diff   two env files, key by key\n"),
                      EndsWith("`megactl env check -h` shows a screen of help\n")));
}

TEST(NounOverview, IsEmptyForAnUnknownWord) {
    EXPECT_EQ(noun_overview("evn", plain, 80, tests::sample()), "");
}

}  // namespace
}  // namespace megactl::cli::docs

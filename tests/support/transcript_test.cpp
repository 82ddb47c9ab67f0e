#include "tests/support/transcript.hpp"

#include <gtest/gtest.h>

namespace megactl::tests {

namespace {

using Lines = std::vector<std::string>;

std::vector<Step> steps_of(const Case& one) {
    std::vector<Step> steps;
    for (const auto& part : one.parts) {
        if (const auto* step = std::get_if<Step>(&part)) steps.push_back(*step);
    }
    return steps;
}

Step only_step(std::string_view text) {
    const Transcript transcript = parse_transcript(text);
    EXPECT_TRUE(transcript.mistakes.empty());
    return steps_of(transcript.cases.at(0)).at(0);
}

std::string reason_of(std::string_view text) {
    const Transcript transcript = parse_transcript(text);
    return transcript.mistakes.empty() ? "" : transcript.mistakes[0].reason;
}

}  // namespace

TEST(Transcript, HasCommandOutputAndStatus) {
    const Step step = only_step("Words.\n\n```console\n$ megactl check\nerror: no\n[3]\n```\n");
    EXPECT_EQ(step.command, "megactl check");
    EXPECT_EQ(step.expected, Lines{"error: no"});
    EXPECT_EQ(step.status, 3);
    EXPECT_EQ(step.line, 4U);
    EXPECT_FALSE(step.columns);
}

TEST(Transcript, JoinsContinuedCommands) {
    EXPECT_EQ(only_step("```console\n$ for n in 1 2\n> do echo $n\n> done\n1\n2\n```\n").command,
              "for n in 1 2\ndo echo $n\ndone");
}

TEST(Transcript, KeepsEmptyLinesWithinButNotBehindAnOutput) {
    const Transcript transcript = parse_transcript("```console\n$ one\na\n\nb\n\n$ two\n[1]\n\n```\n");
    const std::vector<Step> steps = steps_of(transcript.cases.at(0));
    EXPECT_EQ(steps.at(0).expected, (Lines{"a", "", "b"}));
    EXPECT_EQ(steps.at(1).expected, Lines{});
    EXPECT_EQ(steps.at(1).status, 1);
}

TEST(Transcript, KnowsATerminalAndItsWidth) {
    EXPECT_EQ(only_step("```console terminal 72\n$ true\n```\n").columns, 72);
}

TEST(Transcript, GivesEachSectionTheFilesAheadOfAllSections) {
    const Transcript transcript = parse_transcript(
        "# T\n```ini .env\nA=1\n```\n## One\n```console\n$ a\n```\n## Two\n````md x/y.md\n```\n````\n```console\n$ "
        "b\n```\n");
    ASSERT_EQ(transcript.cases.size(), 2U);
    EXPECT_EQ(transcript.cases[0].name, "One");
    EXPECT_EQ(std::get<CaseFile>(transcript.cases[0].parts.at(0)).content, "A=1\n");
    ASSERT_EQ(transcript.cases[1].parts.size(), 3U);
    EXPECT_EQ(std::get<CaseFile>(transcript.cases[1].parts[0]).path, ".env");
    EXPECT_EQ(std::get<CaseFile>(transcript.cases[1].parts[1]).path, "x/y.md");
    EXPECT_EQ(std::get<CaseFile>(transcript.cases[1].parts[1]).content, "```\n");
}

TEST(Transcript, IgnoresBlocksThatAreOnlyShown) {
    EXPECT_EQ(steps_of(parse_transcript("```yaml\na: 1\n```\n```console\n$ a\n```\n").cases.at(0)).size(), 1U);
}

TEST(Transcript, NamesWhatItCannotUnderstand) {
    EXPECT_NE(reason_of("```console\n$ a\n").find("never closed"), std::string::npos);
    EXPECT_NE(reason_of("```console wide\n$ a\n```\n").find("terminal COLUMNS"), std::string::npos);
    EXPECT_NE(reason_of("```console\noutput\n```\n").find("without a command"), std::string::npos);
    EXPECT_NE(reason_of("```sh ../x\n```\n").find("outside"), std::string::npos);
    EXPECT_NE(reason_of("```sh /x\n```\n").find("outside"), std::string::npos);
    EXPECT_NE(reason_of("# Only words\n").find("nothing to run"), std::string::npos);
}

TEST(OutputLines, MakesControlCharactersReadable) {
    EXPECT_EQ(output_lines("\x1b[1;31mred\x1b[0m\n\tx\a\r\n\xff\xc3\xa9\n", "/t"),
              (Lines{"\\e[1;31mred\\e[0m", "\tx\\x07\\r", "\\xff\xc3\xa9"}));
}

TEST(OutputLines, NamesTheFolderOfTheCase) {
    EXPECT_EQ(output_lines("in /t/x\n", "/t"), Lines{"in $CASE/x"});
}

TEST(OutputLines, SaysWhereTheLastLineHasNoEnd) {
    EXPECT_EQ(output_lines("a", "/t"), Lines{"a (no line end)"});
}

TEST(OutputLines, MarksLinesThatWouldMeanSomething) {
    EXPECT_EQ(output_lines("$ a\n> b\n...\n[3]\n```\n[x]\n", "/t"),
              (Lines{"\\$ a", "\\> b", "\\...", "\\[3]", "\\```", "[x]"}));
}

TEST(Matches, TakesAnyLinesForDots) {
    EXPECT_TRUE(matches({"a", "...", "d"}, {"a", "b", "c", "d"}));
    EXPECT_TRUE(matches({"a", "...", "d"}, {"a", "d"}));
    EXPECT_TRUE(matches({"...", "b", "...", "b"}, {"b", "b", "c", "b"}));
    EXPECT_TRUE(matches({"..."}, {}));
    EXPECT_FALSE(matches({"a", "...", "d"}, {"a", "d", "e"}));
    EXPECT_FALSE(matches({"a"}, {"a", "b"}));
    EXPECT_FALSE(matches({"a", "b"}, {"a"}));
}

TEST(Matches, TakesAnyTextWithinALine) {
    EXPECT_TRUE(matches({"done in <any> ms"}, {"done in 0.3 ms"}));
    EXPECT_TRUE(matches({"<any>a<any>b"}, {"xaabb"}));
    EXPECT_FALSE(matches({"a<any>a"}, {"a"}));
    EXPECT_FALSE(matches({"<any> ms"}, {"3 ms later"}));
}

TEST(Difference, ShowsWhatIsGoneAndWhatCame) {
    EXPECT_EQ(difference({"a", "b", "c"}, {"a", "x", "c"}), "    a\n  - b\n  + x\n    c\n");
    EXPECT_EQ(difference({}, {"x"}), "  + x\n");
}

TEST(Corrected, ReplacesOutputAndStatusAndKeepsTheRest) {
    const Transcript transcript =
        parse_transcript("# T\n```console\n$ one\nold\n[1]\n\n$ two\nsame\n$ three\n```\nEnd.\n");
    const std::vector<Step> steps = steps_of(transcript.cases.at(0));
    EXPECT_EQ(corrected(transcript, {{&steps.at(0), {"new", "lines"}, 0}, {&steps.at(2), {}, 4}}),
              "# T\n```console\n$ one\nnew\nlines\n\n$ two\nsame\n$ three\n[4]\n```\nEnd.\n");
}

}  // namespace megactl::tests

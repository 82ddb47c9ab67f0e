#include "tests/support/captured_run.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

namespace megactl::tests {

namespace {

struct InASandbox : testing::Test {
    CapturedRun run(const std::string& document, const std::string& variables = "") const {
        sandbox.write("case.md", document);
        return run_captured(variables + " '" RUN_MARKDOWN "' --site-lay /lay --again 'do this' case.md",
                            {.folder = sandbox.path(), .environment = {"PATH=/usr/bin:/bin"}, .columns = {}});
    }

    Sandbox sandbox;
};

using RunMarkdown = InASandbox;

}  // namespace

TEST_F(RunMarkdown, IsSilentWhereAllIsAsExpected) {
    const CapturedRun run = this->run("```txt a/b\nhello\n```\n```console\n$ cat a/b; exit 2\nhello\n[2]\n```\n");
    EXPECT_EQ(run.output, "");
    EXPECT_EQ(run.status, 0);
}

TEST_F(RunMarkdown, ShowsPlaceDifferenceStatusAndWayOut) {
    const CapturedRun run = this->run("## A case\n```console\n$ echo b; exit 1\na\n```\n");
    EXPECT_EQ(run.output,
              "case.md:3: A case\n  $ echo b; exit 1\n  - a\n  + b\n  exit status 1, expected 0\n\n"
              "hint: is the new output right? Then make it the expected one, and read it once more:\n  do this\n");
    EXPECT_EQ(run.status, 1);
}

TEST_F(RunMarkdown, RenewsTheExpectedOutputWhenTold) {
    EXPECT_EQ(run("```console\n$ echo b\na\n```\n", "MEGACTL_UPDATE=1").status, 0);
    EXPECT_EQ(sandbox.read("case.md"), "```console\n$ echo b\nb\n```\n");
}

TEST_F(RunMarkdown, LeavesWhatMatchesAsItIsWritten) {
    const std::string document = "```console\n$ seq 5\n1\n...\n5\n```\n";
    EXPECT_EQ(run(document, "MEGACTL_UPDATE=1").output, "");
    EXPECT_EQ(sandbox.read("case.md"), document);
}

TEST_F(RunMarkdown, GivesEachCaseAFolderOfItsOwn) {
    EXPECT_EQ(run("## One\n```console\n$ touch a; ls\na\n$ ls\na\n```\n## Two\n```console\n$ ls\n```\n").output, "");
}

TEST_F(RunMarkdown, OffersACleanEnvironment) {
    EXPECT_EQ(run("```console\n$ echo $HOME $CASE $SITE_LAY $LANG $TZ\n$CASE $CASE /lay C.UTF-8 UTC\n"
                  "$ env | grep -e ^CI= -e ^TERM=\n[1]\n```\n",
                  "CI=1 TERM=x")
                  .output,
              "");
}

TEST_F(RunMarkdown, RunsInATerminal) {
    EXPECT_EQ(run("```console terminal 72\n$ tput cols; printf '\\e[1mb\\e[0m\\n'\n72\n\\e[1mb\\e[0m\n```\n").output,
              "");
}

TEST_F(RunMarkdown, MakesScriptsExecutable) {
    EXPECT_EQ(run("```sh go\n#!/bin/sh\necho went\n```\n```console\n$ ./go\nwent\n```\n").output, "");
}

TEST_F(RunMarkdown, NamesTheLineOfAMistake) {
    const CapturedRun run = this->run("\n```console\n$ a\n");
    EXPECT_EQ(run.output, "case.md:2: the block is never closed\n");
    EXPECT_EQ(run.status, 1);
}

}  // namespace megactl::tests

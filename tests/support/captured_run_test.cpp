#include "tests/support/captured_run.hpp"

#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace megactl::tests {

namespace {

struct InASandbox : testing::Test {
    CapturedRun run(const std::string& command, std::optional<unsigned short> columns = {}) const {
        return run_captured(command, settings(columns));
    }
    RunSettings settings(std::optional<unsigned short> columns = {}) const {
        return {.folder = sandbox.path(), .environment = {"PATH=/usr/bin:/bin", "WORD=lamp"}, .columns = columns};
    }

    Sandbox sandbox;
};

using CapturedRunTest = InASandbox;

}  // namespace

TEST_F(CapturedRunTest, HasBothStreamsInTheOrderOfTheirArrival) {
    EXPECT_EQ(run("echo one; echo two >&2; echo three").output, "one\ntwo\nthree\n");
}

TEST_F(CapturedRunTest, HasTheExitStatus) {
    EXPECT_EQ(run("exit 3").status, 3);
    EXPECT_EQ(run("kill -TERM $$").status, 128 + 15);
    EXPECT_EQ(run("no-such-command").status, 127);
}

TEST_F(CapturedRunTest, RunsInTheFolderWithTheEnvironmentAndNothingElse) {
    EXPECT_EQ(run("pwd").output, sandbox.path().string() + "\n");
    EXPECT_EQ(run("env | grep -v -e ^PWD -e ^SHLVL -e ^_ | sort").output, "PATH=/usr/bin:/bin\nWORD=lamp\n");
}

TEST_F(CapturedRunTest, GivesAnInputThatIsAtItsEnd) {
    EXPECT_EQ(run("cat; echo done").output, "done\n");
    EXPECT_EQ(run("cat; echo done", 80).output, "done\n");
}

TEST_F(CapturedRunTest, HasATerminalOnlyWhereOneIsAskedFor) {
    const std::string question = "for n in 0 1 2; do test -t $n && echo yes || echo no; done";
    EXPECT_EQ(run(question).output, "no\nno\nno\n");
    EXPECT_EQ(run(question, 80).output, "yes\nyes\nyes\n");
    EXPECT_EQ(run("stty size", 72).output, "40 72\n");
}

TEST_F(CapturedRunTest, HasAllOfALongOutput) {
    EXPECT_EQ(run("yes | head -n 500000").output.size(), 1'000'000U);
    EXPECT_EQ(run("yes | head -n 50000", 80).output.size(), 100'000U);
}

TEST_F(CapturedRunTest, KillsWhatHangs) {
    RunSettings settings = this->settings();
    settings.time_limit = std::chrono::milliseconds(200);
    const CapturedRun run = run_captured("echo before; sleep 600", settings);
    EXPECT_TRUE(run.hung);
    EXPECT_EQ(run.output, "before\n");
}

TEST_F(CapturedRunTest, KillsWhatHangsWithItsOutputClosed) {
    RunSettings settings = this->settings();
    settings.time_limit = std::chrono::milliseconds(200);
    EXPECT_TRUE(run_captured("exec >&- 2>&-; sleep 600", settings).hung);
}

TEST_F(CapturedRunTest, DoesNotWaitForWhatIsLeftBehind) {
    const CapturedRun run = this->run("sleep 600 & echo started");
    EXPECT_FALSE(run.hung);
    EXPECT_EQ(run.status, 0);
    EXPECT_EQ(run.output, "started\n");
}

}  // namespace megactl::tests

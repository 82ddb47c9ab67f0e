#include "core/os/child.hpp"

#include "tests/support/comes_true.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>

namespace megactl::os {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using tests::comes_true;

ChildEnd run(const std::string& script, std::string_view input = "", const ChildLimits& limits = {}) {
    auto end = run_child({"sh", "-c", script}, input, limits);
    if (!end) throw std::runtime_error(end.error().reason);
    return *std::move(end);
}

// One that nobody has reaped yet runs no more.
bool runs(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string line;
    return std::getline(file, line) && line.find(") Z ") == std::string::npos;
}

TEST(Child, GetsItsInputAndIsHeard) {
    const ChildEnd end = run("cat; echo trouble >&2; exit 7", "some\ninput");
    EXPECT_EQ(end.output, "some\ninput");
    EXPECT_EQ(end.errors, "trouble\n");
    EXPECT_EQ(end.status, 7);
    EXPECT_EQ(end.signal, 0);
    EXPECT_FALSE(end.was_asked || end.was_ended || end.is_output_cut);
}

TEST(Child, IsGivenItsWordsAsTheyAre) {
    const auto end = run_child({"printf", "%s|", "$HOME", "a b", ";"}, "", {});
    ASSERT_TRUE(end);
    EXPECT_EQ(end->output, "$HOME|a b|;|");
}

TEST(Child, NeedNotReadItsInput) {
    EXPECT_EQ(run("exec <&-; echo done", std::string(1U << 20U, 'x')).output, "done\n");
}

TEST(Child, ThatCantBeStartedSaysWhy) {
    const auto missing = run_child({"/nowhere/rotate"}, "", {});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().reason, "no such file or directory");
    const auto folder = run_child({"/tmp"}, "", {});
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().reason, "permission denied");
}

TEST(Child, OfASignalSaysWhichOne) {
    EXPECT_EQ(run("kill -9 $$").signal, SIGKILL);
}

TEST(Child, StartsWithoutOurSignalsAndFiles) {
    EXPECT_EQ(run("grep -E 'SigBlk|SigIgn' /proc/self/status").output,
              "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
    EXPECT_EQ(run("readlink /proc/self/fd/* | grep -c memfd").output, "1\n");
}

TEST(Child, ThatSaysMuchIsCut) {
    const ChildEnd end =
        run("yes | head -c 3000000; yes no | head -c 3000000 >&2; echo end >&2", "", {.output = 1000, .errors = 8});
    EXPECT_EQ(end.output.size(), 1000U);
    EXPECT_TRUE(end.is_output_cut);
    EXPECT_EQ(end.errors.size(), 8U);
    EXPECT_TRUE(end.errors.ends_with("end\n"));
}

TEST(Child, IsAskedToEndAndMayTidyUp) {
    const std::string script = "trap 'echo tidy; exit 3' TERM; echo ready; while :; do :; done";
    milliseconds limit(50);
    ChildEnd end = run(script, "", {.soft = limit});
    while (!end.output.starts_with("ready")) {  // it was asked before it could listen
        ASSERT_LT(limit, 30s);
        end = run(script, "", {.soft = limit *= 2});
    }
    EXPECT_TRUE(end.was_asked);
    EXPECT_FALSE(end.was_ended);
    EXPECT_EQ(end.status, 3);
    EXPECT_EQ(end.output, "ready\ntidy\n");
}

TEST(Child, IsEndedWithAllThatItStarted) {
    const std::string script = "(while :; do :; done) & echo $!; wait";
    milliseconds limit(50);
    ChildEnd end = run(script, "", {.hard = limit});
    while (end.output.empty()) {  // it was ended before it could start anything
        ASSERT_LT(limit, 30s);
        end = run(script, "", {.hard = limit *= 2});
    }
    EXPECT_TRUE(end.was_ended);
    EXPECT_EQ(end.signal, SIGKILL);
    const pid_t grandchild = std::stoi(end.output);
    EXPECT_TRUE(comes_true([&] { return !runs(grandchild); }));
}

TEST(Child, ThatNeverStopsTalkingIsEnded) {
    const ChildEnd end = run("yes", "", {.hard = milliseconds(50), .output = 1});
    EXPECT_TRUE(end.was_ended);
    EXPECT_LE(end.output.size(), 1U);
}

TEST(Child, IsNotWaitedForBeyondItsEnd) {
    const ChildEnd end = run("(while :; do :; done) & echo $!");
    const pid_t left = std::stoi(end.output);
    EXPECT_EQ(::kill(left, 0), 0);
    ::kill(left, SIGKILL);
}

}  // namespace
}  // namespace megactl::os

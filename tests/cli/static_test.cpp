#include "cli/invoke.hpp"
#include "cli/progress.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace megactl::cli {
namespace {

namespace fs = std::filesystem;

struct Outcome {
    int status;
    std::string out;
    std::string error;
};

class StaticCollect : public testing::Test {
protected:
    // In a pipe, from the sandbox, without the environment of whoever runs the tests.
    Outcome collect(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"static", "collect", "-C", sandbox.path().string(), "--no-env"});
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const int status = run_megactl(arguments);
        std::string out = testing::internal::GetCapturedStdout();
        return {status, std::move(out), testing::internal::GetCapturedStderr()};
    }

    tests::Sandbox sandbox;
};

TEST_F(StaticCollect, CopiesAndThenSaysUnchanged) {
    sandbox.write("static/css/a.css", "abc");
    const Outcome first = collect({"--source", "static", "--root", "out"});
    EXPECT_EQ(first.status, 0);
    EXPECT_EQ(first.out, "");
    EXPECT_EQ(first.error, "copied  1 file  3 B  from 1 source into out/\n");
    EXPECT_EQ(sandbox.read("out/css/a.css"), "abc");
    EXPECT_EQ(collect({"--source", "static", "--root", "out"}).error, "unchanged  1 file  3 B  in out/\n");
}

TEST_F(StaticCollect, TakesSourcesInTheOrderTyped) {
    sandbox.write("one/v/a", "1");
    sandbox.write("two/a", "2");
    collect({"--prefixed-source", "v=two", "--source", "one", "--root", "out"});
    EXPECT_EQ(sandbox.read("out/v/a"), "2");
    collect({"--source", "one", "--prefixed-source", "v=two", "--root", "other"});
    EXPECT_EQ(sandbox.read("other/v/a"), "1");
}

TEST_F(StaticCollect, TakesWhatTheConfigurationNames) {
    sandbox.write("megactl.toml", "[static]\nroot = \"out\"\nsources = [\"one\", \"two\"]\n");
    sandbox.write("one/a", "1");
    sandbox.write("two/a", "2");
    const Outcome outcome = collect({});
    EXPECT_EQ(outcome.error,
              "copied    1 file  1 B  from 2 sources into out/\n"
              "shadowed  1 file       `-v` shows by what\n");
    EXPECT_EQ(sandbox.read("out/a"), "1");
}

TEST_F(StaticCollect, NamesThePlacesWhereItLookedForARoot) {
    sandbox.write("static/a", "1");
    const Outcome outcome = collect({"--source", "static"});
    EXPECT_EQ(outcome.status, 3);
    EXPECT_NE(outcome.error.find("no `--root`, no `MEGACTL_STATIC_ROOT`, no `static.root` in megactl.toml"),
              std::string::npos)
        << outcome.error;
    EXPECT_EQ(collect({"--root", "out"}).status, 3);
}

TEST_F(StaticCollect, PrintsThePlanAndTouchesNothing) {
    sandbox.write("static/a", "1");
    sandbox.write("out/old", "");
    const Outcome outcome = collect({"--source", "static", "--root", "out", "--clear", "--dry-run"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, "delete\told\t\ncopy\ta\tstatic/\n");
    EXPECT_EQ(outcome.error,
              "would delete  1 file\n"
              "would copy    1 file  1 B  from 1 source into out/\n");
    EXPECT_TRUE(fs::exists(sandbox.path() / "out/old"));
    EXPECT_FALSE(fs::exists(sandbox.path() / "out/a"));
}

TEST_F(StaticCollect, ClearsOnlyWhenToldThatItMay) {
    sandbox.write("static/a", "1");
    sandbox.write("out/old", "");
    EXPECT_EQ(collect({"--source", "static", "--root", "out", "--clear"}).status, 2);
    EXPECT_TRUE(fs::exists(sandbox.path() / "out/old"));
    for (const char* const word : {"--noinput", "--no-input", "--yes"}) {
        sandbox.write("out/old", "");
        EXPECT_EQ(collect({"--source", "static", "--root", "out", "--clear", word}).status, 0);
        EXPECT_FALSE(fs::exists(sandbox.path() / "out/old"));
    }
}

TEST_F(StaticCollect, SpeaksJson) {
    sandbox.write("static/\xff", "1");
    const Outcome outcome = collect({"--source", "static", "--root", "out", "--format", "json", "-q"});
    EXPECT_EQ(outcome.error, "");
    for (const char* const part : {R"("copied": 1)", R"("dry_run": false)", R"("path": "\\xFF")",
                                   R"("encoding": "escaped")", R"("conflicts": [])"}) {
        EXPECT_NE(outcome.out.find(part), std::string::npos) << part << " in " << outcome.out;
    }
}

TEST_F(StaticCollect, RefusesWhatMakesNoSense) {
    sandbox.write("static/a", "1");
    EXPECT_EQ(collect({"--source", "static", "--root", "static"}).status, 3);
    EXPECT_EQ(collect({"--source", "static", "--root", "./x/../static/"}).status, 3);
    EXPECT_EQ(collect({"--source", "static", "--root", ".", "--clear", "--yes"}).status, 3);
    EXPECT_EQ(collect({"--prefixed-source", "x/=static", "--root", "out"}).status, 2);
    EXPECT_EQ(collect({"--source", "static", "--root", "out", "--jobs", "0"}).status, 2);
    EXPECT_EQ(collect({"--source", "static", "--root", "out", "--jobs", "2x"}).status, 2);
    EXPECT_FALSE(fs::exists(sandbox.path() / "out"));
}

TEST_F(StaticCollect, EmptiesNothingWhereASourceIsNotThere) {
    sandbox.write("static/a", "1");
    sandbox.write("out/old", "");
    const Outcome outcome = collect({"--source", "static", "--source", "none", "--root", "out", "--clear", "--yes"});
    EXPECT_EQ(outcome.status, 3);
    EXPECT_TRUE(fs::exists(sandbox.path() / "out/old"));
    EXPECT_FALSE(fs::exists(sandbox.path() / "out/a"));
}

TEST(ProgressLine, DrawsHowFarItIs) {
    EXPECT_EQ(ProgressLine::line(report::Palette::plain(), "copying", 143, 214),
              "copying  ━━━━━━━━━━━━━━━━────────  143/214");
    EXPECT_EQ(ProgressLine::line(report::Palette::plain(), "copying", 0, 0), "copying  ━━━━━━━━━━━━━━━━━━━━━━━━  0/0");
}

}  // namespace
}  // namespace megactl::cli

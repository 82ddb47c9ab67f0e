#include "cli/invoke.hpp"

#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>

namespace megactl::cli {
namespace {

using tests::Sandbox;

struct Outcome {
    int status;
    std::string out;
    std::string error;
};

Outcome run(const std::vector<std::string>& arguments) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int status = run_megactl(arguments);
    std::string out = testing::internal::GetCapturedStdout();
    return {status, std::move(out), testing::internal::GetCapturedStderr()};
}

// `config show` of a folder, without the environment of whoever runs the tests.
Outcome show(const Sandbox& sandbox, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"config", "show", "-C", sandbox.path().string(), "--no-env"});
    return run(more);
}

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

bool speaks_of(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(Megactl, SaysItsVersion) {
    const Outcome outcome = run({"--version"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, "megactl 0.1.0\n");
    EXPECT_EQ(outcome.error, "");
}

TEST(Megactl, PrintsTheOverviewToStdout) {
    const Outcome outcome = run({});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_TRUE(speaks_of(outcome.out, "what is configured"));
}

TEST(Megactl, EndsWithTwoAfterAMistake) {
    const Outcome outcome = run({"config", "show", "--bogus"});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(speaks_of(outcome.error, "`config show` has no option `--bogus`"));
    EXPECT_TRUE(speaks_of(outcome.error, "usage: megactl config show [OPTION]…\n"));
}

TEST(Megactl, ColoursAMistakeAsItAsks) {
    EXPECT_TRUE(speaks_of(run({"config", "show", "--color=always", "--bogus"}).error, "\033["));
    EXPECT_FALSE(speaks_of(run({"config", "show", "--color", "never", "--bogus"}).error, "\033["));
}

TEST(Megactl, TellsTheVerbsOfANoun) {
    const Outcome outcome = run({"config", "-h"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_TRUE(outcome.out.starts_with("megactl config show   prints"));
    EXPECT_EQ(run({"config"}).status, 2);
}

TEST(Project, MustExist) {
    const Sandbox sandbox;
    const Outcome outcome = run({"config", "show", "-C", (sandbox.path() / "none").string()});
    EXPECT_EQ(outcome.status, 3);
    EXPECT_TRUE(speaks_of(outcome.error, "no such file or directory"));
}

TEST(Project, MustBeAFolder) {
    const Sandbox sandbox;
    EXPECT_EQ(run({"config", "show", "-C", sandbox.write("file", "").string()}).status, 3);
}

TEST(ConfigShow, PrintsDefaultsWithTheirOrigin) {
    const Sandbox sandbox;
    const Outcome outcome = show(sandbox);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_TRUE(has_line(outcome.out, "tls.expires_within\t30d\tdefault")) << outcome.out;
    EXPECT_TRUE(has_line(outcome.out, "static.root\t\tunset")) << outcome.out;
}

TEST(ConfigShow, LooksForTheFileUpward) {
    const Sandbox sandbox;
    sandbox.write("megactl.toml", "[check]\nmode = \"development\"\n");
    sandbox.write("a/b/c", "");
    const std::string project = (sandbox.path() / "a/b").string();
    const Outcome outcome = run({"-C", project, "config", "show", "--format", "json", "--no-env"});
    EXPECT_TRUE(speaks_of(outcome.out, "\"development\"")) << outcome.out;
    EXPECT_TRUE(speaks_of(outcome.out, "megactl.toml:2")) << outcome.out;
}

TEST(ConfigShow, PrintsALineASetting) {
    const Sandbox sandbox;
    const std::string out = show(sandbox, {"--format", "jsonl"}).out;
    EXPECT_TRUE(out.starts_with("{")) << out;
    EXPECT_GT(std::count(out.begin(), out.end(), '\n'), 5);
}

TEST(ConfigShow, NamesFlags) {
    const Sandbox sandbox;
    EXPECT_TRUE(has_line(show(sandbox, {"--log-level", "info"}).out, "log.level\tinfo\t--log-level"));
}

TEST(ConfigShow, NamesLinesOfEnvFiles) {
    const Sandbox sandbox;
    const std::string first = sandbox.write("a.env", "MEGACTL_CHECK_MODE=development\n").string();
    const std::string second = sandbox.write("b.env", "# b\nMEGACTL_CHECK_MODE=production\n").string();
    const Outcome outcome = show(sandbox, {"--env-file", first, "--env-file", second});
    EXPECT_TRUE(has_line(outcome.out, "check.mode\tproduction\t" + second + ":2")) << outcome.out;
}

TEST(ConfigShow, ReadsTheEnvironmentUnlessTold) {
    const Sandbox sandbox;
    ::setenv("MEGACTL_CHECK_MODE", "development", 1);
    const std::string with = run({"config", "show", "-C", sandbox.path().string()}).out;
    const std::string without = show(sandbox).out;
    ::unsetenv("MEGACTL_CHECK_MODE");
    EXPECT_TRUE(has_line(with, "check.mode\tdevelopment\tMEGACTL_CHECK_MODE in the environment")) << with;
    EXPECT_TRUE(has_line(without, "check.mode\t\tunset")) << without;
}

TEST(ConfigShow, RefusesAMissingEnvFile) {
    const Sandbox sandbox;
    const Outcome outcome = show(sandbox, {"--env-file", "/nowhere/.env"});
    EXPECT_EQ(outcome.status, 3);
    EXPECT_TRUE(speaks_of(outcome.error, "/nowhere/.env")) << outcome.error;
}

TEST(ConfigShow, RefusesAMissingConfiguration) {
    const Sandbox sandbox;
    EXPECT_EQ(show(sandbox, {"--config", (sandbox.path() / "none.toml").string()}).status, 3);
    EXPECT_EQ(show(sandbox, {"--config", ""}).status, 2);
}

TEST(ConfigShow, RefusesAFolderInPlaceOfTheFile) {
    const Sandbox sandbox;
    sandbox.write("megactl.toml/x", "");
    EXPECT_EQ(show(sandbox).status, 3);
}

TEST(ConfigCheck, CountsSettings) {
    const Sandbox sandbox;
    const std::string file = sandbox.write("x.toml", "[check]\nmode = \"production\"\nallow = []\n").string();
    const Outcome outcome = run({"config", "check", "--config", file});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, file + " is valid: 2 settings\n");
}

TEST(ConfigCheck, RefusesWhatIsNotValid) {
    const Sandbox sandbox;
    for (const std::string text : {"threads = 1O\n", "[chekc]\n", "[check]\nmode = 1\n", "[check]\nmode = \"x\"\n"}) {
        const std::string file = sandbox.write("x.toml", text).string();
        EXPECT_EQ(run({"config", "check", "--config", file}).status, 3) << text;
    }
}

// What a process of its own ends with, whose streams `prepare` has changed.
int status_of_child(const std::function<void()>& prepare, const std::vector<std::string>& arguments) {
    const pid_t child = ::fork();
    if (child == 0) {
        prepare();
        ::_exit(run_megactl(arguments));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

TEST(Megactl, EndsWellWhenItsReaderLeaves) {
    const auto close_reader = [] {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) ::_exit(99);
        ::close(ends[0]);
        ::dup2(ends[1], STDOUT_FILENO);
    };
    EXPECT_EQ(status_of_child(close_reader, {"--version"}), 0);
}

TEST(Megactl, DoesNotTakeAFullDiskForSuccess) {
    const auto fill = [] { ::dup2(::open("/dev/full", O_WRONLY | O_CLOEXEC), STDOUT_FILENO); };
    EXPECT_EQ(status_of_child(fill, {"--version"}), 3);
}

TEST(Megactl, DoesNotTakeAClosedStdoutForSuccess) {
    const Sandbox sandbox;
    const auto close_all = [] {
        for (const int descriptor : {0, 1, 2})
            ::close(descriptor);
    };
    EXPECT_EQ(status_of_child(close_all, {"config", "show", "-C", sandbox.path().string()}), 3);
}

}  // namespace
}  // namespace megactl::cli

// What is committed below man/ and completions/ is what the program writes, and the tools that read it are content.

#include "tests/docs/completions.hpp"
#include "tests/docs/shell.hpp"
#include "tests/support/sandbox.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace megactl::tests {
namespace {

namespace fs = std::filesystem;

const fs::path source = MEGACTL_SOURCE;
const fs::path program = MEGACTL_PROGRAM;

std::map<std::string, std::string> files_below(const fs::path& root) {
    std::map<std::string, std::string> files;
    for (const char* const folder : {"man", "completions"}) {
        if (!fs::is_directory(root / folder)) continue;
        for (const fs::directory_entry& entry : fs::directory_iterator(root / folder)) {
            std::ostringstream content;
            content << std::ifstream(entry.path()).rdbuf();
            files[fs::relative(entry.path(), root).string()] = content.str();
        }
    }
    return files;
}

std::string command_line(std::string_view arguments) {
    return fmt::format("{} {}", shell_word(program.string()), arguments);
}

TEST(Current, CommittedPagesAndCompletionsAreWhatTheProgramWrites) {
    const Sandbox sandbox;
    const Ended ended = run_shell(command_line("__docs " + shell_word(sandbox.path().string())));
    ASSERT_EQ(ended.status, 0) << ended.output;
    const std::map<std::string, std::string> written = files_below(sandbox.path());
    const std::map<std::string, std::string> committed = files_below(source);
    std::string differences;
    for (const auto& [name, content] : written) {
        const auto found = committed.find(name);
        if (found == committed.end()) {
            differences += fmt::format("  {} is missing\n", name);
        } else if (found->second != content) {
            differences += fmt::format("  {} is out of date\n", name);
        }
    }
    for (const auto& [name, content] : committed) {
        if (!written.contains(name)) differences += fmt::format("  {} is of a command that is gone\n", name);
    }
    EXPECT_EQ(differences, "") << "renew them: cmake --build --preset dev --target docs";
}

TEST(Current, MandocIsSilent) {
    require("mandoc");
    EXPECT_EQ(run_shell(fmt::format("mandoc -Tlint -W warning {}/*", shell_word((source / "man").string()))).output,
              "");
}

TEST(Current, ShellsReadTheirScripts) {
    const std::pair<std::string, std::string> readers[]{
        {"bash", "bash -n completions/megactl.bash"},
        {"zsh", "zsh -f -n completions/_megactl"},
        {"fish", "fish --no-config -n completions/megactl.fish"},
    };
    for (const auto& [shell, reader] : readers) {
        require(shell);
        EXPECT_EQ(run_shell(fmt::format("cd {} && {}", shell_word(source.string()), reader)).output, "");
    }
}

TEST(Current, ShellsCompleteWithTheProgramItself) {
    const Shells shells(source / "completions", program.parent_path());
    shells.place().write("compose.yaml", "services:\n  web:\n    image: web\n  worker:\n    image: web\n");
    EXPECT_THAT(shells.bash({"megactl", "expl"}), testing::ElementsAre("explain"));
    EXPECT_THAT(shells.bash({"megactl", "explain", "env/unset-at-b"}), testing::ElementsAre("env/unset-at-build"));
    EXPECT_THAT(shells.bash({"megactl", "env", "check", "--service", "w"}), testing::ElementsAre("web", "worker"));
    require("fish");
    EXPECT_THAT(shells.fish("megactl explain env/unset-at-b"), testing::ElementsAre("env/unset-at-build"));
    require("zsh");
    EXPECT_THAT(shells.zsh("megactl explain env/unset-at-b"), testing::ElementsAre("env/unset-at-build"));
}

TEST(Current, LivingValuesAreSilentWhateverIsWrong) {
    const Sandbox sandbox;
    sandbox.write("megactl.toml", "not = [toml");
    sandbox.write("compose.yaml", "services: [");
    for (const std::string_view kind : {"rules", "services", "queues", "workers", "tasks", "nonsense"}) {
        const Ended ended = run_shell(fmt::format("cd {} && {}", shell_word(sandbox.path().string()),
                                                  command_line(fmt::format("__complete {} zz", kind))));
        EXPECT_EQ(ended.status, 0) << kind;
        EXPECT_EQ(ended.output, "") << kind;
    }
}

TEST(Current, HelpMeetsATypoWithTheNearCommand) {
    const Ended ended = run_shell(command_line("help chekc"));
    EXPECT_EQ(ended.status, 2);
    EXPECT_EQ(ended.output, "error: there is no command `chekc`\n  help: did you mean `megactl help check`?\n");
}

TEST(Current, HelpIsThePrintedManualInAPipe) {
    EXPECT_THAT(run_shell(command_line("help explain")).output, testing::StartsWith("megactl explain: tells what"));
    EXPECT_THAT(run_shell(command_line("help env")).output, testing::HasSubstr("megactl env check"));
}

}  // namespace
}  // namespace megactl::tests

#include "tests/docs/claims.hpp"

#include "tests/docs/sample.hpp"
#include "tests/support/sandbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace megactl::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What is said about a command whose only example is `line`.
Complaints about_example(std::string_view line) {
    const std::array examples{cli::Example{.summary = "one", .command = line}};
    const cli::Command extra{.path = "zz", .summary = "", .description = "", .examples = examples};
    cli::docs::Catalogues all = sample();
    std::vector<const cli::Command*> commands(all.commands.begin(), all.commands.end());
    for (auto& command : commands) {
        if (command->path == "help") command = &extra;
    }
    all.commands = commands;
    return about_examples(all);
}

TEST(Claims, HoldForTheSample) {
    EXPECT_THAT(about_examples(sample()), IsEmpty());
    EXPECT_THAT(about_json(sample()), IsEmpty());
    EXPECT_THAT(about_options(sample()), IsEmpty());
    EXPECT_THAT(about_nouns(sample()), IsEmpty());
    EXPECT_THAT(about_settings(sample()), IsEmpty());
}

TEST(Claims, SeeACommandWithoutADescription) {
    EXPECT_THAT(about_commands(sample()), ElementsAre("env diff has no description"));
}

TEST(Claims, SeeAnExampleThatIsNone) {
    EXPECT_THAT(about_example("megactl chekc"), ElementsAre("`megactl chekc`: there is no command ``"));
    EXPECT_THAT(about_example("megactl check --no"), ElementsAre("`megactl check --no`: there is no option `--no`"));
    EXPECT_THAT(about_example("megactl check --mode fast"),
                ElementsAre("`megactl check --mode fast`: `--mode` does not take `fast`"));
    EXPECT_THAT(about_example("megactl env diff a"), ElementsAre("`megactl env diff a`: an argument is missing"));
    EXPECT_THAT(about_example("megactl check a"), ElementsAre("`megactl check a`: too many arguments"));
}

TEST(Claims, AcceptExamplesWithinALineOfTheShell) {
    EXPECT_THAT(about_example("NO_COLOR=1 megactl -q check --only 'env,tls' | less"), IsEmpty());
}

TEST(Claims, SeeARuleWithoutATest) {
    const Sandbox sandbox;
    sandbox.write("env/unset-at-build.md", "");
    sandbox.write("env/never-read.md", "");
    EXPECT_THAT(about_rules(sample(), sandbox.path()),
                ElementsAre("mounts/unlabelled has no test `tests/checks/mounts/unlabelled.md`"));
}

}  // namespace
}  // namespace megactl::tests

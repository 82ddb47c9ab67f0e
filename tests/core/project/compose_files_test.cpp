#include "core/base/error.hpp"
#include "tests/core/project/compose_fixture.hpp"

namespace megactl::project {
namespace {

using Paths = std::vector<std::filesystem::path>;

TEST(ComposeFiles, KnowsTheDefaultNames) {
    const auto found = [](const Texts& files) { return default_compose_files(MemoryTree(files), test_caller); };
    EXPECT_EQ(found({}), Paths());
    EXPECT_EQ(found({{"docker-compose.yml", ""}, {"compose.yml", ""}}), (Paths{"compose.yml"}));
    EXPECT_EQ(found({{"docker-compose.yaml", ""}, {"docker-compose.yml", ""}}), (Paths{"docker-compose.yml"}));
    EXPECT_EQ(found({{"compose.yaml", ""}, {"docker-compose.override.yml", ""}, {"compose.override.yaml", ""}}),
              (Paths{"compose.yaml", "compose.override.yaml"}));
    EXPECT_EQ(found({{"compose.override.yml", ""}}), Paths());
}

TEST(ComposeFiles, TakesThoseThatTheEnvironmentNames) {
    const auto found = [](const std::string& dotenv, const NameLookup& caller) {
        return default_compose_files(MemoryTree(Texts{{"compose.yaml", ""}, {".env", dotenv}}), caller);
    };
    const std::string dotenv = "COMPOSE_FILE=./base.yml:prod.yml:\n";
    EXPECT_EQ(found(dotenv, test_caller), (Paths{"base.yml", "prod.yml"}));
    EXPECT_EQ(found(dotenv + "COMPOSE_PATH_SEPARATOR=;\n", test_caller), (Paths{"base.yml:prod.yml:"}));
    EXPECT_EQ(found("COMPOSE_FILE=\n", test_caller), (Paths{"compose.yaml"}));
    const auto says = [](std::string_view name) {
        return name == "COMPOSE_FILE" ? std::optional<std::string>("ci.yml") : std::nullopt;
    };
    EXPECT_EQ(found(dotenv, says), (Paths{"ci.yml"}));
}

TEST(ComposeFiles, AFileThatIsNotThereEndsTheWork) {
    EXPECT_THROW(composed({}, {"none.yaml"}), Error);
}

TEST(ComposeFiles, RelativePathsBeginAtTheFirstFile) {
    const Compose compose = composed({{"a/one.yaml", "services:\n  web:\n    build: src\n"},
                                      {"b/two.yaml", "services:\n  web:\n    env_file: x.env\n"},
                                      {"a/x.env", "X=$V\n"},
                                      {"a/.env", "V=dotenv\n"}},
                                     {"a/one.yaml", "b/two.yaml"});
    EXPECT_EQ(compose.services[0].build->context, "a/src");
    EXPECT_EQ(shown(compose.services[0]), "X=dotenv");
}

TEST(ComposeInclude, TakesShortAndLongForms) {
    const Compose compose =
        composed({{"compose.yaml",
                   "include:\n  - sub/compose.yaml\n  - path: [two/a.yaml, two/b.yaml]\n"
                   "    env_file: two.env\n    project_directory: other\n"
                   "services:\n  web:\n    image: $V\n"},
                  {"sub/compose.yaml", "services:\n  sub:\n    build: .\n    image: $V\nvolumes:\n  data:\n"},
                  {"sub/.env", "V=sub\nHOST=sub\n"},
                  {"two.env", "V=two\n"},
                  {"two/a.yaml", "services:\n  two:\n    build: .\n    image: $V-$HOST\n"},
                  {"two/b.yaml", "services:\n  two:\n    environment: {A: 1}\n"}});
    EXPECT_EQ(reasons(compose), Reasons());
    ASSERT_EQ(compose.services.size(), 3U);
    EXPECT_EQ(compose.service("sub")->image->text, "sub");
    EXPECT_EQ(compose.service("sub")->build->context, "sub");
    EXPECT_EQ(compose.service("two")->image->text, "two-host");
    EXPECT_EQ(compose.service("two")->build->context, "other");
    EXPECT_EQ(shown(*compose.service("two")), "A=1");
    EXPECT_EQ(compose.service("web")->image->text, "");
    EXPECT_TRUE(compose.named_volumes.contains("data"));
}

TEST(ComposeInclude, TheOuterDotenvStandsBeforeTheInner) {
    const Compose compose = composed({{"compose.yaml", "include: [sub/c.yaml]\n"},
                                      {".env", "A=outer\n"},
                                      {"sub/c.yaml", "services:\n  s:\n    image: $A-$B\n"},
                                      {"sub/.env", "A=inner\nB=inner\n"}});
    EXPECT_EQ(compose.services[0].image->text, "outer-inner");
}

TEST(ComposeInclude, TellsOfCyclesConflictsAndMissingFiles) {
    const Compose cycle = composed({{"compose.yaml", "include: [b.yaml]\n"}, {"b.yaml", "include: [compose.yaml]\n"}});
    EXPECT_EQ(reasons(cycle), (Reasons{"1: `compose.yaml` includes itself"}));
    EXPECT_EQ(reasons(composed("include: [none.yaml]\n")), (Reasons{"1: there is no file `none.yaml`"}));
    EXPECT_EQ(reasons(composed("include: none.yaml\n")), (Reasons{"1: `include` must be a list"}));
    EXPECT_EQ(reasons(composed("include: ['https://x.org/c.yaml']\n")), (Reasons{"1: a remote file is not read"}));
    EXPECT_EQ(reasons(composed("include: [[x]]\n")), (Reasons{"1: an `include` is a path, or a mapping with `path`"}));
    const Compose conflict = composed({{"compose.yaml", "include: [b.yaml]\nservices:\n  web:\n    image: x\n"},
                                       {"b.yaml", "services:\n  web:\n    image: y\n"}});
    EXPECT_EQ(reasons(conflict), (Reasons{"3: `web` is defined by the included `b.yaml` as well"}));
}

TEST(ComposeInclude, AnOverrideFileMayChangeWhatIsIncluded) {
    const Compose compose = composed({{"compose.yaml", "include: [b.yaml]\n"},
                                      {"b.yaml", "services:\n  web:\n    image: y\n"},
                                      {"compose.override.yaml", "services:\n  web:\n    image: z\n"}});
    EXPECT_EQ(reasons(compose), Reasons());
    EXPECT_EQ(compose.services.at(0).image->text, "z");
}

}  // namespace
}  // namespace megactl::project

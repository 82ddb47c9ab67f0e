#include "tests/core/project/compose_fixture.hpp"

namespace megactl::project {
namespace {

Compose with_env(const std::string& text, const std::string& dotenv = "D=dotenv\n") {
    return composed({{"compose.yaml", text},
                     {".env", dotenv},
                     {"a.env", "A=1\nB=1\nHOST\nNOPE\nC=$D-$A-$OWN\n"},
                     {"b.env", "B=2\nE=\"x\"\n"}});
}

TEST(ComposeEnvironment, TakesMapsAndLists) {
    EXPECT_EQ(
        shown(composed("services:\n  web:\n    environment:\n      A: 1\n      B: \"\"\n      C: False\n      D: 0800\n"
                       "      E: yes\n      F: 'True'\n")
                  .services[0]),
        "A=1 B= C=false D=0800 E=yes F=True");
    EXPECT_EQ(
        shown(composed("services:\n  web:\n    environment:\n      - A=1\n      - B=\n      - C=a=b\n").services[0]),
        "A=1 B= C=a=b");
}

TEST(ComposeEnvironment, PassesThroughWhatCallerOrDotenvSupply) {
    const Compose compose = with_env(
        "services:\n  map:\n    environment: {HOST: , D: null, NOPE: ~}\n  list:\n    environment: [HOST, D, NOPE]\n");
    for (const Service& service : compose.services) {
        EXPECT_EQ(shown(service), "D=dotenv HOST=host NOPE!");
        EXPECT_TRUE(variable(service, "NOPE")->is_passthrough);
        EXPECT_FALSE(variable(service, "NOPE")->is_set);
        EXPECT_EQ(variable(service, "HOST")->passed_by, NameSource::caller);
        EXPECT_EQ(variable(service, "D")->passed_by, NameSource::dotenv);
    }
}

TEST(ComposeEnvironment, StandsAboveEnvFiles) {
    const Compose compose = with_env(
        "services:\n  web:\n    env_file: [a.env, b.env]\n    environment:\n      A: own\n      E:\n      OWN: o\n");
    const Service& web = compose.services[0];
    // E passes nothing through: unset, though an env file has it.
    EXPECT_EQ(shown(web), "A=own B=2 C=dotenv-own-o E! HOST=host OWN=o");
    EXPECT_EQ(variable(web, "B")->kind, ContainerVariable::Kind::env_file);
    EXPECT_EQ(variable(web, "B")->at.source->name(), "b.env");
    EXPECT_EQ(variable(web, "B")->at.text(), "B=2");
    EXPECT_EQ(variable(web, "NOPE"), nullptr);
}

TEST(ComposeEnvironment, DotenvReachesNoContainerByItself) {
    EXPECT_EQ(shown(with_env("services:\n  web:\n    image: x\n").services[0]), "");
}

TEST(ComposeEnvironment, TakesEveryFormOfEnvFile) {
    const Compose compose = composed({{"deploy/compose.yaml",
                                       "services:\n  one:\n    env_file: one.env\n  list:\n    env_file:\n      - "
                                       "${EMPTY}one.env\n      - path: raw.env\n"
                                       "        format: raw\n      - path: none.env\n        required: false\n      - "
                                       "/etc/none.env\n      - one.env\n"},
                                      {"deploy/one.env", "A='1'\n"},
                                      {"deploy/raw.env", "B='$A'\n"}},
                                     {"deploy/compose.yaml"});
    EXPECT_EQ(reasons(compose), Reasons());
    EXPECT_EQ(compose.services[0].env_files.at(0).path, "deploy/one.env");
    EXPECT_EQ(shown(compose.services[0]), "A=1");
    const auto& files = compose.services[1].env_files;
    ASSERT_EQ(files.size(), 4U);
    EXPECT_TRUE(files[1].is_raw);
    EXPECT_TRUE(files[1].is_required);
    EXPECT_EQ(files[2].path, "deploy/none.env");
    EXPECT_FALSE(files[2].is_required);
    EXPECT_TRUE(files[2].is_missing);
    EXPECT_EQ(files[3].path, "/etc/none.env");
    EXPECT_TRUE(files[3].is_missing);
    EXPECT_EQ(files[3].at.line(), 11U);
    EXPECT_EQ(files[3].source, nullptr);
    EXPECT_EQ(shown(compose.services[1]), "A=1 B='$A'");
    EXPECT_FALSE(compose.services[1].is_unknown);
}

TEST(ComposeEnvironment, PointsAtKeysAndItems) {
    const Compose compose =
        composed("services:\n  map:\n    environment:\n      KEY: \"v\"\n  list:\n    environment:\n      - 'KEY=v'\n");
    EXPECT_EQ(compose.services[0].environment[0].at.text(), "KEY");
    EXPECT_EQ(compose.services[0].environment[0].at.line(), 4U);
    EXPECT_EQ(compose.services[1].environment[0].at.text(), "'KEY=v'");
}

TEST(ComposeEnvironment, RemembersWhatIsSetTwice) {
    const Compose compose = composed({{"compose.yaml",
                                       "services:\n  web:\n    env_file: a.env\n    environment:\n"
                                       "      - A=1\n      - B=1\n      - A=2\n"},
                                      {"a.env", "C=1\nC=2\nA=3\n"}});
    const Service& web = compose.services[0];
    EXPECT_EQ(shown(web), "A=2 B=1 C=2");
    ASSERT_EQ(web.repeated.size(), 2U);
    EXPECT_EQ(web.repeated[0].name, "A");
    EXPECT_EQ(web.repeated[0].first.line(), 5U);
    EXPECT_EQ(web.repeated[0].again.line(), 7U);
    EXPECT_EQ(web.repeated[1].again.source->name(), "a.env");
}

TEST(ComposeEnvironment, RefusesWhatComposeRefuses) {
    EXPECT_EQ(reasons(composed("services:\n  web:\n    environment:\n      A: {b: c}\n      B: [1]\n      C: 1\n")),
              (Reasons{"4: `A` in `environment` must be text, a number, a boolean or null",
                       "5: `B` in `environment` must be text, a number, a boolean or null"}));
    EXPECT_EQ(reasons(composed("services:\n  web:\n    environment:\n      - A: 1\n      - 5\n      - B=1\n")),
              (Reasons{"4: an item of `environment` must be text, as `KEY=value`",
                       "5: an item of `environment` must be text, as `KEY=value`"}));
    EXPECT_EQ(reasons(composed("services:\n  web:\n    environment: A=1\n")),
              (Reasons{"3: `environment` must be a mapping or a list"}));
}

TEST(ComposeEnvironment, AnEnvFileThatCannotBeReadIsTold) {
    const Compose compose = composed({{"compose.yaml", "services:\n  web:\n    env_file: folder\n"}, {"folder/x", ""}});
    EXPECT_EQ(reasons(compose), (Reasons{"3: can't read `folder`: it is a directory, not a file"}));
    EXPECT_TRUE(compose.services[0].is_unknown);
}

TEST(ComposeEnvironment, ABadLineOfAnEnvFileIsToldOnce) {
    const Compose compose =
        composed({{"compose.yaml", "services:\n  a:\n    env_file: x.env\n  b:\n    env_file: x.env\n"},
                  {"x.env", "A=1\nb%=2\n"}});
    ASSERT_EQ(compose.misunderstood.size(), 1U);
    EXPECT_EQ(compose.misunderstood[0].at.source->name(), "x.env");
    EXPECT_EQ(shown(compose.services[1]), "A=1");
}

}  // namespace
}  // namespace megactl::project

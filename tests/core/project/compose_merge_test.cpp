#include "tests/core/project/compose_fixture.hpp"

namespace megactl::project {
namespace {

using Words = std::vector<std::string>;

Compose merged(const std::string& base, const std::string& later, Texts others = {}) {
    others["compose.yaml"] = base;
    others["compose.override.yaml"] = later;
    return composed(others);
}

TEST(ComposeMerge, LaterScalarsWinAndMapsMergeByKey) {
    const Compose compose =
        merged("services:\n  web:\n    image: a\n    user: one\n    build: .\n",
               "services:\n  web:\n    image: b\n    user:\n    build: {target: prod}\n  new:\n    image: c\n");
    EXPECT_EQ(compose.files.size(), 2U);
    ASSERT_EQ(compose.services.size(), 2U);
    EXPECT_EQ(compose.services[0].image->text, "b");
    EXPECT_EQ(compose.services[0].user, "one");  // a null adds nothing
    EXPECT_EQ(compose.services[0].build->context, ".");
    EXPECT_EQ(compose.services[0].build->target, "prod");
    EXPECT_EQ(compose.services[0].at.source->name(), "compose.yaml");
    EXPECT_EQ(compose.services[1].at.source->name(), "compose.override.yaml");
}

TEST(ComposeMerge, EnvironmentMergesByNameInBothForms) {
    const Compose compose =
        merged("services:\n  web:\n    environment: {A: 1, B: 1}\n    build: {context: ., args: [X=1, Y=1]}\n",
               "services:\n  web:\n    environment: [B=2, C=2]\n    build: {args: {Y: 2}}\n");
    EXPECT_EQ(shown(compose.services[0]), "A=1 B=2 C=2");
    EXPECT_EQ(variable(compose.services[0], "B")->at.source->name(), "compose.override.yaml");
    EXPECT_EQ(compose.services[0].build->arguments.at("Y"), "2");
    EXPECT_EQ(compose.services[0].build->arguments.at("X"), "1");
}

TEST(ComposeMerge, VolumesMergeByContainerPath) {
    const Compose compose =
        merged("services:\n  web:\n    volumes: ['./a:/a', './b:/b:ro']\n",
               "services:\n  web:\n    volumes: ['./c:/b/', {type: bind, source: ./d, target: /d}]\n");
    const auto& mounts = compose.services[0].mounts;
    ASSERT_EQ(mounts.size(), 3U);
    EXPECT_EQ(mounts[1].host_path, "c");
    EXPECT_FALSE(mounts[1].is_read_only);
    EXPECT_EQ(mounts[2].host_path, "d");
}

TEST(ComposeMerge, CommandAndEntrypointAreReplaced) {
    const Compose compose = merged("services:\n  web:\n    command: [a, b]\n    entrypoint: [x]\n",
                                   "services:\n  web:\n    command: c\n    entrypoint: ~\n");
    EXPECT_EQ(compose.services[0].command, (Words{"c"}));
    EXPECT_EQ(compose.services[0].entrypoint, Words());
    EXPECT_EQ(compose.services[0].command_at.source->name(), "compose.override.yaml");
}

TEST(ComposeMerge, OtherListsAreAppended) {
    const Compose compose = merged("services:\n  web:\n    env_file: a.env\n    profiles: [one]\n",
                                   "services:\n  web:\n    env_file: [a.env, b.env]\n    profiles: [two, one]\n",
                                   {{"a.env", "X=a\nY=a\n"}, {"b.env", "X=b\n"}});
    EXPECT_EQ(compose.services[0].env_files.size(), 2U);
    EXPECT_EQ(compose.services[0].profiles, (Words{"one", "two"}));
    EXPECT_EQ(shown(compose.services[0]), "X=b Y=a");
}

TEST(ComposeMerge, ResetDropsAndOverrideReplaces) {
    const Compose compose = merged(
        "services:\n  web:\n    image: x\n    environment: {A: 1, B: 1}\n    volumes: ['./a:/a']\n    command: [a]\n  "
        "gone:\n    image: y\n",
        "services:\n  web:\n    image: !reset null\n    environment: !override {C: 2}\n    volumes: !reset []\n"
        "    command: !reset null\n  gone: !reset null\n");
    ASSERT_EQ(compose.services.size(), 1U);
    EXPECT_FALSE(compose.services[0].image);
    EXPECT_EQ(shown(compose.services[0]), "C=2");
    EXPECT_TRUE(compose.services[0].mounts.empty());
    EXPECT_TRUE(compose.services[0].command.empty());
    const Compose single = merged("services:\n  web:\n    environment: {A: 1, B: 1}\n",
                                  "services:\n  web:\n    environment: {A: !reset null}\n");
    EXPECT_EQ(shown(single.services[0]), "B=1");
}

TEST(ComposeMerge, YamlMergeIsShallow) {
    const Compose compose = composed(
        "x-base: &base\n  image: x\n  environment: {A: 1}\nservices:\n  one:\n    <<: *base\n  two:\n    <<: *base\n"
        "    environment: {B: 2}\n");
    EXPECT_EQ(shown(compose.services[0]), "A=1");
    EXPECT_EQ(shown(compose.services[1]), "B=2");
    EXPECT_EQ(compose.services[1].image->text, "x");
}

TEST(ComposeExtends, MergesABaseOfTheSameFile) {
    const Compose compose = composed(
        "services:\n  base:\n    image: x\n    environment: {A: 1, B: 1}\n  web:\n    extends: base\n    environment: "
        "{B: 2}\n"
        "  more:\n    extends: {service: web}\n    image: y\n");
    EXPECT_EQ(shown(*compose.service("web")), "A=1 B=2");
    EXPECT_EQ(shown(*compose.service("more")), "A=1 B=2");
    EXPECT_EQ(compose.service("more")->image->text, "y");
    EXPECT_EQ(compose.service("more")->at.line(), 8U);
}

TEST(ComposeExtends, MergesABaseOfAnotherFileWithItsOwnPaths) {
    const Compose compose =
        composed({{"compose.yaml",
                   "services:\n  web:\n    extends: {file: common/base.yaml, service: base}\n    env_file: own.env\n"},
                  {"common/base.yaml",
                   "services:\n  base:\n    build: .\n    env_file: base.env\n    volumes: ['./data:/data']\n"},
                  {"common/base.env", "A=1\n"},
                  {"own.env", "B=1\n"}});
    const Service& web = compose.services.at(0);
    EXPECT_EQ(compose.services.size(), 1U);
    EXPECT_EQ(compose.files.size(), 2U);
    EXPECT_EQ(shown(web), "A=1 B=1");
    EXPECT_EQ(web.build->context, "common");
    EXPECT_EQ(web.build->dockerfile, "common/Dockerfile");
    EXPECT_EQ(web.mounts[0].host_path, "common/data");
    EXPECT_EQ(web.at.source->name(), "compose.yaml");
    EXPECT_FALSE(web.is_unknown);
}

TEST(ComposeExtends, TellsOfCyclesAndMissingBases) {
    const Compose cycle = composed("services:\n  a:\n    extends: b\n  b:\n    extends: a\n  c:\n    extends: c\n");
    EXPECT_EQ(reasons(cycle), (Reasons{"5: `a` extends itself", "3: `b` extends itself", "7: `c` extends itself"}));
    for (const Service& service : cycle.services)
        EXPECT_TRUE(service.is_unknown);
    const Compose missing = composed(
        "services:\n  a:\n    extends: {file: none.yaml, service: x}\n  b:\n    extends: none\n  c:\n    extends: "
        "{file: x}\n");
    EXPECT_EQ(reasons(missing),
              (Reasons{"3: there is no file `none.yaml` to extend", "5: `compose.yaml` has no service `none` to extend",
                       "7: `extends` must name a service"}));
    for (const Service& service : missing.services)
        EXPECT_TRUE(service.is_unknown);
}

TEST(ComposeExtends, IsBoundedInLength) {
    std::string text = "services:\n  s0:\n    image: x\n";
    for (int i = 1; i < 1000; ++i)
        text += "  s" + std::to_string(i) + ":\n    extends: s" + std::to_string(i - 1) + "\n";
    const Compose compose = composed(text);
    EXPECT_TRUE(compose.services.back().is_unknown);
    EXPECT_EQ(compose.service("s50")->image->text, "x");
}

}  // namespace
}  // namespace megactl::project

#include "tests/core/project/compose_fixture.hpp"

#include <fmt/format.h>

namespace megactl::project {
namespace {

using Words = std::vector<std::string>;

TEST(Compose, ReadsAWholeService) {
    const Compose compose = composed(
        "services:\n"
        "  web:\n"
        "    build:\n"
        "      context: ./src\n"
        "      dockerfile: docker/Dockerfile.web\n"
        "      target: prod\n"
        "      args:\n"
        "        A: 1\n"
        "        HOST:\n"
        "        NOPE:\n"
        "        BLANK: ${NOPE}\n"
        "      secrets: [one, {source: two, target: x}]\n"
        "    image: site:1\n"
        "    command: python manage.py serve --host \"0.0.0.0\" 'a b'\\ c\n"
        "    entrypoint: [\"/entry.sh\", \"$$HOME\"]\n"
        "    user: \"1000:1000\"\n"
        "    profiles: [dev, $HOST]\n"
        "    security_opt: [label=disable]\n");
    EXPECT_EQ(reasons(compose), Reasons());
    const Service& web = compose.services.at(0);
    EXPECT_EQ(web.at.text(), "web");
    EXPECT_EQ(web.image->text, "site:1");
    EXPECT_EQ(web.build->context, "src");
    EXPECT_EQ(web.build->dockerfile, "src/docker/Dockerfile.web");
    EXPECT_EQ(web.build->target, "prod");
    EXPECT_EQ(web.build->at.text(), "build");
    EXPECT_EQ(web.build->arguments.at("A"), "1");
    EXPECT_EQ(web.build->arguments.at("HOST"), "host");
    EXPECT_EQ(web.build->arguments.at("NOPE"), std::nullopt);
    EXPECT_EQ(web.build->arguments.at("BLANK"), "");
    EXPECT_EQ(web.build->secrets, (Words{"one", "two"}));
    EXPECT_EQ(web.command, (Words{"python", "manage.py", "serve", "--host", "0.0.0.0", "a b c"}));
    EXPECT_EQ(web.command_at.line(), 14U);
    EXPECT_EQ(web.entrypoint, (Words{"/entry.sh", "$HOME"}));
    EXPECT_EQ(web.user, "1000:1000");
    EXPECT_EQ(web.profiles, (Words{"dev", "host"}));
    EXPECT_TRUE(web.label_disabled);
    EXPECT_FALSE(web.is_unknown);
}

TEST(Compose, KnowsTheFormsOfBuild) {
    const auto build = [](const std::string& text) {
        return *composed("services:\n  web:\n    build: " + text + "\n").services[0].build;
    };
    EXPECT_EQ(build(".").context, ".");
    EXPECT_EQ(build(".").dockerfile, "Dockerfile");
    EXPECT_EQ(build("..").dockerfile, "../Dockerfile");
    EXPECT_EQ(build("{context: /srv/x/}").dockerfile, "/srv/x/Dockerfile");
    EXPECT_EQ(build("{target: a}").context, ".");
    EXPECT_TRUE(build("{dockerfile_inline: 'FROM x'}").is_inline);
    for (const std::string remote : {"https://x.org/r.git", "git@x.org:a/b", "github.com/a/b", "ssh://git@x.org/r"}) {
        EXPECT_TRUE(build(remote).is_remote) << remote;
        EXPECT_EQ(build(remote).context, remote);
    }
    EXPECT_FALSE(composed("services:\n  web:\n    build:\n").services[0].build);
}

TEST(Compose, AFoldedShellStaysOneWord) {
    const Compose compose =
        composed("services:\n  web:\n    command: >\n      sh -c \"a &&\n      b $$X\"\n  one:\n    command: []\n");
    EXPECT_EQ(compose.services[0].command, (Words{"sh", "-c", "a && b $X"}));
    EXPECT_TRUE(compose.services[1].command.empty());
}

TEST(Compose, PrivilegedIsUnconfined) {
    EXPECT_TRUE(composed("services:\n  web:\n    privileged: true\n").services[0].label_disabled);
    EXPECT_TRUE(composed("services:\n  web:\n    security_opt: ['label:disable']\n").services[0].label_disabled);
    EXPECT_FALSE(composed("services:\n  web:\n    privileged: false\n    security_opt: [no-new-privileges]\n")
                     .services[0]
                     .label_disabled);
}

TEST(Compose, KnowsItsNamedVolumes) {
    const Compose compose = composed("services:\n  web:\n    image: x\nvolumes:\n  data:\n  logs: {name: l}\n");
    ASSERT_EQ(compose.named_volumes.size(), 2U);
    EXPECT_EQ(compose.named_volumes.at("data").at.line(), 5U);
    EXPECT_EQ(compose.service("nope"), nullptr);
}

TEST(Compose, TellsOfWhatIsNoComposeFile) {
    EXPECT_EQ(reasons(composed("")), (Reasons{"1: the compose file is empty"}));
    EXPECT_EQ(reasons(composed("# nothing\n")), (Reasons{"1: the compose file is empty"}));
    EXPECT_EQ(reasons(composed("- a\n")), (Reasons{"1: a compose file must be a mapping"}));
    EXPECT_EQ(reasons(composed("text")), (Reasons{"1: a compose file must be a mapping"}));
    EXPECT_EQ(reasons(composed("services: [a]\n")), (Reasons{"1: `services` must be a mapping"}));
    EXPECT_EQ(reasons(composed("services:\n  web: text\n  db: [x]\n")),
              (Reasons{"2: the service `web` must be a mapping", "3: the service `db` must be a mapping"}));
    EXPECT_EQ(reasons(composed("web:\n  image: x\n")),
              (Reasons{"1: `web` is no section of a compose file: services stand under `services:`"}));
    EXPECT_EQ(reasons(composed("services:\n  web:\nx-a: 1\n")), Reasons());
    EXPECT_EQ(composed("services:\n  web:\n").services.size(), 1U);
}

TEST(Compose, TellsOfValuesOfTheWrongKind) {
    EXPECT_EQ(reasons(composed("services:\n  web:\n    image: 5\n    user: 1000\n    command: {a: b}\n    build: [x]\n"
                               "    volumes: ./x:/x\n    env_file: {a: b}\n    profiles: dev\n    security_opt: x\n")),
              (Reasons{"3: `image` must be text: quote `5`", "6: `build` is a path or a mapping",
                       "8: `env_file` must be a list or text", "7: `volumes` must be a list",
                       "5: `command` must be a list or text", "4: `user` must be text: quote `1000`",
                       "9: `profiles` must be a list", "10: `security_opt` must be a list"}));
    EXPECT_EQ(reasons(composed("services:\n  web:\n    image: [a]\n    command: ['a', 8000]\n")),
              (Reasons{"3: `image` must be text", "4: `command` must be text: quote `8000`"}));
    EXPECT_EQ(reasons(composed("services:\n  web:\n    command: a 'b\n")),
              (Reasons{"3: a quote in `command` is never closed"}));
}

TEST(Compose, WhatASyntaxErrorCutsOffIsUnknown) {
    const Compose cut = composed("services:\n  web:\n    image: x\n   bad\n");
    EXPECT_EQ(cut.misunderstood.size(), 1U);
    EXPECT_TRUE(cut.services.at(0).is_unknown);
    const Compose alias = composed("services:\n  web:\n    environment: *nope\n  db:\n    image: x\n");
    EXPECT_TRUE(alias.services[0].is_unknown);
    EXPECT_FALSE(alias.services[1].is_unknown);
}

TEST(Compose, AliasBombsEndInAWord) {
    std::string text = "x-env: &env\n";
    for (int i = 0; i < 20'000; ++i)
        text += "  - V" + std::to_string(i) + "=$HOST\n";
    text += "services:\n";
    for (int i = 0; i < 5'000; ++i)
        text += "  s" + std::to_string(i) + ": {environment: *env, command: *env}\n";
    const Compose compose = composed(text);
    EXPECT_EQ(compose.misunderstood.size(), 1U);
    EXPECT_TRUE(compose.services.back().is_unknown);
    EXPECT_FALSE(compose.services.front().is_unknown);

    std::string laughs = "x-a0: &a0 [x, x]\n";
    for (int i = 1; i < 90; ++i) {
        laughs += fmt::format("x-a{0}: &a{0} [*a{1}, *a{1}]\n", i, i - 1);
    }
    EXPECT_EQ(composed(laughs + "services:\n  web:\n    command: *a80\n    labels: *a80\n").services.size(), 1U);
}

TEST(Compose, TakesLargeFilesInLinearTime) {
    std::string services = "services:\n", same = services;
    for (int i = 0; i < 20'000; ++i) {
        services += "  s" + std::to_string(i) + ":\n    image: $X\n";
        same += "  web: ${\n";
    }
    composed(services);
    composed(same);
    composed("services:\n  web:\n    image: " + std::string(1'000'000, '$') + "\n");
}

}  // namespace
}  // namespace megactl::project

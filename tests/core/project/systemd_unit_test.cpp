#include "core/project/systemd_unit.hpp"

#include "tests/core/project/given_text.hpp"

#include <gtest/gtest.h>

namespace megactl::project {
namespace {

using tests::source_of;
using tests::texts_of;
using Texts = std::vector<std::string>;

SystemdUnit parse(const std::string& text) {
    return parse_systemd_unit({source_of("shop.service", text)});
}

TEST(SystemdUnit, ReadsAssignmentsWithTheirQuotes) {
    const SystemdUnit unit = parse(
        "[Unit]\nEnvironment=NO=1\n"
        "[Service]\n"
        "Environment=A=1 \"B=two words\" 'C=3'\n"
        "Environment = D=\"x y\" E=\n"
        "Environment=F=100%% G=%i H=a\\tb\n");
    EXPECT_EQ(texts_of(unit.environment),
              (Texts{"A=1@4", "B=two words@4", "C=3@4", "D=x y@5", "E=@5", "F=100%@6", "G=?@6", "H=?@6"}));
    EXPECT_TRUE(unit.misunderstood.empty());
}

TEST(SystemdUnit, JoinsLinesAndPassesOverComments) {
    const SystemdUnit unit = parse(
        "; a comment\n"
        "[Service]\n"
        "# Environment=NO=1\n"
        "Environment=A=1 \\\n"
        "  # not the end\n"
        "  B=2\\\n"
        " C=3\n"
        "Environment=D=4\r\n");
    EXPECT_EQ(texts_of(unit.environment), (Texts{"A=1@4", "B=2@6", "C=3@7", "D=4@8"}));
}

TEST(SystemdUnit, AnEmptyAssignmentForgetsWhatCameBefore) {
    const SystemdUnit unit = parse_systemd_unit(
        {source_of("shop.service",
                   "[Service]\nEnvironment=A=1\nEnvironmentFile=/etc/a\nExecStart=/bin/a\nUnsetEnvironment=X\n"),
         source_of("shop.service.d/b.conf",
                   "[Service]\nEnvironment=\nEnvironment=B=2\nEnvironmentFile=\nEnvironmentFile=-/etc/b\n"
                   "ExecStart=\nExecStart=@/usr/bin/gunicorn shop config.wsgi\n")});
    EXPECT_EQ(texts_of(unit.environment), (Texts{"B=2@3"}));
    ASSERT_EQ(unit.env_files.size(), 1U);
    EXPECT_EQ(unit.env_files.front().path, "/etc/b");
    ASSERT_EQ(unit.commands.size(), 1U);
    ASSERT_EQ(unit.commands.front().words.size(), 2U);
    EXPECT_EQ(unit.commands.front().words.front().text, "/usr/bin/gunicorn");
    EXPECT_EQ(unit.started_at->source->name(), "shop.service.d/b.conf");
    EXPECT_EQ(unit.withheld, (Texts{"X"}));
}

TEST(SystemdUnit, ReadsCommandsAsSystemdSplitsThem) {
    const SystemdUnit unit = parse(
        "[Service]\n"
        "ExecStart=-+/usr/bin/env A=1 gunicorn \"config.wsgi\" ; /bin/sh -c 'exec celery -A config worker'\n");
    ASSERT_EQ(unit.commands.size(), 2U);
    EXPECT_EQ(unit.commands[0].words[0].text, "gunicorn");
    EXPECT_EQ(unit.commands[0].assignments.size(), 1U);
    EXPECT_EQ(unit.commands[1].words[0].text, "celery");
    EXPECT_FALSE(unit.is_open);
}

TEST(SystemdUnit, KnowsThatALoginShellBringsMore) {
    EXPECT_TRUE(parse("[Service]\nExecStart=/bin/bash -lc 'gunicorn config.wsgi'\n").is_open);
    EXPECT_TRUE(parse("[Service]\nExecStart=/bin/bash --login -c 'gunicorn config.wsgi'\n").is_open);
    EXPECT_FALSE(parse("[Service]\nExecStart=/bin/bash -c 'gunicorn -l config.wsgi'\n").is_open);
}

TEST(SystemdUnit, PassesOnWhatTheManagerHas) {
    EXPECT_EQ(texts_of(parse("[Service]\nPassEnvironment=A B\n").environment), (Texts{"A=?@2", "B=?@2"}));
}

TEST(SystemdUnit, TellsWhatItDoesNotUnderstand) {
    const SystemdUnit unit = parse(
        "[Service]\n"
        "nonsense\n"
        "Environment=A=1 nonsense 2=x\n"
        "Environment=\"B=1\n"
        "EnvironmentFile=relative\n"
        "ExecStart=/bin/sh -c 'open\n");
    Texts told;
    for (const Misunderstanding& one : unit.misunderstood)
        told.push_back(fmt::format("{}: {}", one.at.line(), one.reason));
    EXPECT_EQ(
        told,
        (Texts{"2: a line of a unit is `Key=value`", "3: `Environment=` takes `NAME=value`; quote what holds a blank",
               "3: `Environment=` takes `NAME=value`; quote what holds a blank", "4: this quote is never closed",
               "5: `EnvironmentFile=` takes an absolute path", "6: this quote is never closed"}));
    EXPECT_EQ(texts_of(unit.environment), (Texts{"A=1@3", "B=1@4"}));
}

TEST(SystemdUnit, EndsWithTheFile) {
    EXPECT_TRUE(parse("").environment.empty());
    EXPECT_EQ(texts_of(parse("[Service]\nEnvironment=A=1 \\").environment), (Texts{"A=1@2"}));
    EXPECT_EQ(texts_of(parse("[Service]\nEnvironment=A=1 \\\n# x").environment), (Texts{"A=1@2"}));
}

}  // namespace
}  // namespace megactl::project

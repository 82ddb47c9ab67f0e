#include "core/project/dockerfile_commands.hpp"

#include "core/project/entry_point.hpp"

#include <gtest/gtest.h>

namespace megactl::project {
namespace {

Dockerfile parse(std::string text) {
    return parse_dockerfile(std::make_shared<const SourceText>("Dockerfile", std::move(text)));
}

// The commands of the last instruction, as the Dockerfile writes them.
std::vector<std::string> written_in(const std::string& text) {
    const Dockerfile file = parse(text);
    std::vector<std::string> result;
    for (const ShellCommand& command : commands_of(file, file.instructions.back())) {
        result.emplace_back(file.locate(command.span).text());
    }
    return result;
}

using Words = std::vector<std::string>;

TEST(CommandsOf, ARunOfManyLinesKnowTheirLine) {
    const Dockerfile file = parse(
        "FROM a\nRUN --mount=type=cache,target=/x set -e \\\n    # why\n    && SECRET_KEY=x python manage.py \\\n"
        "        collectstatic --noinput\n");
    const auto commands = commands_of(file, file.instructions[1]);
    ASSERT_EQ(commands.size(), 2U);
    EXPECT_EQ(file.locate(commands[1].words[1].span).text(), "manage.py");
    EXPECT_EQ(file.locate(commands[1].words[1].span).line(), 4U);
    EXPECT_EQ(file.locate(commands[1].words[2].span).text(), "collectstatic");
    EXPECT_EQ(file.locate(commands[1].words[2].span).line(), 5U);
    EXPECT_EQ(file.locate(commands[1].assignments[0].span).text(), "SECRET_KEY=x");
    EXPECT_EQ(file.locate(settings_load(commands[1])->span).line(), 4U);
}

TEST(CommandsOf, TheExecFormLieInItsArray) {
    EXPECT_EQ(written_in("FROM a\nCMD [\"python\", \"manage.py\"]\n"), Words{R"(["python", "manage.py"])"});
    const Words two(2, R"(["sh", "-c", "a; b"])");
    EXPECT_EQ(written_in("FROM a\nENTRYPOINT [\"sh\", \"-c\", \"a; b\"]\n"), two);
}

TEST(CommandsOf, AHeredocScriptLieInItsBody) {
    EXPECT_EQ(written_in("FROM a\nRUN <<EOF\npython a &&\n  b\nEOF\n"), (Words{"python a", "b"}));
    EXPECT_EQ(written_in("FROM a\nRUN <<-'EOF'\n\t#!/usr/bin/env -S bash -e\n\ta b\n\tEOF\n"), Words{"a b"});
    EXPECT_EQ(written_in("FROM a\nRUN bash -ex <<EOF\na\nEOF\n"), Words{"a"});
    EXPECT_EQ(written_in("FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\n"), Words{});
    EXPECT_EQ(written_in("FROM a\nRUN python3 - <<EOF\nimport os\nEOF\n"), Words{"python3 -"});
    EXPECT_EQ(written_in("FROM a\nRUN cat <<EOF > .env && python b\nA=1\nEOF\n"), (Words{"cat", "python b"}));
}

TEST(CommandsOf, AForeignShellAreNotRead) {
    EXPECT_EQ(written_in("FROM a\nSHELL [\"pwsh\", \"-Command\"]\nRUN a; b\n"), Words{});
    EXPECT_EQ(written_in("FROM a\nSHELL [\"pwsh\", \"-Command\"]\nRUN [\"x\"]\n"), Words{"[\"x\"]"});
    EXPECT_EQ(written_in("FROM a\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN a; b\n"), (Words{"a", "b"}));
    EXPECT_EQ(written_in("FROM a\nENV A=b\n"), Words{});
}

TEST(Effective, IsTheLastOneAlongTheBases) {
    const Dockerfile file = parse(
        "FROM x AS a\nCMD 1\nCMD 2\nENTRYPOINT e\nFROM a AS b\nRUN y\nFROM b AS c\nENTRYPOINT f\nFROM z\nONBUILD CMD "
        "3\n");
    EXPECT_EQ(effective(file, 0, "CMD")->rest.text(), "2");
    EXPECT_EQ(effective(file, 1, "CMD")->rest.text(), "2");
    EXPECT_EQ(effective(file, 1, "ENTRYPOINT")->rest.text(), "e");
    EXPECT_EQ(effective(file, 2, "ENTRYPOINT")->rest.text(), "f");
    EXPECT_EQ(effective(file, 2, "CMD"), nullptr);
    EXPECT_EQ(effective(file, 3, "CMD"), nullptr);
    EXPECT_EQ(effective(file, 9, "CMD"), nullptr);
}

}  // namespace
}  // namespace megactl::project

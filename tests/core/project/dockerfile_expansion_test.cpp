#include "core/project/dockerfile.hpp"

#include <gtest/gtest.h>

namespace megactl::project {
namespace {

using Value = std::optional<std::string>;
using Arguments = std::map<std::string, Value>;

Dockerfile parse(std::string text) {
    return parse_dockerfile(std::make_shared<const SourceText>("Dockerfile", std::move(text)));
}

// `E` is empty, `V` is value, `P` a path; `K` is set to what nobody knows, `D` declared without value, `U` unset.
BuildEnvironment environment() {
    BuildEnvironment result;
    result["E"].value = "";
    result["V"].value = "value";
    result["P"].value = "/usr/local/lib";
    result["K"].value = std::nullopt;
    result["D"].is_set = false;
    return result;
}

Value expanded(std::string_view raw, char escape = '\\') {
    return expand_word(raw, environment(), escape);
}

TEST(ExpandWord, FollowsTheBuildersTable) {
    const std::vector<std::pair<std::string, Value>> rows = {
        {"$U", ""},
        {"$E", ""},
        {"$V", "value"},
        {"${U}", ""},
        {"${E}", ""},
        {"${V}", "value"},
        {"$D", ""},
        {"${U:-w}", "w"},
        {"${E:-w}", "w"},
        {"${V:-w}", "value"},
        {"${D:-w}", "w"},
        {"${U-w}", "w"},
        {"${E-w}", ""},
        {"${V-w}", "value"},
        {"${U:+w}", ""},
        {"${E:+w}", ""},
        {"${V:+w}", "w"},
        {"${U+w}", ""},
        {"${E+w}", "w"},
        {"${V+w}", "w"},
        {"${D+w}", ""},
        {"${U:?m}", std::nullopt},
        {"${E:?m}", std::nullopt},
        {"${V:?m}", "value"},
        {"${U?m}", std::nullopt},
        {"${E?m}", ""},
        {"${V?m}", "value"},
        {"${P#*/}", "usr/local/lib"},
        {"${P##*/}", "lib"},
        {"${P%/*}", "/usr/local"},
        {"${P%%/*}", ""},
        {"${P#x}", "/usr/local/lib"},
        {"${V#va}", "lue"},
        {"${V%l?e}", "va"},
        {"${U#x}", ""},
        {"${P/\\//-}", "-usr/local/lib"},
        {"${P//\\//-}", "-usr-local-lib"},
        {"${V/a*/x}", "vx"},
        {"${V//[a]/x}", "value"},
        {"${V//${U:-a}/$E-}", "v-lue"},
        {"${V/l?/}", "vae"},
        {"${x:=w}", std::nullopt},
        {"${x=w}", std::nullopt},
        {"${x:y}", std::nullopt},
        {"${x:#p}", std::nullopt},
        {"${}", std::nullopt},
        {"${.}", std::nullopt},
        {"${x", std::nullopt},
        {"${", std::nullopt},
        {"${V/a}", std::nullopt},
        {"$1 $@ $* $# $? $- $$ $! $0", "        "},
        {"${1}${12}", ""},
        {"$12x", "x"},
        {"$.", "$."},
        {"$", "$"},
        {"a$", "a$"},
        {"$ x", "$ x"},
    };
    for (const auto& [raw, value] : rows)
        EXPECT_EQ(expanded(raw), value) << raw;
}

TEST(ExpandWord, ExpandsTheWordInsideBraces) {
    EXPECT_EQ(expanded("${U:-a ${V} $E}"), "a value ");
    EXPECT_EQ(expanded("${U:-${U:-${V}}}"), "value");
    EXPECT_EQ(expanded("${U:-'}'\"}\"\\}}"), "}}}");
    EXPECT_EQ(expanded("\"${U:-a b}\""), "a b");
}

TEST(ExpandWord, TakesQuotesAndEscapesAsTheBuilderDoes) {
    const std::vector<std::pair<std::string, Value>> rows = {
        {"'$V\\n\"'", "$V\\n\""},
        {R"("a\tb")", "a\\tb"},
        {R"("\$V \" \\")", "$V \" \\"},
        {"\"'$V'\"", "'value'"},
        {"a\\tb", "atb"},
        {"\\$x", "$x"},
        {"a\\", "a"},
        {"'a'\"b\"c", "abc"},
        {"''", ""},
        {"'a", std::nullopt},
        {"\"a", std::nullopt},
    };
    for (const auto& [raw, value] : rows)
        EXPECT_EQ(expanded(raw), value) << raw;
    EXPECT_EQ(expanded("`$x c:\\dir \"`$\"", '`'), "$x c:\\dir $");
}

TEST(ExpandWord, IsUnknownOnlyWhereAnUnknownVariableDecides) {
    EXPECT_EQ(expanded("a$K"), std::nullopt);
    EXPECT_EQ(expanded("${K:-x}"), std::nullopt);
    EXPECT_EQ(expanded("${K:+x}"), std::nullopt);
    EXPECT_EQ(expanded("${K+x}"), "x");
    EXPECT_EQ(expanded("${V:-$K}"), "value");
    EXPECT_EQ(expanded("${U:+$K}"), "");
    EXPECT_EQ(expanded("'$K'"), "$K");
}

TEST(ExpandWord, WhatIsNestedWithoutEndIsRefused) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "${U:-";
    EXPECT_EQ(expanded(deep + std::string(100'000, '}')), std::nullopt);
}

// The environment before the last instruction of the last stage.
BuildEnvironment at_end(const std::string& text, const Arguments& arguments = {}) {
    const Dockerfile file = parse(text + "\nRUN end\n");
    return environment_before(file, file.stages.size() - 1, file.instructions.size() - 1, arguments);
}

// Nothing where the variable isn't there; "?" where its value is unknown, "-" where it is declared and not set.
Value value_in(const BuildEnvironment& variables, const std::string& name) {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    if (!found->second.is_set) return "-";
    return found->second.value.value_or("?");
}

TEST(BuildEnvironment, AllValuesOfAnEnvSeeTheEnvironmentBeforeIt) {
    const auto variables = at_end("FROM x\nENV a=0\nENV a=1 b=$a");
    EXPECT_EQ(value_in(variables, "a"), "1");
    EXPECT_EQ(value_in(variables, "b"), "0");
}

TEST(BuildEnvironment, ReadsTheLegacyForm) {
    EXPECT_EQ(value_in(at_end("FROM x\nENV a b  \"c\""), "a"), "b  c");
}

TEST(BuildEnvironment, AGlobalArgumentIsSeenByFromOnly) {
    const std::string text = "ARG A=1\nARG B=$A-2\nFROM x\n";
    EXPECT_EQ(value_in(at_end(text), "A"), std::nullopt);
    EXPECT_EQ(value_in(at_end(text + "ARG A"), "A"), "1");
    EXPECT_EQ(value_in(at_end(text + "ARG B"), "B"), "1-2");
    EXPECT_EQ(value_in(at_end(text + "ARG A=own"), "A"), "own");
    const Dockerfile file = parse(text);
    EXPECT_EQ(value_in(environment_before(file, 0, file.stages[0].from), "B"), "1-2");
    EXPECT_EQ(value_in(environment_before(file, 0, file.stages[0].from, {{"A", "9"}}), "B"), "9-2");
}

TEST(BuildEnvironment, AnArgumentIsUnknownBeforeItsLine) {
    const Dockerfile file = parse("FROM x\nRUN 1\nARG A=1\nRUN 2\n");
    EXPECT_EQ(value_in(environment_before(file, 0, 1), "A"), std::nullopt);
    EXPECT_EQ(value_in(environment_before(file, 0, 2), "A"), std::nullopt);
    EXPECT_EQ(value_in(environment_before(file, 0, 3), "A"), "1");
}

TEST(BuildEnvironment, ABuildArgumentBeatsDefaults) {
    EXPECT_EQ(value_in(at_end("ARG A=1\nFROM x\nARG A", {{"A", "9"}}), "A"), "9");
    EXPECT_EQ(value_in(at_end("FROM x\nARG A=1", {{"A", "9"}}), "A"), "9");
    EXPECT_EQ(value_in(at_end("FROM x\nARG A=1", {{"A", ""}}), "A"), "");
    EXPECT_EQ(value_in(at_end("FROM x\nARG A=1", {{"A", std::nullopt}}), "A"), "?");
    EXPECT_EQ(value_in(at_end("FROM x", {{"A", "9"}}), "A"), std::nullopt);
}

TEST(BuildEnvironment, AnArgumentWithoutValueIsDeclaredAndNotSet) {
    const auto variables = at_end("FROM x\nARG A\nENV B=[$A]");
    EXPECT_EQ(value_in(variables, "A"), "-");
    EXPECT_EQ(value_in(variables, "B"), "[]");
    EXPECT_EQ(value_in(at_end("ARG A\nFROM x\nARG A"), "A"), "-");
    EXPECT_EQ(value_in(at_end("FROM x\nARG A=1\nARG A"), "A"), "1");
}

TEST(BuildEnvironment, EnvBeatsArgWhateverTheOrder) {
    EXPECT_EQ(value_in(at_end("FROM x\nENV A=env\nARG A=arg", {{"A", "given"}}), "A"), "env");
    EXPECT_EQ(value_in(at_end("FROM x\nARG A=arg\nENV A=env", {{"A", "given"}}), "A"), "env");
    const auto kept = at_end("FROM x\nARG A\nENV A=${A:-d}", {{"A", "given"}});
    EXPECT_EQ(value_in(kept, "A"), "given");
    EXPECT_EQ(kept.at("A").kind, BuildVariable::Kind::env);
    EXPECT_EQ(value_in(at_end("FROM x\nARG A\nENV A=${A:-d}"), "A"), "d");
}

TEST(BuildEnvironment, ChildStagesInheritAndSiblingsDoNot) {
    const std::string text = "FROM x AS base\nENV E=1\nARG A=2\nFROM base AS child\nARG C=$A$E\n";
    const auto child = at_end(text);
    EXPECT_EQ(value_in(child, "E"), "1");
    EXPECT_EQ(value_in(child, "A"), "2");
    EXPECT_EQ(value_in(child, "C"), "21");
    const auto sibling = at_end(text + "FROM y\nENV S=$E");
    EXPECT_EQ(value_in(sibling, "E"), std::nullopt);
    EXPECT_EQ(value_in(sibling, "A"), std::nullopt);
    EXPECT_EQ(value_in(sibling, "S"), "");
}

TEST(BuildEnvironment, KnowsWhatEveryBuildHas) {
    EXPECT_EQ(value_in(at_end("FROM x"), "PATH"), "?");
    EXPECT_EQ(value_in(at_end("FROM x\nENV PATH=/venv/bin:$PATH"), "PATH"), "?");
    EXPECT_EQ(value_in(at_end("FROM x"), "TARGETARCH"), std::nullopt);
    EXPECT_EQ(value_in(at_end("FROM x\nARG TARGETARCH"), "TARGETARCH"), "?");
    EXPECT_EQ(value_in(at_end("FROM x"), "HTTP_PROXY"), std::nullopt);
    EXPECT_EQ(value_in(at_end("FROM x", {{"HTTP_PROXY", "p"}, {"no_proxy", "q"}}), "no_proxy"), "q");
}

TEST(BuildEnvironment, TriggersRunInChildrenAndNotInGrandchildren) {
    const std::string text = "FROM x AS a\nONBUILD ENV T=$S\nENV S=1\n";
    EXPECT_EQ(value_in(at_end(text), "T"), std::nullopt);
    EXPECT_EQ(value_in(at_end(text + "FROM a AS b\n"), "T"), "1");
    EXPECT_EQ(value_in(at_end(text + "FROM a AS b\nENV S=2\nFROM b\n"), "T"), "1");
}

TEST(BuildEnvironment, KnowsWhichInstructionSetAVariable) {
    const Dockerfile file = parse("FROM x\nENV A=1 \\\n    B=2\nRUN y\n");
    const auto variables = environment_before(file, 0, 2);
    EXPECT_EQ(variables.at("B").instruction, 1U);
    EXPECT_EQ(file.locate(variables.at("B").span).line(), 3U);
}

TEST(UserBefore, HoldsForLaterInstructionsAndChildren) {
    const Dockerfile file = parse("FROM x AS a\nRUN 1\nARG U=app\nUSER $U:grp\nRUN 2\nFROM a\nRUN 3\nFROM y\nRUN 4\n");
    EXPECT_EQ(user_before(file, 0, 1), "");
    EXPECT_EQ(user_before(file, 0, 4), "app:grp");
    EXPECT_EQ(user_before(file, 1, 6), "app:grp");
    EXPECT_EQ(user_before(file, 2, 8), "");
    EXPECT_EQ(user_before(parse("FROM x\nARG TARGETOS\nUSER $TARGETOS\nRUN a\n"), 0, 3), "$TARGETOS");
}

TEST(WorkingDirectoryBefore, StacksRelativeOnes) {
    const Dockerfile file =
        parse("FROM x\nWORKDIR srv\nENV D=web\nWORKDIR ./$D/../app//\nRUN 1\nWORKDIR /\nWORKDIR ../..\nRUN 2\n");
    EXPECT_EQ(working_directory_before(file, 0, 1), "/");
    EXPECT_EQ(working_directory_before(file, 0, 2), "/srv");
    EXPECT_EQ(working_directory_before(file, 0, 4), "/srv/app");
    EXPECT_EQ(working_directory_before(file, 0, 7), "/");
}

TEST(VisitEnvironments, SeesWhatEachInstructionSees) {
    const Dockerfile file = parse("FROM x AS base\nENV A=1\nFROM base\nRUN a\nARG B=2\nENV A=$A$B\nRUN b\n");
    std::vector<std::size_t> visited;
    visit_environments(file, 1, {}, [&](std::size_t instruction, const BuildEnvironment& environment) {
        visited.push_back(instruction);
        const BuildEnvironment alone = environment_before(file, 1, instruction);
        ASSERT_EQ(environment.size(), alone.size());
        EXPECT_EQ(environment.at("A").value, alone.at("A").value);
    });
    EXPECT_EQ(visited, (std::vector<std::size_t>{3, 4, 5, 6}));
}

}  // namespace
}  // namespace megactl::project

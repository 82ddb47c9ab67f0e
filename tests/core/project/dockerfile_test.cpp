#include "core/project/dockerfile.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace megactl::project {
namespace {

Dockerfile parse(std::string text) {
    return parse_dockerfile(std::make_shared<const SourceText>("Dockerfile", std::move(text)));
}

std::vector<std::string> keywords_of(const Dockerfile& file) {
    std::vector<std::string> keywords;
    keywords.reserve(file.instructions.size());
    for (const Instruction& instruction : file.instructions)
        keywords.push_back(instruction.keyword);
    return keywords;
}

std::vector<std::string> reasons_of(const Dockerfile& file) {
    std::vector<std::string> reasons;
    reasons.reserve(file.misunderstood.size());
    for (const Misunderstanding& misunderstanding : file.misunderstood)
        reasons.push_back(misunderstanding.reason);
    return reasons;
}

using Words = std::vector<std::string>;

TEST(Dockerfile, ReadsKeywordsInAnyCaseAndCrlf) {
    const Dockerfile file = parse(
        "\xEF\xBB\xBF"
        "from python:3.12\r\n\r\n  Run echo a \r\n");
    EXPECT_EQ(keywords_of(file), (Words{"FROM", "RUN"}));
    EXPECT_EQ(file.instructions[0].rest.text(), "python:3.12");
    EXPECT_EQ(file.instructions[1].rest.text(), "echo a");
    EXPECT_EQ(file.locate(file.instructions[1].span).line(), 3U);
    EXPECT_TRUE(file.misunderstood.empty());
    EXPECT_EQ(file.path, "Dockerfile");
    EXPECT_EQ(file.context, ".");
}

TEST(Dockerfile, JoinsContinuationLinesAndDropsCommentsBetween) {
    const Dockerfile file = parse("FROM a\nRUN echo a \\  \n  # a comment\n\n   && b#c \\\n# another\n && d\nUSER x\n");
    EXPECT_EQ(keywords_of(file), (Words{"FROM", "RUN", "USER"}));
    EXPECT_EQ(file.instructions[1].rest.text(), "echo a    && b#c  && d");
}

TEST(Dockerfile, KeepsThePhysicalLineOfEveryWord) {
    const Dockerfile file = parse("FROM a\nRUN one \\\n    && two \\\n    && three\n");
    const FoldedText& rest = file.instructions[1].rest;
    const Span span = rest.in_source({rest.text().find("three"), rest.text().size()});
    EXPECT_EQ(file.locate(span).line(), 4U);
    EXPECT_EQ(file.locate(span).column(), 8U);
    EXPECT_EQ(file.locate(span).text(), "three");
    EXPECT_EQ(file.locate(file.instructions[1].span).text(), "RUN one \\\n    && two \\\n    && three");
}

TEST(Dockerfile, AnEscapedEscapeContinuesNothing) {
    const Dockerfile file = parse("FROM a\nRUN echo a\\\\\nUSER x\n");
    EXPECT_EQ(keywords_of(file), (Words{"FROM", "RUN", "USER"}));
    EXPECT_EQ(file.instructions[1].rest.text(), "echo a\\\\");
}

TEST(Dockerfile, DropsAnEscapeAtTheEndOfTheFile) {
    EXPECT_EQ(parse("FROM a\nRUN b \\").instructions[1].rest.text(), "b");
}

TEST(Dockerfile, TakesTheEscapeThatADirectiveNames) {
    const Dockerfile file = parse("# syntax = docker/dockerfile:1\n# Escape=`\nFROM a\nRUN b `\n c\\\nUSER x\n");
    EXPECT_EQ(file.escape, '`');
    EXPECT_EQ(keywords_of(file), (Words{"FROM", "RUN", "USER"}));
    EXPECT_EQ(file.instructions[1].rest.text(), "b  c\\");
}

TEST(Dockerfile, ReadsNoDirectiveBehindACommentABlankLineOrAnUnknownOne) {
    for (const std::string before : {"# hello\n", "\n", "# unknown=1\n", "FROM a\n"}) {
        EXPECT_EQ(parse(before + "# escape=`\nFROM a\n").escape, '\\') << before;
    }
    EXPECT_EQ(parse("# check=skip=all\n# escape=`\nFROM a\n").escape, '`');
}

TEST(Dockerfile, TellsBadDirectives) {
    EXPECT_EQ(reasons_of(parse("# escape=`\n# escape=\\\nFROM a\n")), (Words{"the directive `escape` comes twice"}));
    EXPECT_EQ(reasons_of(parse("# escape=x\nFROM a\n")),
              (Words{"the escape character can only be a backslash or a backtick"}));
}

TEST(Dockerfile, TakesFlagsOffTheFront) {
    const Dockerfile file = parse("FROM --platform=linux/amd64 a\nCOPY --from=0 --link --chown=\"a b\" -- --x /y\n");
    EXPECT_EQ(file.instructions[0].flag("platform")->value, "linux/amd64");
    EXPECT_EQ(file.stages[0].base, "a");
    const Instruction& copy = file.instructions[1];
    ASSERT_EQ(copy.flags.size(), 3U);
    EXPECT_EQ(copy.flag("from")->value, "0");
    EXPECT_EQ(copy.flag("link")->value, "");
    EXPECT_EQ(copy.flag("chown")->value, "a b");
    EXPECT_EQ(file.locate(copy.flag("from")->span).text(), "--from=0");
    EXPECT_EQ(copy.flag("chmod"), nullptr);
    EXPECT_EQ(copy.rest.text(), "--x /y");
    EXPECT_EQ(reasons_of(parse("FROM a\nCMD --x y\n")), (Words{"CMD takes no flag `--x`"}));
}

TEST(Dockerfile, ReadsHeredocBodies) {
    const Dockerfile file = parse(
        "FROM a\nRUN <<EOF cat <<-'TWO' 3<<\"3\"\n# text \\\nFROM b\nEOF\n\t\tindented\n\tTWO\nthree\n3\nCOPY <<X "
        "/y\nx\nX\nUSER "
        "u\n");
    EXPECT_EQ(keywords_of(file), (Words{"FROM", "RUN", "COPY", "USER"}));
    const auto& heredocs = file.instructions[1].heredocs;
    ASSERT_EQ(heredocs.size(), 3U);
    EXPECT_EQ(heredocs[0].body, "# text \\\nFROM b\n");
    EXPECT_TRUE(heredocs[0].expands);
    EXPECT_EQ(heredocs[1].name, "TWO");
    EXPECT_EQ(heredocs[1].body, "indented\n");
    EXPECT_FALSE(heredocs[1].expands);
    EXPECT_TRUE(heredocs[1].strips_tabs);
    EXPECT_EQ(file.source->text(heredocs[1].body_span), "\t\tindented\n");
    EXPECT_EQ(heredocs[2].body, "three\n");
    EXPECT_EQ(file.instructions[2].heredocs[0].body, "x\n");
    EXPECT_EQ(file.locate(file.instructions[1].span).text(), "RUN <<EOF cat <<-'TWO' 3<<\"3\"");
}

TEST(Dockerfile, TakesOnlyWholeWordsForHeredocs) {
    for (const std::string run :
         {"cat <<< x", "echo $((1<<2))", "echo \"<<EOF\"", "cat << EOF", R"(["cat", "<<EOF"])"}) {
        EXPECT_TRUE(parse("FROM a\nRUN " + run + "\nUSER b\n").instructions[1].heredocs.empty()) << run;
    }
    EXPECT_TRUE(parse("FROM a\nCMD cat <<EOF\n").instructions[1].heredocs.empty());
}

TEST(Dockerfile, TellsAHeredocWithoutEnd) {
    const Dockerfile file = parse("FROM a\nRUN <<EOF\nx\n EOF\n");
    EXPECT_EQ(reasons_of(file), (Words{"the here-document `EOF` has no end"}));
    EXPECT_EQ(file.misunderstood[0].at.line(), 2U);
}

TEST(Dockerfile, TakesForExecFormOnlyAnArrayOfStrings) {
    const auto form_of = [](const std::string& rest) {
        return parse("FROM a\nCMD " + rest + "\n").instructions[1].exec_form;
    };
    EXPECT_EQ(form_of(R"(["a", "b\t\u00e9"])"), (Words{"a", "b\té"}));
    EXPECT_EQ(form_of("[ ]"), Words{});
    EXPECT_EQ(form_of("[\"a\", \\\n  \"b\"]"), (Words{"a", "b"}));
    for (const std::string shell :
         {"['a','b']", R"([ "a", "b")", R"(["a", 1])", R"([["a"]])", R"(["a"] b)", "a", "\"a\""}) {
        EXPECT_EQ(form_of(shell), std::nullopt) << shell;
    }
}

TEST(Dockerfile, ReadsAssignments) {
    const Dockerfile file =
        parse("FROM a\nENV A=1 B=\"2 3\" \\\n    C=\\ d\\ e\nENV D everything \"to\" the end\nARG E F='x y'\n");
    const auto& env = file.instructions[1].assignments;
    ASSERT_EQ(env.size(), 3U);
    EXPECT_EQ(env[1].name, "B");
    EXPECT_EQ(env[1].raw_value, "\"2 3\"");
    EXPECT_EQ(env[2].raw_value, "\\ d\\ e");
    EXPECT_EQ(file.locate(env[2].span).line(), 3U);
    EXPECT_EQ(file.locate(env[2].span).text(), "C=\\ d\\ e");
    EXPECT_EQ(file.instructions[2].assignments[0].raw_value, "everything \"to\" the end");
    EXPECT_EQ(file.instructions[3].assignments[0].name, "E");
    EXPECT_EQ(file.instructions[3].assignments[0].raw_value, std::nullopt);
    EXPECT_EQ(file.instructions[3].assignments[1].raw_value, "'x y'");
    EXPECT_TRUE(file.misunderstood.empty());
}

TEST(Dockerfile, AnArgNamedArgIsDeclaredAsWritten) {
    const std::vector<Assignment> assignments = parse("ARG a ARG b=1\nFROM x\n").instructions[0].assignments;
    ASSERT_EQ(assignments.size(), 3U);
    EXPECT_EQ(assignments[1].name, "ARG");
}

TEST(Dockerfile, TellsWhatItDoesNotUnderstandAndGoesOn) {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"FORM b", "`FORM` is no Dockerfile instruction"},
        {"ENV KEY", "ENV gives `KEY` no value"},
        {"ENV A=1 b", "`b` has no `=`"},
        {"ENV =1", "ENV needs a name before `=`"},
        {"ENV A='x", "a quote is not closed"},
        {"ENV A=\"x", "a quote is not closed"},
        {"ARG A=${B", "`${` has no `}`"},
        {"ENV A=${B:=c}", "the builder doesn't know this kind of `${…}`"},
        {"RUN", "RUN has nothing behind it"},
        {"SHELL /bin/bash", "SHELL needs a JSON array of strings"},
        {"FROM a b", "FROM reads `IMAGE [AS NAME]`"},
        {"FROM a as 1x", "`1x` is no name for a stage"},
        {"FROM a as scratch", "`scratch` is no name for a stage"},
        {"ONBUILD FROM b", "ONBUILD needs an instruction other than FROM, MAINTAINER and ONBUILD"},
    };
    for (const auto& [line, reason] : rows) {
        const Dockerfile file = parse("FROM a\n" + line + "\nUSER last\n");
        ASSERT_EQ(reasons_of(file), Words{reason}) << line;
        EXPECT_EQ(file.misunderstood[0].at.line(), 2U) << line;
        EXPECT_EQ(file.instructions.back().keyword, "USER") << line;
    }
    EXPECT_EQ(reasons_of(parse("RUN a\nFROM b\n")), Words{"RUN stands before the first FROM"});
    EXPECT_EQ(reasons_of(parse("ARG A\n")), Words{"there is no `FROM`"});
}

TEST(Dockerfile, GarbageIsToldInFewWords) {
    std::string garbage;
    for (int i = 0; i < 100'000; ++i)
        garbage +=
            "\x01\xFF\x7F"
            "x\n";
    EXPECT_EQ(parse(garbage).misunderstood.size(), 21U);
    EXPECT_TRUE(parse(garbage).instructions.empty());
}

TEST(Dockerfile, FindsStagesByNameIndexAndLast) {
    const Dockerfile file = parse("FROM a AS Base\nRUN x\nFROM b\nFROM base as final\nFROM --platform=p C\n");
    ASSERT_EQ(file.stages.size(), 4U);
    EXPECT_EQ(file.stages[0].name, "Base");
    EXPECT_EQ(file.stages[0].from, 0U);
    EXPECT_EQ(file.stages[0].end, 2U);
    EXPECT_EQ(file.stages[2].parent, 0U);
    EXPECT_EQ(file.stages[1].parent, std::nullopt);
    EXPECT_EQ(file.stages[1].label(1), "stage 1");
    EXPECT_EQ(file.stage_index("BASE"), 0U);
    EXPECT_EQ(file.stage_index("1"), 1U);
    EXPECT_EQ(file.stage_index(""), 3U);
    EXPECT_EQ(file.stage_index("4"), std::nullopt);
    EXPECT_EQ(file.stage_index("nope"), std::nullopt);
    EXPECT_EQ(parse("ARG A\n").stage_index(""), std::nullopt);
    EXPECT_EQ(file.lineage(2), (std::vector<std::size_t>{0, 2}));
    EXPECT_EQ(file.lineage(1), std::vector<std::size_t>{1});
}

TEST(Dockerfile, AStageIsFoundThroughAGlobalArgument) {
    EXPECT_EQ(parse("ARG BASE=dev\nFROM a AS dev\nFROM ${BASE}\n").stages[1].parent, 0U);
    EXPECT_EQ(parse("ARG BASE\nFROM a AS dev\nFROM ${BASE:-dev}\n").stages[1].parent, 0U);
}

TEST(Dockerfile, AStageIsNoBaseOfItselfAndOfEarlierOnes) {
    const Dockerfile file = parse("FROM later\nFROM same AS same\nFROM x AS later\n");
    for (const Stage& stage : file.stages)
        EXPECT_EQ(stage.parent, std::nullopt);
}

TEST(Dockerfile, KnowsTheStagesATargetNeeds) {
    const Dockerfile file = parse(
        "FROM a AS base\nFROM base AS assets\nFROM x AS unused\nFROM y AS wheels\nFROM base AS final\n"
        "COPY --from=assets /a /b\nRUN --mount=type=bind,from=3,target=/w pip install /w\nCOPY --from=nginx /c /d\n");
    EXPECT_EQ(file.needed_for(4), (std::vector<bool>{true, true, false, true, true}));
    EXPECT_EQ(file.needed_for(1), (std::vector<bool>{true, true, false, false, false}));
    EXPECT_EQ(file.needed_for(9), (std::vector<bool>(5, false)));
}

TEST(Dockerfile, StagesThatCopyFromEachOtherEndTheSearch) {
    const Dockerfile file = parse("FROM a AS x\nCOPY --from=y / /\nFROM b AS y\nCOPY --from=x / /\n");
    EXPECT_EQ(file.needed_for(0), (std::vector<bool>{true, true}));
}

TEST(Dockerfile, ReadsTheInstructionBehindOnbuild) {
    const Dockerfile file = parse("FROM a\nONBUILD run --mount=type=cache,target=/x <<EOF\nscript\nEOF\nUSER b\n");
    const Instruction& run = file.instructions[1];
    EXPECT_TRUE(run.is_onbuild);
    EXPECT_EQ(run.keyword, "RUN");
    EXPECT_EQ(run.flag("mount")->value, "type=cache,target=/x");
    EXPECT_EQ(run.heredocs[0].body, "script\n");
    EXPECT_EQ(file.locate(run.span).text().substr(0, 7), "ONBUILD");
    EXPECT_FALSE(file.instructions[2].is_onbuild);
}

TEST(Dockerfile, TheShellHoldsForItsStageAndThoseBuiltOnIt) {
    const Dockerfile file =
        parse("FROM a AS x\nRUN 1\nSHELL [\"/bin/bash\",\"-c\"]\nRUN 2\nFROM b\nRUN 3\nFROM x\nRUN 4\n");
    EXPECT_EQ(file.instructions[1].shell, std::nullopt);
    EXPECT_EQ(file.instructions[3].shell, 2U);
    EXPECT_EQ(file.instructions[5].shell, std::nullopt);
    EXPECT_EQ(file.instructions[7].shell, 2U);
}

// Quadratic work would take minutes; the bounds leave room for sanitizers and busy machines.
TEST(Dockerfile, IsLinearInItsSize) {
    const auto seconds_for = [](const std::string& text) {
        const auto begin = std::chrono::steady_clock::now();
        const Dockerfile file = parse(text);
        for (std::size_t i = 0; i < file.stages.size(); i += 1 + file.stages.size() / 4) {
            (void)environment_before(file, i, file.stages[i].end);
            (void)working_directory_before(file, i, file.stages[i].end);
            (void)file.needed_for(i);
        }
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    const auto repeated = [](std::string_view piece, std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i)
            text += piece;
        return text;
    };
    std::string env = "FROM a\n";
    for (int i = 0; i < 50'000; ++i)
        env += "ENV VARIABLE_" + std::to_string(i) + "=$VARIABLE_1/x\n";
    EXPECT_LT(seconds_for(env), 20);
    EXPECT_LT(seconds_for("FROM a\nRUN a \\\n" + repeated("  && echo some words \\\n", 100'000)), 20);
    EXPECT_LT(seconds_for("FROM a\nENV A=" + repeated("${A:-", 500'000)), 20);
    EXPECT_LT(seconds_for("FROM a\nENV A=1\n" + repeated("ENV A=$A$A$A$A\n", 50'000)), 20);
    EXPECT_LT(seconds_for("FROM a AS a\n" + repeated("FROM a AS a\n", 20'000)), 20);
    EXPECT_LT(seconds_for("FROM a\n" + repeated("WORKDIR a/b\n", 50'000)), 20);
    EXPECT_LT(seconds_for("FROM a\nRUN " + repeated("<<a ", 100'000)), 20);
}

}  // namespace
}  // namespace megactl::project

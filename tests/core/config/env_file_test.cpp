#include "core/config/env_file.hpp"

#include <gtest/gtest.h>

#include <map>

namespace megactl::config {
namespace {

EnvFile parsed(std::string text, Dialect dialect = Dialect::compose, const EnvLookup& outside = {}) {
    return parse_env_file(std::make_shared<SourceText>(".env", std::move(text)), dialect, outside);
}

std::optional<std::string> host(std::string_view name) {
    if (name == "HOST") return "host";
    return std::nullopt;
}

// What a reader of the file ends up with: `NAME=value` each, a bare name by itself, `!` for every problem.
std::string shown(const std::string& text, Dialect dialect) {
    const EnvFile file = parsed(text, dialect, host);
    std::string result;
    for (const EnvEntry& entry : file.entries) {
        if (!result.empty()) result += '|';
        result += entry.name;
        if (entry.value) result += '=' + *entry.value;
    }
    for (std::size_t i = 0; i < file.problems.size(); ++i)
        result += '!';
    return result;
}

struct Row {
    int number;  // of the table of dialects
    std::string text;
    std::string compose;
    std::string docker_run;
};

std::vector<Row> table_of_dialects() {
    return {
        {1, "A=1", "A=1", "A=1"},
        {2, "A =1", "A=1", "!"},
        {3, "A= 1", "A=1", "A= 1"},
        {4, "  A=1", "A=1", "A=1"},
        {5, "A=1  ", "A=1", "A=1  "},
        {6, "export A=1", "A=1", "!"},
        {7, "A=", "A=", "A="},
        {8, "A", "A", "A"},
        {9, "A=a b", "A=a b", "A=a b"},
        {10, "A=a # c", "A=a", "A=a # c"},
        {11, "A=a#c", "A=a#c", "A=a#c"},
        {12, "A=#c", "A=#c", "A=#c"},
        {13, R"(A="a # c")", "A=a # c", R"(A="a # c")"},
        {14, "A='a b'", "A=a b", "A='a b'"},
        {15, R"(A="a b")", "A=a b", R"(A="a b")"},
        {16, R"(A="a" # c)", "A=a", R"(A="a" # c)"},
        {17, R"(A="a"b)", "A=a|b", R"(A="a"b)"},
        {18, "A=it's", "A=it's", "A=it's"},
        {19, R"(A="a\nb")", "A=a\nb", R"(A="a\nb")"},
        {20, R"(A=a\nb)", R"(A=a\nb)", R"(A=a\nb)"},
        {21, R"(A='a\nb')", R"(A=a\nb)", R"(A='a\nb')"},
        {22, R"(A="a\"b")", R"(A=a"b)", R"(A="a\"b")"},
        {23, R"(A='a\'b')", "A=a'b", R"(A='a\'b')"},
        {24, "A=\"x\ny\"", "A=x\ny", "A=\"x|y\""},
        {25, "B=1\nA=$B", "B=1|A=1", "B=1|A=$B"},
        {26, "B=1\nA=\"${B}\"", "B=1|A=1", "B=1|A=\"${B}\""},
        {27, "B=1\nA='${B}'", "B=1|A=${B}", "B=1|A='${B}'"},
        {28, "A=${NOPE:-d}", "A=d", "A=${NOPE:-d}"},
        {29, "A=a$$b", "A=a$b", "A=a$$b"},
        {30, "B=1\nA=\"\\$B\"", "B=1|A=$B", R"(B=1|A="\$B")"},
        {31, "A=1\nA=2", "A=1|A=2", "A=1|A=2"},
        {32, "A=1\r\n", "A=1", "A=1"},
        {33,
         "\xEF\xBB\xBF"
         "A=1",
         "A=1", "A=1"},
        {34, "A: 1", "A=1", "!"},
        {35, "A-B=1\nA.B=1", "A-B=1|A.B=1", "A-B=1|A.B=1"},
        {36, "A=`a b`", "A=`a b`", "A=`a b`"},
        {37, "A=\"x\nB=2", "B=2!", "A=\"x|B=2"},
        {38, R"(A={"k": 1})", R"(A={"k": 1})", R"(A={"k": 1})"},
        {39, "A=p@$$w0rd#1", "A=p@$w0rd#1", "A=p@$$w0rd#1"},
        {40, "A=a\\\nb", "A=a\\|b", "A=a\\|b"},
    };
}

TEST(EnvFile, ReadsEveryRowAsComposeDoes) {
    for (const Row& row : table_of_dialects())
        EXPECT_EQ(shown(row.text, Dialect::compose), row.compose) << row.number;
}

TEST(EnvFile, ReadsEveryRowAsDockerRunDoes) {
    for (const Row& row : table_of_dialects()) {
        EXPECT_EQ(shown(row.text, Dialect::docker_run), row.docker_run) << row.number;
    }
}

TEST(EnvFile, TheLastEntryOfANameCounts) {
    const EnvFile file = parsed("A=1\nB=3\nA=2\n");
    ASSERT_NE(file.find("A"), nullptr);
    EXPECT_EQ(file.find("A")->value, "2");
    EXPECT_EQ(file.find("NOPE"), nullptr);
}

TEST(EnvFile, UndoesTheEscapesOfDoubleQuotesOnly) {
    EXPECT_EQ(shown(R"(A="\a\b\f\n\r\t\v\\\"\q\c")", Dialect::compose), "A=\a\b\f\n\r\t\v\\\"\\q\\c");
    EXPECT_EQ(shown(R"(A="\0101\0777\\$HOST")", Dialect::compose), R"(A=A\0777\host)");
    EXPECT_EQ(shown(R"(A='\t\\')", Dialect::compose), R"(A=\t\\)");
}

TEST(EnvFile, TheOutsideStandsBeforeEarlierEntries) {
    EXPECT_EQ(shown("HOST=mine\nA=$HOST $NOPE.", Dialect::compose), "HOST=mine|A=host .");
}

TEST(EnvFile, KnowsCommentsBlankLinesAndNamesThatLookLikeExport) {
    EXPECT_EQ(shown("# c\n\n   \n  # d\nexport  A=1\nexport=2\nexported=3\nexport\n", Dialect::compose),
              "A=1|export=2|exported=3|export");
    EXPECT_EQ(shown("# c\n\n \t # d\nA=1 # e\n", Dialect::docker_run), "A=1 # e");
}

TEST(EnvFile, TellsOfABadLineAndReadsTheRest) {
    EXPECT_EQ(shown("A=1\nb%c=2\nC D=3\n=4\nE=5", Dialect::compose), "A=1|E=5!!!");
    EXPECT_EQ(shown("A=1\n=4\nB C\nE=5\nF=\xFF", Dialect::docker_run), "A=1|E=5!!!");
    const EnvFile file = parsed("A=1\nb%c=2\n");
    ASSERT_EQ(file.problems.size(), 1U);
    EXPECT_EQ(file.source->text(file.problems[0].span), "%");
}

TEST(EnvFile, ATemplateThatIsInvalidIsAProblem) {
    for (const std::string text : {"A=${", "A=${}", "A=\"${x!}\"", "A=${NOPE:?set it}"}) {
        const EnvFile file = parsed(text);
        ASSERT_EQ(file.problems.size(), 1U) << text;
        EXPECT_EQ(file.entries.size(), 1U);
    }
    EXPECT_TRUE(parsed("A='${'").problems.empty());
}

TEST(EnvFile, PointsAtEntriesAndValues) {
    const EnvFile file = parsed("# é\n  export A = \"x y\" # c\nB=é\n");
    ASSERT_EQ(file.entries.size(), 2U);
    EXPECT_EQ(file.source->text(file.entries[0].value_span), "\"x y\"");
    EXPECT_EQ(file.source->text(file.entries[0].span), "export A = \"x y\"");
    EXPECT_EQ(file.source->text(file.entries[1].span), "B=é");
    EXPECT_EQ(file.source->line_at(file.entries[1].span.begin), 3U);
}

TEST(EnvFile, GrowsNoFurtherThanItsBound) {
    std::string text = "A0=" + std::string(1000, 'x') + "\n";
    for (int i = 1; i < 30; ++i) {
        const std::string name = "$A" + std::to_string(i - 1);
        text += "A" + std::to_string(i) + "=";
        for (int times = 0; times < 10; ++times)
            text += name;
        text += "\n";
    }
    std::size_t bytes = 0;
    const EnvFile file = parsed(text);
    for (const EnvEntry& entry : file.entries)
        bytes += entry.value->size();
    EXPECT_LT(bytes, 40U << 20U);
    EXPECT_FALSE(file.problems.empty());
}

TEST(EnvFile, TakesLongFilesInLinearTime) {
    std::string open_quotes, long_value = "A=\"";
    for (int i = 0; i < 1'000'000; ++i)
        open_quotes += "A='x\\\n";
    long_value += std::string(5'000'000, '$') + "\"\nB=1";
    parsed(open_quotes);
    parsed(long_value);
    parsed(open_quotes, Dialect::docker_run);
    parsed(std::string(5'000'000, 'A'));
    parsed(std::string(5'000'000, '\n'));
}

}  // namespace
}  // namespace megactl::config

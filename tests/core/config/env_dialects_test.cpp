// How the readers of env files differ, line by line; python-dotenv and bash were asked themselves.

#include "core/config/env_reader.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace megactl::config {
namespace {

// `A` as the dialect reads it; `∅` where there is none, `-` where it has no value.
std::string a_of(const std::string& text, EnvReader dialect, const std::string& name = "A") {
    const EnvFile file = read_env_file(std::make_shared<SourceText>(".env", text), dialect);
    const EnvEntry* entry = file.find(name);
    if (entry == nullptr) return "∅";
    return entry->value.value_or("-");
}

struct Row {
    std::string text;
    std::string python_dotenv;
    std::string django_environ;
    std::string bash;
};

TEST(EnvDialects, DifferAsTheirReadersDo) {
    const Row rows[] = {
        {"A=1", "1", "1", "1"},
        {"A =1", "1", "∅", "∅"},
        {"A= 1", "1", " 1", "∅"},
        {"  A=1", "1", "∅", "1"},
        {"A=1  ", "1", "1  ", "1"},
        {"export A=1", "1", "1", "1"},
        {"A=", "", "", ""},
        {"A", "-", "∅", "∅"},
        {"A=a b", "a b", "a b", "∅"},
        {"A=a # c", "a", "a ", "a"},
        {"A=a#c", "a#c", "a", "a#c"},
        {"A=#c", "#c", "", "#c"},
        {R"(A="a # c")", "a # c", R"("a )", "a # c"},
        {"A='a b'", "a b", "a b", "a b"},
        {R"(A="a b")", "a b", "a b", "a b"},
        {R"(A="a" # c)", "a", R"("a" )", "a"},
        {R"(A="a"b)", "∅", R"("a"b)", "ab"},
        {"A=it's", "it's", "it's", "∅"},
        {R"(A="a\nb")", "a\nb", R"(a\nb)", R"(a\nb)"},
        {R"(A=a\nb)", R"(a\nb)", R"(a\nb)", "anb"},
        {R"(A='a\nb')", R"(a\nb)", R"(a\nb)", R"(a\nb)"},
        {R"(A="a\"b")", R"(a"b)", R"(a"b)", R"(a"b)"},
        {R"(A='a\'b')", "a'b", R"(a\'b)", "∅"},
        {"A=\"x\ny\"", "x\ny", R"("x)", "x\ny"},
        {"B=1\nA=$B", "$B", "$B", "1"},
        {"B=1\nA=\"${B}\"", "1", "${B}", "1"},
        {"B=1\nA='${B}'", "1", "${B}", "${B}"},
        {"A=${NOPE:-d}", "d", "${NOPE:-d}", "d"},
        {"A=a$$b", "a$$b", "a$$b", "a$$b"},
        {"B=1\nA=\"\\$B\"", R"(\$B)", "$B", "$B"},
        {"A=1\nA=2", "2", "2", "2"},
        {"A=1\r\n", "1", "1", "1\r"},
        {"\xEF\xBB\xBF"
         "A=1",
         "∅", "∅", "∅"},
        {"A: 1", "∅", "∅", "∅"},
        {"A=`a b`", "`a b`", "`a b`", "`a b`"},
        {"A=\"x\nB=2", "∅", R"("x)", "∅"},
        {R"(A={"k": 1})", R"({"k": 1})", R"({"k": 1})", "∅"},
        {"A=p@$$w0rd#1", "p@$$w0rd#1", "p@$$w0rd", "p@$$w0rd#1"},
        {"A=a\\\nb", R"(a\)", R"(a\)", "ab"},
        {"A=x B=2", "x B=2", "x B=2", "x"},
        {"# A=1", "∅", "∅", "∅"},
        {"A==1", "=1", "=1", "=1"},
        {"A='x' # it's", "x", "x", "x"},
        {"A=${B}c\nB=1", "c", "${B}c", "c"},
        {"A=$(echo x)", "$(echo x)", "$(echo x)", "$(echo x)"},
        {"A=1; B=2", "1; B=2", "1; B=2", "1"},
        {R"(A=a"b c"'d e')", R"(a"b c"'d e')", R"(a"b c"'d e')", "ab cd e"},
        {"A=\"C:\\\"\n", R"(C:\)", R"(C:\)", "∅"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(a_of(row.text, EnvReader::python_dotenv), row.python_dotenv) << row.text;
        EXPECT_EQ(a_of(row.text, EnvReader::django_environ), row.django_environ) << row.text;
        EXPECT_EQ(a_of(row.text, EnvReader::bash), row.bash) << row.text;
    }
}

TEST(EnvDialects, KnowTheirNames) {
    EXPECT_EQ(a_of("A-B=1", EnvReader::python_dotenv, "A-B"), "1");
    EXPECT_EQ(a_of("A-B=1", EnvReader::django_environ, "A-B"), "∅");
    EXPECT_EQ(a_of("A-B=1", EnvReader::bash, "A-B"), "∅");
    EXPECT_EQ(a_of("'A B'=1", EnvReader::python_dotenv, "A B"), "1");
    for (const EnvReader dialect : all_env_readers)
        EXPECT_EQ(a_of("A=1\nB=2", dialect, "B"), "2") << name_of(dialect);
}

TEST(EnvDialects, TellWhatTheyPassOver) {
    const auto problems_of = [](const std::string& text, EnvReader dialect) {
        return read_env_file(std::make_shared<SourceText>(".env", text), dialect).problems.size();
    };
    EXPECT_EQ(problems_of("A: 1\nB=1\n", EnvReader::python_dotenv), 1U);
    EXPECT_EQ(problems_of("A: 1\nB=1\n", EnvReader::django_environ), 1U);
    EXPECT_EQ(problems_of("A: 1\nB=1\n", EnvReader::bash), 1U);
    EXPECT_EQ(problems_of("A=a b\nB=$(x)\nC='\n", EnvReader::bash), 3U);
    EXPECT_EQ(problems_of("# c\n\n", EnvReader::django_environ), 0U);
}

TEST(EnvDialects, StayLinearInHostileFiles) {
    constexpr std::size_t many = 200'000;
    for (const std::string& piece :
         std::initializer_list<std::string>{"A=\"x\\\"\n", "A='\n", "${", "A=${", "A=$(", "A=`", "A=${A}${A}${A}\n",
                                            "A=$A$A$A$A\n", "A=\"\n", "\\\n", "A "}) {
        std::string text = "A=xxxxxxxx\n";
        for (std::size_t i = 0; i < many / piece.size(); ++i)
            text += piece;
        for (const EnvReader dialect : all_env_readers)
            read_env_file(std::make_shared<SourceText>(".env", text), dialect);
    }
}

}  // namespace
}  // namespace megactl::config

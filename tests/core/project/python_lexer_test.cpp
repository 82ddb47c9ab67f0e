#include "core/project/python_lexer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {
namespace {

using Kind = PythonToken::Kind;

std::string shape(std::string_view text) {
    std::string shape;
    for (const PythonToken& token : lex_python(text).tokens) {
        const std::string word(text.substr(token.begin, token.end - token.begin));
        switch (token.kind) {
            case Kind::newline: shape += "NL "; break;
            case Kind::indent: shape += "IN "; break;
            case Kind::dedent: shape += "DE "; break;
            case Kind::end: shape += "END"; break;
            case Kind::string: shape += "s:" + word + " "; break;
            case Kind::format_begin:
            case Kind::format_text:
            case Kind::format_end: shape += "f:" + word + " "; break;
            default: shape += word + " ";
        }
    }
    return shape;
}

TEST(PythonLexer, ReadsNamesNumbersAndOperators) {
    EXPECT_EQ(shape("a = b**-1.5e-3 // 0xE+1"), "a = b ** - 1.5e-3 // 0xE + 1 NL END");
}

TEST(PythonLexer, LeavesOutCommentsAndBlankLines) {
    EXPECT_EQ(shape("# env('X')\n\n   # more\na # b\n"), "a NL END");
}

TEST(PythonLexer, KnowsEveryPrefixOfAString) {
    EXPECT_EQ(shape("x(r'a', Rb\"b\", u'''c\n'd''')"), "x ( s:r'a' , s:Rb\"b\" , s:u'''c\n'd''' ) NL END");
}

TEST(PythonLexer, JoinsLinesInBracketsAndBehindABackslash) {
    EXPECT_EQ(shape("a(\n  1,\n\n 2)\nb = \\\n  3\n"), "a ( 1 , 2 ) NL b = 3 NL END");
}

TEST(PythonLexer, TellsIndentsAndDedents) {
    EXPECT_EQ(shape("if a:\n  b\n  if c:\n\td\ne\n"), "if a : NL IN b NL if c : NL IN d NL DE DE e NL END");
}

TEST(PythonLexer, OpensTheFieldsOfAFormattedString) {
    EXPECT_EQ(shape("f'a{{{x!r:>{w}}}}b'"), "f:f' f:a{{ { x ! r : f:> { w } } f:}}b f:' NL END");
}

TEST(PythonLexer, LetsAFieldHoldTheSameQuotes) {
    EXPECT_EQ(shape("f\"{env(\"X\")}\""), "f:f\" { env ( s:\"X\" ) } f:\" NL END");
}

TEST(PythonLexer, EndsANumberWhereItEnds) {
    EXPECT_EQ(shape("1if a else 0x1Fif b else 1_0.5e-3j"), "1 if a else 0x1F if b else 1_0.5e-3j NL END");
    EXPECT_EQ(shape("[0for a in 1..real, 1else]"), "[ 0 for a in 1. . real , 1 else ] NL END");
}

TEST(PythonLexer, ReadsFieldsAsPython312Does) {
    EXPECT_EQ(shape("f\"{'\\n'.join(a)}\""), "f:f\" { s:'\\n' . join ( a ) } f:\" NL END");
    EXPECT_EQ(shape("f'{a[  # one's \" and }\n'b'\n]}'"), "f:f' { a [ s:'b' ] } f:' NL END");
    EXPECT_EQ(shape("f'{f'{f'{a}'}'}'"), "f:f' { f:f' { f:f' { a } f:' } f:' } f:' NL END");
    EXPECT_EQ(shape("f'{'}'}{\"'\"}'"), "f:f' { s:'}' } { s:\"'\" } f:' NL END");
    EXPECT_EQ(shape("f'\\N{DIGIT ONE}\\{a}'"), "f:f' f:\\N{DIGIT ONE}\\ { a } f:' NL END");
    EXPECT_EQ(shape("rf'\\N{a}'"), "f:rf' f:\\N { a } f:' NL END");
}

TEST(PythonLexer, AcceptsABomAndCarriageReturns) {
    EXPECT_EQ(shape("\xEF\xBB\xBF"
                    "a\r\nb\r\n"),
              "a NL b NL END");
}

TEST(PythonLexer, KeepsTheLinesBeforeAnUnclosedString) {
    const std::string text = "a = 1\nif b:\n  c = '''d\n";
    const PythonTokens tokens = lex_python(text);
    ASSERT_TRUE(tokens.problem);
    EXPECT_EQ(tokens.problem->span.begin, text.find("'''"));
    EXPECT_EQ(shape(text), "a = 1 NL if b : NL IN DE END");
}

TEST(PythonLexer, NamesTheBracketThatIsNeverClosed) {
    const PythonTokens tokens = lex_python("a = 1\nb = (\nc = 2\n");
    ASSERT_TRUE(tokens.problem);
    EXPECT_EQ(tokens.problem->span.begin, 10U);
    EXPECT_EQ(tokens.problem->reason, "`(` is never closed");
}

TEST(PythonLexer, StopsAtABracketThatClosesNothing) {
    EXPECT_EQ(lex_python("a = ]\n").problem->reason, "`]` closes nothing");
}

TEST(PythonLexer, StopsAtWhatIsNoPython) {
    EXPECT_EQ(lex_python(std::string_view("\0\1\2", 3)).problem->reason, "`\\x00` has no meaning in Python");
    EXPECT_TRUE(lex_python("a = $b").problem);
    EXPECT_TRUE(lex_python("a \\").problem);
    EXPECT_TRUE(lex_python("'a\\").problem);
    EXPECT_TRUE(lex_python("f'{a\\").problem);
}

TEST(PythonLexer, TakesMegabytesOfBrackets) {
    EXPECT_TRUE(lex_python(std::string(8'000'000, '(')).problem);
    EXPECT_TRUE(lex_python(std::string(8'000'000, ')')).problem);
    std::string fields;
    for (int count = 0; count < 200'000; ++count)
        fields += "f'{";
    EXPECT_TRUE(lex_python(fields).problem);
}

TEST(PythonLexer, EndsAtTooManyIndents) {
    std::string text;
    for (std::size_t depth = 0; depth < 2'000; ++depth)
        text += std::string(depth, ' ') + "if a:\n";
    EXPECT_TRUE(lex_python(text).problem);
}

}  // namespace
}  // namespace megactl::project

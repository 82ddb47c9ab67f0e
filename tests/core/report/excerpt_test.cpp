#include "core/report/excerpt.hpp"

#include <gtest/gtest.h>

namespace megactl::report {
namespace {

Source text_of(std::string name, std::string text) {
    return std::make_shared<SourceText>(std::move(name), std::move(text));
}

Mark mark_of(const Source& source, std::string_view words, std::string label, char caret = '^') {
    const std::size_t begin = source->text().find(words);
    return {{{source, {begin, begin + words.size()}}, std::move(label)}, caret, Ink::error};
}

TEST(Excerpt, PointsAtThePlace) {
    const Source file = text_of("Dockerfile", "FROM x\nRUN a manage.py\n");
    EXPECT_EQ(excerpt({mark_of(file, "manage.py", "loads the settings")}, Palette::plain()),
              " --> Dockerfile:2:7\n"
              "2 | RUN a manage.py\n"
              "  |       ^^^^^^^^^ loads the settings\n");
}

TEST(Excerpt, NeighbouringLinesShareABlockInTheirOrder) {
    const Source file = text_of(".env", "A=1\nB=\n");
    EXPECT_EQ(
        excerpt({mark_of(file, "B=", "says plain HTTP"), mark_of(file, "A=1", "says HTTPS", '-')}, Palette::plain()),
        " --> .env:2:1\n"
        "1 | A=1\n"
        "  | --- says HTTPS\n"
        "2 | B=\n"
        "  | ^^ says plain HTTP\n");
}

TEST(Excerpt, AnotherFileGetsABlockOfItsOwnAndOneGutterServesAll) {
    const Source one = text_of("a", "x\n");
    const Source other = text_of("b", std::string(11, '\n') + "y\n");
    EXPECT_EQ(excerpt({mark_of(one, "x", ""), mark_of(other, "y", "here", '-')}, Palette::plain()),
              "  --> a:1:1\n"
              " 1 | x\n"
              "   | ^\n"
              "  ::: b:12:1\n"
              "12 | y\n"
              "   | - here\n");
}

TEST(Excerpt, ShowsTabsAndControlCharactersHarmlessly) {
    const Source file = text_of("a", "\tx\033[2Jy\n");
    EXPECT_EQ(excerpt({mark_of(file, "y", "")}, Palette::plain()),
              " --> a:1:7\n"
              "1 |     x\\x1B[2Jy\n"
              "  |             ^\n");
}

TEST(Excerpt, MasksSecretsAndKeepsCaretsInPlace) {
    const Source file = text_of(".env", "SECRET_KEY=abcdefgh # mine\n");
    EXPECT_EQ(excerpt({mark_of(file, "# mine", "")}, Palette::plain()),
              " --> .env:1:21\n"
              "1 | SECRET_KEY=•••• # mine\n"
              "  |                 ^^^^^^\n");
}

TEST(Excerpt, MasksEveryLineOfAPrivateKey) {
    const Source file =
        text_of(".env", "A=\"-----BEGIN PRIVATE KEY-----\nMIIEow\nab==\n-----END PRIVATE KEY-----\"\nB=1\n");
    EXPECT_EQ(excerpt({mark_of(file, "ab==", ""), mark_of(file, "B=1", "")}, Palette::plain()),
              " --> .env:3:1\n"
              "3 | ••••\n"
              "  | ^^^^\n"
              " ::: .env:5:1\n"
              "5 | B=1\n"
              "  | ^^^\n");
}

TEST(Excerpt, CutsALongLineRoundTheMark) {
    const Source file = text_of("a", std::string(500, 'x') + "HERE" + std::string(500, 'y') + "\n");
    EXPECT_EQ(excerpt({mark_of(file, "HERE", "found")}, Palette::plain(), 34),
              " --> a:1:501\n"
              "1 | …xxxxxxxHEREyyyyyyyyyyyyyyyyy…\n"
              "  |         ^^^^ found\n");
    EXPECT_EQ(excerpt({mark_of(file, "HERE", "")}, Palette::plain()).find("…"), std::string::npos);
}

TEST(Excerpt, AMarkOverSeveralLinesUnderlinesTheFirst) {
    const Source file = text_of("a", "RUN x \\\n  y\n");
    EXPECT_EQ(excerpt({mark_of(file, "RUN x \\\n  y", "")}, Palette::plain()),
              " --> a:1:1\n"
              "1 | RUN x \\\n"
              "  | ^^^^^^^\n");
}

TEST(Excerpt, AMarkAtTheEndOfTheTextIsDrawn) {
    const Source file = text_of("a", "x\n");
    EXPECT_EQ(excerpt({{{{file, {2, 2}}, "ends here"}, '^', Ink::error}}, Palette::plain()),
              " --> a:1:3\n"
              "1 | x\n"
              "  |  ^ ends here\n");
}

}  // namespace
}  // namespace megactl::report

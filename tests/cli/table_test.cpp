#include "cli/table.hpp"

#include <gtest/gtest.h>

namespace megactl::cli {
namespace {

using report::Palette;

Table links() {
    Table table({{.title = "LINK"}, {.title = "TARGET", .yields = 1}, {.title = "CLICKS", .is_number = true}});
    table.add({{"ada/go"}, {"https://example.org/a/long/way/to/go"}, {"7"}});
    table.add({{"ada/ünlü"}, {"https://example.org/"}, {"1 200"}});
    return table;
}

TEST(Table, AlignsItsColumns) {
    EXPECT_EQ(links().for_people(Palette::plain(), 80),
              "LINK      TARGET                                CLICKS\n"
              "ada/go    https://example.org/a/long/way/to/go       7\n"
              "ada/ünlü  https://example.org/                   1 200\n");
}

TEST(Table, ElidesInTheMiddleWhatMayGiveWay) {
    EXPECT_EQ(links().for_people(Palette::plain(), 40),
              "LINK      TARGET                  CLICKS\n"
              "ada/go    https://exa…/way/to/go       7\n"
              "ada/ünlü  https://example.org/     1 200\n");
}

TEST(Table, KeepsWhatMayNotGiveWay) {
    EXPECT_EQ(links().for_people(Palette::plain(), 5),
              "LINK      TARGET        CLICKS\n"
              "ada/go    https:…to/go       7\n"
              "ada/ünlü  https:….org/   1 200\n");
}

TEST(Table, TakesFromTheLeastImportantColumnFirst) {
    Table table({{.title = "A", .yields = 1}, {.title = "B", .yields = 2}});
    table.add({std::string(20, 'a'), std::string(20, 'b')});
    EXPECT_EQ(table.for_people(Palette::plain(), 36),
              "A                     B\n"
              "aaaaaaaaaaaaaaaaaaaa  bbbbbbb…bbbbbb\n");
    EXPECT_EQ(table.for_people(Palette::plain(), 30),
              "A                 B\n"
              "aaaaaaaa…aaaaaaa  bbbbbb…bbbbb\n");
}

TEST(Table, ColoursByMeaning) {
    Table table({{.title = "QUEUE"}, {.title = "OLDEST", .is_number = true}});
    table.add({{"email"}, Cell("12m", "720").in(report::Ink::dim)});
    EXPECT_EQ(table.for_people(Palette::coloured(), 80),
              "\033[4mQUEUE\033[0m  \033[4mOLDEST\033[0m\n"
              "email     \033[2m12m\033[0m\n");
}

TEST(Table, GivesAPipeFullValuesAndNoHeader) {
    Table table({{.title = "TARGET", .yields = 1}, {.title = "AGE"}, {.title = ""}});
    table.add({std::string(100, 'x'), Cell("3 minutes", "2026-11-23T08:00:00Z"), {""}});
    EXPECT_EQ(table.for_pipe(), std::string(100, 'x') + "\t2026-11-23T08:00:00Z\t\n");
}

TEST(Table, EscapesControlCharacters) {
    Table table({{.title = "A"}, {.title = "B"}});
    table.add({{"a\tb"}, {"\x1b]0;x\x07"}});
    EXPECT_EQ(table.for_pipe(), "a\\tb\t\\x1B]0;x\\x07\n");
    EXPECT_EQ(table.for_people(Palette::plain(), 80),
              "A     B\n"
              "a\\tb  \\x1B]0;x\\x07\n");
}

TEST(Table, WithoutRowsSaysNothing) {
    EXPECT_EQ(Table({{.title = "A"}}).for_people(Palette::coloured(), 80), "");
    EXPECT_EQ(Table({{.title = "A"}}).for_pipe(), "");
}

}  // namespace
}  // namespace megactl::cli

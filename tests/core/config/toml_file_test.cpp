#include "core/base/error.hpp"
#include "core/config/settings.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace megactl::config {
namespace {

std::vector<TomlEntry> read(const std::string& text, const std::string& name = "megactl.toml") {
    return parse_toml_file(std::make_shared<SourceText>(name, text));
}

Error error_of(const std::string& text) {
    try {
        read(text);
    } catch (const Error& error) {
        return error;
    }
    throw std::logic_error("nothing was thrown");
}

struct Marked {
    std::size_t line;
    std::size_t column;
    std::string text;
    std::string label;

    bool operator==(const Marked&) const = default;
};

std::ostream& operator<<(std::ostream& stream, const Marked& marked) {
    return stream << marked.line << ":" << marked.column << " [" << marked.text << "] " << marked.label;
}

Marked marked(const std::string& text) {
    const Error error = error_of(text);
    EXPECT_EQ(error.kind(), Error::Kind::input);
    const Location& place = error.place().value();
    return {place.line(), place.column(), std::string(place.text()), error.place_label()};
}

std::string first_detail(const std::string& text) {
    return error_of(text).details().at(0).text;
}

TEST(TomlFile, KeepsThePlacesOfKeyAndValue) {
    const auto entries = read("[check]\nmode = \"production\"  # so it is\nallow = [\"a/b\", 'c/d']\n");
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].key, "check.mode");
    EXPECT_EQ(entries[0].texts, std::vector<std::string>{"production"});
    EXPECT_EQ(entries[0].at.text(), "mode");
    EXPECT_EQ(entries[0].value_at.text(), "\"production\"");
    EXPECT_EQ(entries[1].key, "check.allow");
    EXPECT_TRUE(entries[1].is_list);
    EXPECT_EQ(entries[1].texts, (std::vector<std::string>{"a/b", "c/d"}));
    EXPECT_EQ(entries[1].value_at.text(), "[\"a/b\", 'c/d']");
}

TEST(TomlFile, ReadsEveryWayOfWritingATable) {
    EXPECT_EQ(read("check.mode = \"production\"\n").at(0).key, "check.mode");
    EXPECT_EQ(read("check = { mode = \"production\" }\n").at(0).key, "check.mode");
}

TEST(TomlFile, MayBeEmpty) {
    EXPECT_TRUE(read("").empty());
}

TEST(TomlFile, MayHoldAnEmptyList) {
    const auto entries = read("[check]\nallow = []\n");
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_TRUE(entries[0].texts.empty());
}

TEST(TomlFile, MayBeginWithAByteOrderMark) {
    const auto entries = read(
        "\xEF\xBB\xBF"
        "check.mode = \"production\"\r\n");
    EXPECT_EQ(entries.at(0).value_at.text(), "\"production\"");
}

TEST(TomlFile, CountsCharactersNotBytes) {
    const auto entries = read("check = { allow = [\"ä/ö\"], mode = \"production\" }\n");
    EXPECT_EQ(entries.at(0).value_at.text(), "[\"ä/ö\"]");
    EXPECT_EQ(entries.at(1).at.text(), "mode");
}

TEST(TomlFile, HoldsPathsRelativeToItsFolder) {
    const std::string text = "[static]\nroot = \"out\"\nsources = [\"a\", \"/b\"]\n";
    const auto above = read(text, "../deploy/megactl.toml");
    EXPECT_EQ(above.at(0).texts, std::vector<std::string>{"../deploy/out"});
    EXPECT_EQ(above.at(1).texts, (std::vector<std::string>{"../deploy/a", "/b"}));
    EXPECT_EQ(read(text).at(0).texts, std::vector<std::string>{"out"});
}

TEST(TomlFile, LeavesAnEmptyPathEmpty) {
    EXPECT_EQ(read("[tls]\nkey = \"\"\n", "deploy/megactl.toml").at(0).texts, std::vector<std::string>{""});
}

TEST(TomlSyntax, SeesTheLetterOInANumber) {
    EXPECT_EQ(error_of("[check]\nmode = 1O\n").message(), "megactl.toml is not valid TOML");
    EXPECT_EQ(marked("[check]\nmode = 1O\n"), (Marked{2, 8, "1O", "expected a number; this is the letter O"}));
    EXPECT_EQ(marked("a = 0O7\n").label, "expected a number; this is the letter O");
}

TEST(TomlSyntax, DoesNotTakeAnOctalForALetter) {
    EXPECT_EQ(marked("a = 0o9\n").label.find("letter O"), std::string::npos);
    EXPECT_EQ(marked("a = 10d\n").label.find("letter O"), std::string::npos);
    EXPECT_EQ(marked("a = FOO\n").label.find("letter O"), std::string::npos);
}

TEST(TomlSyntax, AsksForQuotes) {
    EXPECT_EQ(marked("[check]\nmode = production\n"),
              (Marked{2, 8, "production", "expected a value; a text stands in quotes: \"production\""}));
    EXPECT_EQ(marked("a = 30d\n"), (Marked{1, 5, "30d", "expected a value; a text stands in quotes: \"30d\""}));
}

TEST(TomlSyntax, KnowsHowPythonWritesTruth) {
    EXPECT_EQ(marked("[deploy]\nselinux = True\n"),
              (Marked{2, 11, "True", "expected a value; truth is written `true`"}));
}

TEST(TomlSyntax, SaysWhatIsMissing) {
    EXPECT_EQ(marked("[check\nmode = 1\n").label, "expected `]`");
    EXPECT_EQ(marked("mode \"x\"\n").label, "expected `=`");
    EXPECT_EQ(marked("mode = \"x\n").label, "the closing quote is missing");
    EXPECT_EQ(marked("a = 1 b = 2\n").label, "expected the end of the line");
    EXPECT_EQ(marked("a =\n").label, "expected a value");
}

TEST(TomlSyntax, SaysWhereTheFileEnds) {
    EXPECT_EQ(marked("a = [1,\n").label, "the file ends within an array");
}

TEST(TomlSyntax, MarksAKeyThatComesTwice) {
    EXPECT_EQ(marked("[check]\nmode = \"production\"\nmode = \"development\"\n"),
              (Marked{3, 1, "mode", "this is said twice"}));
    EXPECT_EQ(marked("[check]\n[check]\n"), (Marked{2, 1, "[check]", "this is said twice"}));
}

TEST(TomlSyntax, SpeaksOfEncoding) {
    EXPECT_EQ(marked("a = \"\xff\"\n").label, "this is not UTF-8");
}

TEST(TomlKeys, OffersTheNearKey) {
    EXPECT_EQ(error_of("[check]\nalow = []\n").message(), "megactl.toml has no key `check.alow`");
    EXPECT_EQ(marked("[check]\nalow = []\n"), (Marked{2, 1, "alow", "unknown"}));
    EXPECT_EQ(first_detail("[check]\nalow = []\n"), "did you mean `allow`?");
    EXPECT_EQ(first_detail("[check]\nzebra = 1\n"), "`[check]` takes mode, allow, rules and baseline");
}

TEST(TomlKeys, OffersTheNearTable) {
    EXPECT_EQ(error_of("[chekc]\nmode = 1\n").message(), "megactl.toml has no table `chekc`");
    EXPECT_EQ(first_detail("[chekc]\n"), "did you mean `[check]`?");
    EXPECT_EQ(
        first_detail("[zebra]\n"),
        "its tables are check, deploy, tls, database, serve, serve.spool, queue, queue.transport_options, worker, "
        "static, log and tasks");
}

TEST(TomlKeys, FindsTheTableOfALooseKey) {
    EXPECT_EQ(first_detail("mode = \"x\"\n"), "`mode` belongs below `[check]`");
}

TEST(TomlKeys, DoesNotKnowWhatOnlyTheEnvironmentSays) {
    EXPECT_EQ(error_of("[django]\ndebug = true\n").message(), "megactl.toml has no table `django`");
}

TEST(TomlKeys, TakesADotInQuotesForALetter) {
    EXPECT_THROW(read("\"check.mode\" = \"production\"\n"), Error);
}

TEST(TomlKeys, ComplainsAboutTheFirstOfMany) {
    EXPECT_EQ(marked("[static]\nzz = 1\n[check]\naa = 1\n").line, 2U);
}

TEST(TomlTypes, SaysWhatIsExpectedAndWhatIsThere) {
    EXPECT_EQ(marked("[check]\nmode = 1\n"),
              (Marked{2, 8, "1", "expected a text in quotes: production or development; this is a whole number"}));
    EXPECT_EQ(marked("[deploy]\nselinux = \"yes\"\n").label, "expected true or false; this is a text");
    EXPECT_EQ(marked("[check]\nallow = \"a/b\"\n").label, "expected a list of texts, like [\"…\"]; this is a text");
    EXPECT_EQ(marked("[tls]\nexpires_within = 30\n").label,
              "expected a duration in quotes, like \"30d\"; this is a whole number");
}

TEST(TomlTypes, PointsIntoLists) {
    EXPECT_EQ(marked("[check]\nallow = [\"a\", 12]\n"),
              (Marked{2, 15, "12", "expected a list of texts, like [\"…\"]; this is a whole number"}));
}

TEST(TomlTypes, TellsTablesFromValues) {
    EXPECT_EQ(marked("check = 1\n"), (Marked{1, 1, "check", "expected a table; this is a whole number"}));
    EXPECT_EQ(marked("[check.mode]\n").label, "expected a text in quotes: production or development; this is a table");
    EXPECT_EQ(marked("[[check]]\n").label, "expected a table; this is a list");
}

// The parser would leave the stack.
TEST(TomlHostility, RefusesAKeyOfManyParts) {
    std::string text = "a";
    for (int i = 0; i < 200'000; ++i)
        text += ".a";
    EXPECT_EQ(marked(text + " = 1\n").label, "no key has so many parts");
    EXPECT_EQ(marked("x = { " + text + " = 1 }\n").label, "no key has so many parts");
}

TEST(TomlHostility, RefusesCharactersThatTomlHasNoUseFor) {
    EXPECT_EQ(marked("[static]\nroot = \xEF\xB7\xBF\n").line, 2U);  // U+FDFF
    EXPECT_EQ(read("# \xEF\xB7\xBF\n[static]\nroot = \"\xEF\xB7\xBF\"\n").size(), 1U);
}

TEST(TomlHostility, DoesNotCountTheDotsOfTextsAndComments) {
    const std::string dots(1000, '.');
    EXPECT_EQ(read("# " + dots + "\n[static]\nroot = \"" + dots + "\"\n").size(), 1U);
    EXPECT_EQ(read("[static]\nroot = '''" + dots + "'" + dots + "'''\n").size(), 1U);
    EXPECT_EQ(read("[static]\nroot = \"\"\"" + dots + "\\\"\"" + dots + "\"\"\"\n").size(), 1U);
}

TEST(TomlHostility, IsLinearInMistakes) {
    std::string text = "check = { ";
    for (int i = 0; i < 50'000; ++i)
        text += "k" + std::to_string(999'999 - i) + " = 1, ";
    EXPECT_EQ(marked(text + "z = 1 }\n").text, "k999999");
}

TEST(TomlHostility, SurvivesBrackets) {
    EXPECT_THROW(read("a = " + std::string(100'000, '[')), Error);
}

TEST(TomlFile, RefusesATableWithoutAName) {
    EXPECT_EQ(error_of("[[\n").place()->line(), 1U);
    EXPECT_EQ(error_of("[check]\n  [ \n").place()->line(), 2U);
}

}  // namespace
}  // namespace megactl::config

// Most of what filters answer is held against Django's own by tests/interop/templates.

#include "tests/core/templates/render_text.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string_view>

namespace megactl::templates {
namespace {

const Time when(std::chrono::seconds(1'795'351'798));

std::string of(const std::string& expression, const Value& value, const Surroundings& surroundings = {}) {
    return rendered({{"main", "{{ " + expression + " }}"}}, {{"x", value}}, surroundings);
}

TEST(Filter, EscapesWhatIsNotSafe) {
    EXPECT_EQ(of("x", Value::text("<b> & 'c'")), "&lt;b&gt; &amp; &#x27;c&#x27;");
    EXPECT_EQ(of("x|safe", Value::text("<b>")), "<b>");
    EXPECT_EQ(of("x|safe|upper", Value::text("<b>")), "&lt;B&gt;");
    EXPECT_EQ(of("x|escape|escape", Value::text("<")), "&lt;");
    EXPECT_EQ(of("x|force_escape|force_escape", Value::text("<")), "&amp;lt;");
}

TEST(Filter, TurnsLettersOfEveryAlphabet) {
    EXPECT_EQ(of("x|upper", Value::text("straße ü привет")), "STRASSE Ü ПРИВЕТ");
    EXPECT_EQ(of("x|lower", Value::text("ΟΔΟΣ ÀÉ")), "οδος àé");
    EXPECT_EQ(of("x|title", Value::text("it's a 3rd élan")), "It&#x27;s A 3rd Élan");
}

TEST(Filter, CutsBetweenLetters) {
    EXPECT_EQ(of("x|truncatechars:4", Value::text("äöüß!")), "äöü…");
    EXPECT_EQ(of("x|truncatechars:5", Value::text("äöüß!")), "äöüß!");
}

TEST(Filter, RoundsHalvesAway) {
    EXPECT_EQ(of("x|floatformat:2", Value(2.675)), "2.68");
    EXPECT_EQ(of("x|floatformat", Value(34.0)), "34");
    EXPECT_EQ(of("x|floatformat:1", Value(-0.04)), "0.0");
    EXPECT_EQ(of("x|floatformat:3", Value(std::int64_t{7})), "7.000");
}

TEST(Filter, RoundsToAFewPlacesAlone) {
    for (const std::int64_t places : {std::int64_t{101}, std::int64_t{-101}, std::numeric_limits<std::int64_t>::min(),
                                      std::numeric_limits<std::int64_t>::max()}) {
        const Mapping names{{"x", Value(0.5)}, {"y", Value(places)}};
        EXPECT_NE(refusal({{"main", "{{ x|floatformat:y }}"}}, names).find("up to 100"), std::string::npos) << places;
    }
}

// Each of these took the square of its size.
TEST(Filter, StripsTagsThatDoNotEndInOnePass) {
    constexpr std::size_t size = 1U << 20U;
    const auto repeated = [](std::string_view piece) {
        std::string text;
        while (text.size() < size)
            text += piece;
        return text;
    };
    const std::string comments = repeated("<!--") + "x>";
    EXPECT_TRUE(of("x|striptags|safe", Value::text(comments)) == comments);
    const std::string brackets = repeated("<") + ">";
    EXPECT_TRUE(of("x|striptags|safe", Value::text(brackets)) == brackets);
    const std::string tags = repeated("<a =\"") + "<a ='>";
    EXPECT_TRUE(of("x|striptags|safe", Value::text(tags)) == tags);
    EXPECT_EQ(of("x|striptags", Value::text("<a =\"<a =\"<a =\">b")), "&lt;a =&quot;b");
    EXPECT_EQ(of("x|striptags|safe", Value::text("a<!--b-->c<!--d<b>e")), "ac<!--de");
}

TEST(Filter, WritesDatesInEnglishAndUtcAlone) {
    EXPECT_EQ(of("x|date:\"D, j N Y\"", Value(when)), "Sun, 22 Nov. 2026");
    const Surroundings berlin{.now = when, .language = "en-us", .time_zone = "Europe/Berlin"};
    const Surroundings german{.now = when, .language = "de", .time_zone = "UTC"};
    const Texts texts{{"main", "{{ x|date:\"Y\" }}"}};
    EXPECT_NE(refusal(texts, {{"x", Value(when)}}, berlin).find("the zone `Europe/Berlin`"), std::string::npos);
    EXPECT_NE(refusal(texts, {{"x", Value(when)}}, german).find("the language `de`"), std::string::npos);
    EXPECT_EQ(refusal({{"main", "{{ x|upper }}"}}, {{"x", Value::text("a")}}, german), "");
}

TEST(Filter, JoinsNoMoreThanFits) {
    const Mapping names{{"x", Value::list(List(10'000, Value::text("a")))},
                        {"y", Value::text(std::string(100'000, '-'))}};
    EXPECT_NE(refusal({{"main", "{{ x|join:y }}"}}, names).find("more than 4 MiB"), std::string::npos);
}

}  // namespace
}  // namespace megactl::templates

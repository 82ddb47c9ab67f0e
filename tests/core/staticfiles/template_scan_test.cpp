#include "core/staticfiles/template_scan.hpp"

#include "core/staticfiles/asked_entry.hpp"

#include <gtest/gtest.h>

#include <string>

namespace megactl::staticfiles {
namespace {

std::vector<std::string> paths_in(std::string_view text) {
    std::vector<std::string> paths;
    for (const StaticName& name : static_names(text))
        paths.push_back(name.path);
    return paths;
}

using Paths = std::vector<std::string>;

TEST(TemplateScan, FindsQuotedPathsWithTheirPlace) {
    const std::string text = "<a>{% static 'a/b.css' %}{%static \"c d.js\" as url%}";
    const std::vector<StaticName> names = static_names(text);
    ASSERT_EQ(names.size(), 2U);
    EXPECT_EQ(names[0].path, "a/b.css");
    EXPECT_EQ(text.substr(names[0].at.begin, names[0].at.end - names[0].at.begin), "a/b.css");
    EXPECT_EQ(names[1].path, "c d.js");
}

TEST(TemplateScan, LeavesOutWhatIsComputed) {
    EXPECT_EQ(paths_in("{% static x %}{% static 'a'|lower %}{% static 'a'b %}{% static '' %}{% static 'a %}"), Paths{});
    EXPECT_EQ(paths_in(R"({% static 'a\'b' %}{% static %}{% statics 'a' %}{{ static 'a' }})"), Paths{});
}

TEST(TemplateScan, LeavesOutWhatIsNotRendered) {
    EXPECT_EQ(paths_in("{# {% static 'a' %} #}{% comment 'x' %}{% static 'b' %}{% endcomment %}{% static 'c' %}"),
              Paths{"c"});
    EXPECT_EQ(paths_in("{% verbatim x %}{% endverbatim %}{% static 'a' %}{% endverbatim x %}{% static 'b' %}"),
              Paths{"b"});
}

TEST(TemplateScan, KnowsThatATagEndsOnItsLine) {
    EXPECT_EQ(paths_in("{% static\n'a' %} {% static 'b' %}"), Paths{"b"});
    EXPECT_EQ(paths_in("{ {% {% static 'a' %}"), Paths{});
    EXPECT_EQ(paths_in("{"), Paths{});
    EXPECT_EQ(paths_in("{%"), Paths{});
    EXPECT_EQ(paths_in("{%}"), Paths{});
}

TEST(TemplateScan, ReadsALongLineOfOpenBracketsOnce) {
    std::string text;
    for (int i = 0; i < 300'000; ++i)
        text += "{%{{{#";
    EXPECT_EQ(paths_in(text), Paths{});
}

TEST(AskedEntry, IsWhatDjangoLooksUp) {
    EXPECT_EQ(asked_entry("a.css"), "a.css");
    EXPECT_EQ(asked_entry("a%20b.css?v=1#x"), "a b.css");
    EXPECT_EQ(asked_entry("/a.css"), "/a.css");
    EXPECT_EQ(asked_entry("./a.css"), "./a.css");
    EXPECT_EQ(asked_entry("img/"), std::nullopt);
    EXPECT_EQ(asked_entry("img/#x"), std::nullopt);
}

}  // namespace
}  // namespace megactl::staticfiles

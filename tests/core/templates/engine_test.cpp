#include "tests/core/templates/render_text.hpp"

#include <gtest/gtest.h>

namespace megactl::templates {
namespace {

Mapping user() {
    return {{"user", Value::object({.kind = "user",
                                    .members = {{"username", Value::text("ada")}, {"email", Value::text("a@b")}},
                                    .shown = "ada"})}};
}

// A text of many parts.
std::string repeated(std::string_view part, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i)
        text += part;
    return text;
}

TEST(Template, RendersTheMailsOfTheSite) {
    const std::string text =
        "Hello {{ user.get_full_name|default:user.username }},\n{% if login_url %}\nLog in at {{ login_url }}\n{% "
        "endif %}";
    Mapping names{
        {"user", Value::object({.kind = "user",
                                .members = {{"get_full_name", Value::text("")}, {"username", Value::text("a'b")}},
                                .shown = "a'b"})},
        {"login_url", Value::text("https://x/?a=1&b=2")}};
    EXPECT_EQ(rendered({{"main", text}}, names), "Hello a&#x27;b,\n\nLog in at https://x/?a=1&amp;b=2\n");
}

TEST(Template, WritesAThingAsItsText) {
    EXPECT_EQ(rendered({{"main", "{{ user }}{% if user == user %}!{% endif %}"}}, user()), "ada!");
}

TEST(Template, RefusesWhatIsNotKnownOfAThing) {
    EXPECT_EQ(refusal({{"main", "a\n{{ user.first_name }}"}}, user()),
              "the template main:2 asks for `first_name` of the user, which is not known here");
}

TEST(Template, TellsWhereATagIsNotKnown) {
    EXPECT_EQ(refusal({{"main", "a\nb\n{% url 'x' %}"}}),
              "the template main:3 uses `{% url %}`, which is not known here");
}

TEST(Template, TellsThePlaceWithinAnIncludedOne) {
    EXPECT_EQ(refusal({{"main", "{% include 'part' %}"}, {"part", "\n{{ x|slugify }}"}}),
              "the template part:2 uses the filter `slugify`, which is not known here");
}

TEST(Template, EndsACircleOfIncludes) {
    EXPECT_NE(refusal({{"main", "{% include 'a' %}"}, {"a", "{% include 'main' %}"}}).find("does one include itself?"),
              std::string::npos);
    EXPECT_NE(refusal({{"main", "{% extends 'main' %}"}}).find("does one include itself?"), std::string::npos);
}

TEST(Template, EndsALoopOverTooMuch) {
    const Mapping names{{"text", Value::text(std::string(2000, 'x'))}};
    const std::string loops = "{% for a in text %}{% for b in text %}{{ a }}{% endfor %}{% endfor %}";
    EXPECT_NE(refusal({{"main", loops}}, names).find("takes longer than any mail may"), std::string::npos);
}

TEST(Template, EndsWhatGrowsTooLarge) {
    const Mapping names{{"text", Value::text(std::string(100'000, '<'))}, {"list", Value::list(List(100))}};
    EXPECT_NE(refusal({{"main", "{% for a in list %}{{ text }}{% endfor %}"}}, names).find("more than 4 MiB"),
              std::string::npos);
}

TEST(Template, RefusesTagsTooDeep) {
    const std::string deep = repeated("{% if 1 %}", 5000) + repeated("{% endif %}", 5000);
    EXPECT_NE(refusal({{"main", deep}}).find("more than 100 deep"), std::string::npos);
}

TEST(Template, RefusesAConditionWithoutEnd) {
    EXPECT_NE(refusal({{"main", "{% if " + repeated("not ", 5000) + "a %}{% endif %}"}}).find("more than 200 words"),
              std::string::npos);
}

TEST(Template, ReadsOpeningMarksInLinearTime) {
    const std::string marks = repeated("{{{%{#", 200'000);
    EXPECT_EQ(rendered({{"main", marks}}), marks);
}

TEST(Template, RefusesWhatIsNoUtf8) {
    EXPECT_EQ(refusal({{"main", "\xff"}}), "the template main:1 is no UTF-8");
}

TEST(Template, IsMissing) {
    EXPECT_EQ(refusal({}), "there is no template `main`");
}

TEST(Template, IsUnderstoodWithAllThatItNames) {
    const Texts texts{{"main", "{% extends 'base' %}{% block a %}{% include 'part' %}{% endblock %}"},
                      {"base", "{% block a %}{% endblock %}"},
                      {"part", "{% if x %}{% cycle 'a' %}{% endif %}"}};
    EXPECT_EQ(rendered({{"main", texts.at("base")}}), "");
    try {
        expect_understood("main", loader_of(texts));
        FAIL() << "it was understood";
    } catch (const Error& error) {
        EXPECT_EQ(error.message(), "the template part:1 uses `{% cycle %}`, which is not known here");
    }
    expect_understood("base", loader_of(texts));
}

}  // namespace
}  // namespace megactl::templates

#include "core/checks/https/python_pattern.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

namespace megactl::checks::https_rules {
namespace {

using Pairs = std::initializer_list<std::pair<const char*, const char*>>;

TEST(PythonPattern, IsFoundAnywhere) {
    const Pairs pairs = {{"healthz", "healthz"},
                         {"^healthz$", "healthz"},
                         {"^healthz?/?$", "health"},
                         {"health", "api/health/live"},
                         {"", "anything"},
                         {"^$", ""},
                         {"^(?:health|ready)z?$", "readyz"},
                         {"^api/(v1|v2)/", "api/v2/x"},
                         {"^[a-z-]+/live$", "my-site/live"},
                         {"^[^/]*$", "healthz"},
                         {R"(^health\.txt$)", "health.txt"},
                         {R"(^v\d+/\w*$)", "v12/live_1"},
                         {"^.*live", "api/live"},
                         {"^(a+)+$", "aaaa"},
                         {"^(ab?)*c", "abaabc"},
                         {"[]a]", "]"},
                         {"x*?y", "y"}};
    for (const auto& [pattern, text] : pairs)
        EXPECT_EQ(is_found(pattern, text), true) << pattern << " in " << text;
}

TEST(PythonPattern, IsNotFound) {
    const Pairs pairs = {{"^/healthz$", "healthz"},
                         {"^healthz$", "healthz/"},
                         {"^health$", "Health"},
                         {"^[a-y]$", "z"},
                         {R"(^health\.txt$)", "healthxtxt"},
                         {"^(a|b)$", "c"},
                         {"a+", "b"},
                         {"^$", "x"},
                         {"[^a]", "a"},
                         {"^a?$", "aa"}};
    for (const auto& [pattern, text] : pairs)
        EXPECT_EQ(is_found(pattern, text), false) << pattern << " in " << text;
}

TEST(PythonPattern, IsNotKnownWhereItHasMoreInIt) {
    for (const char* pattern : {"(?i)health", "(?!api)", "(?P<a>b)", "a{2}", R"(\bhealth)", R"(\1)", "a*+", "a**", "*a",
                                "^*", "(a", "a)", "[a", "[z-a]", R"([\d-z])", "a\\", "größe", "a\nb"})
        EXPECT_EQ(is_found(pattern, "health"), std::nullopt) << pattern;
    EXPECT_EQ(is_found("a", "größe"), std::nullopt);
    EXPECT_EQ(is_found(std::string(1000, 'a'), "a"), std::nullopt);
}

TEST(PythonPattern, HasAFaultWherePythonRefusesIt) {
    const Pairs pairs = {{"*a", "its `*` has nothing to repeat"},     {"(+a)", "its `+` has nothing to repeat"},
                         {"a|?", "its `?` has nothing to repeat"},    {"^*a", "its `*` has nothing to repeat"},
                         {"a**", "its `*` has nothing to repeat"},    {"a*?+", "its `+` has nothing to repeat"},
                         {"^(a", "its `(` is never closed"},          {"a)", "its `)` closes nothing"},
                         {"[]", "its `[` is never closed"},           {"[a-", "its `[` is never closed"},
                         {"[z-a]", "its range `z-a` runs backwards"}, {"a\\", "it ends in a backslash"}};
    for (const auto& [pattern, fault] : pairs)
        EXPECT_EQ(fault_of_pattern(pattern), fault) << pattern;
}

TEST(PythonPattern, HasNoFaultThatIsNotKnown) {
    for (const char* pattern : {"", "^healthz$", "a*?", "a*+", "a??", "()*", "{", "[]a]", "[^]a]", R"(\bhealth)",
                                R"(\q)", "(?i)a**", "(?P<a", "a{2}*", "größe(", R"(a\)*)", R"(\[)"})
        EXPECT_EQ(fault_of_pattern(pattern), "") << pattern;
}

TEST(PythonPattern, IsNeverSlow) {
    std::string nested = "x";
    for (int depth = 0; depth < 40; ++depth)
        nested.insert(0, "(").append("*)*");
    EXPECT_EQ(is_found(nested + "$", std::string(200, 'y')), std::nullopt);
    EXPECT_EQ(is_found("(a*)*b", std::string(200, 'a')), false);
}

}  // namespace
}  // namespace megactl::checks::https_rules

#include "core/base/json_view.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace megactl {
namespace {

using namespace std::string_literals;

JsonView view(std::string_view document) {
    const auto parsed = JsonView::parse(document);
    if (!parsed) ADD_FAILURE() << document << ": " << parsed.error().reason;
    return parsed.value();
}

TEST(JsonView, KeepsTheBytesOfEveryValue) {
    const JsonView all = view(" \n{\"a\" : [1, 2.50,{ \"b\":\"]}\\\"\" }] , \"c\":-12345678901234567890}\t");
    EXPECT_EQ(all.raw().front(), '{');
    EXPECT_EQ(all.raw().back(), '}');
    EXPECT_EQ(all.member("a")->raw(), "[1, 2.50,{ \"b\":\"]}\\\"\" }]");
    const auto elements = all.member("a")->elements();
    ASSERT_EQ(elements.size(), 3U);
    EXPECT_EQ(elements[1].raw(), "2.50");
    EXPECT_EQ(elements[2].raw(), "{ \"b\":\"]}\\\"\" }");
    EXPECT_EQ(elements[2].member("b")->text(), "]}\"");
    EXPECT_EQ(all.member("c")->raw(), "-12345678901234567890");
    EXPECT_EQ(all.member("c")->integer(), std::nullopt);
    EXPECT_EQ(all.member("d"), std::nullopt);
}

TEST(JsonView, TellsKinds) {
    using Kind = JsonView::Kind;
    EXPECT_EQ(view("null").kind(), Kind::null);
    EXPECT_EQ(view("true").boolean(), true);
    EXPECT_EQ(view(" false ").boolean(), false);
    EXPECT_EQ(view("-0.5e-3").kind(), Kind::number);
    EXPECT_EQ(view("\"\"").kind(), Kind::text);
    EXPECT_EQ(view("[ ]").kind(), Kind::array);
    EXPECT_EQ(view("{ }").kind(), Kind::object);
    EXPECT_TRUE(view("[ ]").elements().empty());
    EXPECT_TRUE(view("{ }").members().empty());
}

TEST(JsonView, AnswersNothingForAnotherKind) {
    EXPECT_EQ(view("1").text(), std::nullopt);
    EXPECT_EQ(view("\"1\"").integer(), std::nullopt);
    EXPECT_EQ(view("null").boolean(), std::nullopt);
    EXPECT_EQ(view("[1]").member("a"), std::nullopt);
    EXPECT_TRUE(view("[1]").members().empty());
    EXPECT_TRUE(view("{\"a\":1}").elements().empty());
    EXPECT_EQ(view("true").number(), std::nullopt);
}

TEST(JsonView, ReadsNumbersOfAllSizes) {
    EXPECT_EQ(view("-9223372036854775808").integer(), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(view("9223372036854775808").integer(), std::nullopt);
    EXPECT_EQ(view("9223372036854775808").number(), 9223372036854775808.0);
    EXPECT_EQ(view("1.0").integer(), std::nullopt);
    EXPECT_EQ(view("1e2").integer(), std::nullopt);
    EXPECT_EQ(view("1e2").number(), 100.0);
    EXPECT_EQ(view("1e999").number(), std::numeric_limits<double>::infinity());
    EXPECT_EQ(view("-1e-999").number(), 0.0);
}

TEST(JsonView, KnowsPythonsThreeNumbersThatJsonDoesNot) {
    const auto elements = view("[NaN, Infinity,-Infinity]").elements();
    ASSERT_EQ(elements.size(), 3U);
    EXPECT_TRUE(std::isnan(elements[0].number().value()));
    EXPECT_EQ(elements[1].number(), std::numeric_limits<double>::infinity());
    EXPECT_EQ(elements[2].number(), -std::numeric_limits<double>::infinity());
    EXPECT_EQ(elements[0].kind(), JsonView::Kind::number);
    EXPECT_EQ(elements[0].integer(), std::nullopt);
    EXPECT_FALSE(JsonView::parse("-NaN"));
}

TEST(JsonView, OfTwoMembersOfOneNameTheLastCounts) {
    EXPECT_EQ(view(R"({"a": 1, "\u0061": 2})").member("a")->integer(), 2);
    EXPECT_EQ(view(R"({"a": 1, "\u0061": 2})").members().size(), 2U);
    EXPECT_EQ(view(R"({"b\n": 1})").members().front().first, "b\n");
}

TEST(JsonView, DecodesTexts) {
    EXPECT_EQ(view(R"("\"\\\/\b\f\n\r\t\u00e9")").text(), "\"\\/\b\f\n\r\té");
    EXPECT_EQ(view(R"("\ud83d\ude00 \u6f22 é")").text(), "😀 漢 é");
    EXPECT_EQ(view(R"("a\u0000b")").text(), "a\0b"s);
}

TEST(JsonView, ALoneSurrogateBecomesTheReplacementCharacter) {
    EXPECT_EQ(view(R"("\ud83d")").text(), "\uFFFD");
    EXPECT_EQ(view(R"("\ude00x")").text(), "\uFFFDx");
    EXPECT_EQ(view(R"("\ud83d\u0041")").text(), "\uFFFDA");
    EXPECT_EQ(view(R"("\ud83d\ud83d\ude00")").text(), "\uFFFD😀");
}

TEST(JsonView, RefusesWhatIsNoJson) {
    for (const std::string& document : {""s,
                                        " "s,
                                        "nul"s,
                                        "nulls"s,
                                        "01"s,
                                        "1."s,
                                        ".5"s,
                                        "+1"s,
                                        "1e"s,
                                        "-"s,
                                        "'a'"s,
                                        R"("a)"s,
                                        R"("\")"s,
                                        R"("\x")"s,
                                        R"("\u12")"s,
                                        R"("\u12g4")"s,
                                        "\"\n\""s,
                                        "\"\0\""s,
                                        "\"\xFF\""s,
                                        "\"\xED\xA0\x80\""s,
                                        "["s,
                                        "[1"s,
                                        "[1,]"s,
                                        "[,1]"s,
                                        "[1 2]"s,
                                        "[1}"s,
                                        "{"s,
                                        R"({"a")"s,
                                        R"({"a":)"s,
                                        R"({"a":1)"s,
                                        R"({"a":1,})"s,
                                        R"({"a" 1})"s,
                                        "{a:1}"s,
                                        "{1:1}"s,
                                        R"({"a":1])"s,
                                        "1 2"s,
                                        "[]]"s,
                                        "\xEF\xBB\xBF[]"s,
                                        "[1]\0"s,
                                        "\\"s}) {
        EXPECT_FALSE(JsonView::parse(document)) << document;
    }
}

TEST(JsonView, SaysWhereItIsNoJson) {
    EXPECT_EQ(JsonView::parse("[1, 2").error().reason, "`,` or `]` is missing, at byte 5");
    EXPECT_EQ(JsonView::parse("{} x").error().reason, "something follows the value, at byte 3");
}

TEST(JsonView, NestsAsDeepAsItIsToldAndNoDeeper) {
    const std::string deep = std::string(256, '[') + std::string(256, ']');
    EXPECT_TRUE(JsonView::parse(deep));
    EXPECT_FALSE(JsonView::parse("[" + deep + "]"));
    EXPECT_TRUE(JsonView::parse("[[],[{}]]", 3));
    EXPECT_FALSE(JsonView::parse("[[],[{}]]", 2));
    EXPECT_TRUE(JsonView::parse("1", 0));
}

TEST(JsonView, WalksTheDeepestWithoutRecursion) {
    const std::size_t depth = 1'000'000;
    const std::string deep = std::string(depth, '[') + std::string(depth, ']');
    const auto parsed = JsonView::parse(deep, depth);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->elements().front().raw().size(), 2 * depth - 2);
}

}  // namespace
}  // namespace megactl

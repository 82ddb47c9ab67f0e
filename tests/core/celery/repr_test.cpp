#include "core/celery/repr.hpp"

#include <gtest/gtest.h>

namespace megactl::celery {
namespace {

std::string repr(std::string_view json, std::size_t most = 1024) {
    return python_repr(JsonView::parse(json).value(), most);
}

std::string tuple_repr(std::string_view json) {
    return python_tuple_repr(JsonView::parse(json).value());
}

TEST(Repr, IsPythons) {
    EXPECT_EQ(repr(R"({"link_id": 7, "ip": null, "ok": [true, false, 1.5]})"),
              "{'link_id': 7, 'ip': None, 'ok': [True, False, 1.5]}");
    EXPECT_EQ(repr("\"it's\""), "\"it's\"");
    EXPECT_EQ(repr(R"("it's \"so\"")"), R"('it\'s "so"')");
    EXPECT_EQ(repr(R"("a\n\u0001é\\")"), R"('a\n\x01é\\')");
    EXPECT_EQ(repr("[NaN, -Infinity]"), "[nan, -inf]");
    EXPECT_EQ(repr("[[], {}]"), "[[], {}]");
}

TEST(Repr, WritesArgumentsAsATuple) {
    EXPECT_EQ(tuple_repr("[]"), "()");
    EXPECT_EQ(tuple_repr("[1]"), "(1,)");
    EXPECT_EQ(tuple_repr("[1, [2], \"3\"]"), "(1, [2], '3')");
}

TEST(Repr, IsCutToItsLength) {
    EXPECT_EQ(repr("\"" + std::string(30, 'x') + "\"", 10), "'xxxxxx...");
    EXPECT_EQ(repr("\"ÜÜÜÜÜÜÜÜÜÜÜÜ\"", 8), "'ÜÜÜÜ...");
}

}  // namespace
}  // namespace megactl::celery

#include "core/base/json.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>

namespace megactl {
namespace {

TEST(JsonWriter, IndentsByTwo) {
    JsonWriter json;
    json.begin_object().member("a", std::int64_t{1}).key("b").begin_array().value("x").value(true).null().end_array();
    json.key("empty").begin_object().end_object().end_object();
    EXPECT_EQ(std::move(json).take(),
              "{\n  \"a\": 1,\n  \"b\": [\n    \"x\",\n    true,\n    null\n  ],\n  \"empty\": {}\n}\n");
}

TEST(JsonWriter, KeepsALineWhenCompact) {
    JsonWriter json(true);
    json.begin_object().member("a", std::uint64_t{1}).member("b", "c").end_object();
    EXPECT_EQ(std::move(json).take(), "{\"a\": 1, \"b\": \"c\"}\n");
}

TEST(JsonWriter, TakesWhatIsJsonAlreadyAsItIs) {
    JsonWriter json(true);
    json.begin_object().key("x").raw(R"({"a":1})").member("y", true).end_object();
    EXPECT_EQ(std::move(json).take(), "{\"x\": {\"a\":1}, \"y\": true}\n");
}

TEST(JsonWriter, EscapesWhatJsonWants) {
    JsonWriter json(true);
    json.value("\"\\\n\t\x01é");
    EXPECT_EQ(std::move(json).take(), "\"\\\"\\\\\\n\\t\\u0001é\"\n");
}

TEST(JsonWriter, WritesBytesThatAreNoUtf8AsText) {
    JsonWriter json(true);
    json.value("a\xFFz");
    EXPECT_EQ(std::move(json).take(), "\"a\\\\xFFz\"\n");
}

}  // namespace
}  // namespace megactl

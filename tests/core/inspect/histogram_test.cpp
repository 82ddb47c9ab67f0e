#include "core/inspect/histogram.hpp"

#include <gtest/gtest.h>

namespace megactl::inspect {
namespace {

using Value = Histogram::Value;

Value trait_of(std::string_view trait, const celery::Message& message) {
    return Trait::parse(trait).value().of(message);
}

TEST(Trait, IsReadFromAMessage) {
    celery::Message message;
    message.task = "links.tasks.x";
    message.args = R"(["a", 1])";
    message.kwargs = R"({"0": true})";
    message.retries = 2;
    message.eta = celery::parse_time("2026-11-29T12:34:56.789+00:00").value();
    EXPECT_EQ(trait_of("task", message), "links.tasks.x");
    EXPECT_EQ(trait_of("origin", message), Value());
    EXPECT_EQ(trait_of("retries", message), "2");
    EXPECT_EQ(trait_of("eta", message), "2026-11-29T12:34:00Z");
    EXPECT_EQ(trait_of("arg:0", message), "a");
    EXPECT_EQ(trait_of("arg:1", message), "1");
    EXPECT_EQ(trait_of("arg:2", message), Value());
    EXPECT_EQ(trait_of("arg:00x", message), Value());
}

TEST(Trait, IsNamedWithinAFewWords) {
    for (const char* const text : {"", "tasks", "arg", "arg:"})
        EXPECT_FALSE(Trait::parse(text)) << text;
}

TEST(Histogram, CountsTheMostFrequentFirst) {
    Histogram histogram;
    for (const char* const value : {"b", "a", "c", "a"})
        histogram.add(value);
    histogram.add(Value());
    histogram.add(Value());
    const auto rows = histogram.rows();
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0].value, Value());
    EXPECT_EQ(rows[0].count, 2U);
    EXPECT_EQ(rows[1].value, "a");
    EXPECT_EQ(rows[2].value, "b");
    EXPECT_EQ(histogram.total(), 6U);
}

TEST(Histogram, IsBounded) {
    Histogram histogram;
    for (std::size_t i = 0; i < Histogram::most_values + 5; ++i)
        histogram.add(std::to_string(i));
    histogram.add("0");
    EXPECT_EQ(histogram.rows().size(), Histogram::most_values);
    EXPECT_EQ(histogram.rows().front().count, 2U);
    EXPECT_EQ(histogram.others(), 5U);
    EXPECT_EQ(histogram.total(), Histogram::most_values + 6);
}

}  // namespace
}  // namespace megactl::inspect

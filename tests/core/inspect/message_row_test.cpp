#include "core/inspect/message_row.hpp"

#include <gtest/gtest.h>

namespace megactl::inspect {

using namespace std::string_literals;

TEST(MessageRow, ComesBackByteForByte) {
    const auto payloads = {R"({"body": "W10=", "headers": {"ü": "\u00fc"}})"s, "\0\x01\n\t\"\\"s, "\xff\xfe no text"s,
                           ""s};
    for (const std::string& payload : payloads) {
        const MessageRow row{.queue = "q\xff", .priority = 3, .payload = payload, .set = "s", .number = 7};
        const std::string line = encode(row);
        EXPECT_EQ(line.find('\n'), line.size() - 1);
        const auto read = decode_row(line);
        ASSERT_TRUE(read) << read.error().reason;
        EXPECT_EQ(read->queue, row.queue);
        EXPECT_EQ(read->priority, 3);
        EXPECT_EQ(read->payload, payload);
        EXPECT_EQ(read->set, "s");
        EXPECT_EQ(read->number, 7U);
    }
}

TEST(MessageRow, NeedsAQueueAndAPayloadAlone) {
    const auto row = decode_row(R"({"queue": "q", "payload": "x"})");
    ASSERT_TRUE(row);
    EXPECT_EQ(row->priority, 0);
    EXPECT_TRUE(row->set.empty());
}

TEST(MessageRow, SaysWhatIsWrongWithALine) {
    const auto reason_of = [](std::string_view line) {
        const auto row = decode_row(line);
        return row ? "taken" : row.error().reason;
    };
    EXPECT_EQ(reason_of("[]"), "it is no JSON object");
    EXPECT_EQ(reason_of(R"({"queue": "", "payload": "x"})"), "its `queue` is empty");
    EXPECT_EQ(reason_of(R"({"queue": "q"})"), "it has no `payload`");
    EXPECT_EQ(reason_of(R"({"queue": "q", "payload": 7})"), "it has no `payload`");
    EXPECT_EQ(reason_of(R"({"queue": "q", "payload": "x", "priority": 10})"), "its `priority` is none from 0 to 9");
    EXPECT_EQ(reason_of(R"({"queue": "q", "payload": "x", "priority": "3"})"), "its `priority` is no whole number");
    EXPECT_EQ(reason_of(R"({"queue": "q", "payload": "x", "priority": null})"), "its `priority` is no whole number");
    EXPECT_EQ(reason_of(R"({"queue": "q", "payload": "x", "set": "s", "number": 1.5})"),
              "its `number` is no whole number");
    EXPECT_EQ(reason_of(R"({"queue": "q", "payload": "x", "set": 7, "number": 1})"), "its `set` is no text");
    EXPECT_EQ(reason_of(R"({"queue": "q", "payload": "x", "set": "s"})"), "it has a `set`, and no `number` in it");
    EXPECT_EQ(reason_of(R"({"queue": "q", "payload": "x", "payload_encoding": "zip"})"),
              "its `payload` is encoded as `zip`");
    EXPECT_TRUE(reason_of(R"({"queue": "q", "payload": "x)").starts_with("it is no JSON: "));
}

}  // namespace megactl::inspect

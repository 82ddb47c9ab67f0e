#include "core/celery/message.hpp"

#include "core/base/encoding.hpp"
#include "core/celery/retry.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace megactl::celery {
namespace {

// What Celery 5.2 puts into the queue for `add.delay(1, 2)`.
constexpr const char* plain =
    R"({"body": "W1sxLCAyXSwge30sIHsiY2FsbGJhY2tzIjogbnVsbCwgImVycmJhY2tzIjogbnVsbCwgImNoYWluIjogbnVsbCwgImNob3JkIjogbnVsbH1d",)"
    R"( "content-encoding": "utf-8", "content-type": "application/json", "headers": {"lang": "py", "task": "app.add",)"
    R"( "id": "id-plain", "shadow": null, "eta": null, "expires": null, "group": null, "group_index": null, "retries": 0,)"
    R"~( "timelimit": [null, null], "root_id": "id-plain", "parent_id": null, "argsrepr": "(1, 2)", "kwargsrepr": "{}",)~"
    R"( "origin": "gen12457@vm", "ignore_result": false}, "properties": {"correlation_id": "id-plain",)"
    R"( "reply_to": "c855b788-fc35-3b5f-a71a-6c7b69d2102f", "delivery_mode": 2, "delivery_info": {"exchange": "",)"
    R"( "routing_key": "celery"}, "priority": 0, "body_encoding": "base64",)"
    R"( "delivery_tag": "b0933dfd-c18a-4590-b607-75135bc68d5b"}})";

// An envelope around a body and headers of the test's own.
std::string envelope(std::string_view body, std::string_view headers, std::string_view type = "application/json") {
    return fmt::format(R"({{"body": "{}", "content-type": "{}", "content-encoding": "utf-8", "headers": {}, )"
                       R"("properties": {{"body_encoding": "base64", "delivery_info": {{}}}}}})",
                       base64(body), type, headers);
}

std::string reason_of(std::string_view payload) {
    const auto message = decode(payload);
    return message ? "it was decoded" : message.error().reason;
}

TEST(Message, IsReadAsCeleryWroteIt) {
    const auto message = decode(plain);
    ASSERT_TRUE(message) << message.error().reason;
    EXPECT_EQ(message->task, "app.add");
    EXPECT_EQ(message->id, "id-plain");
    EXPECT_EQ(message->args, "[1, 2]");
    EXPECT_EQ(message->kwargs, "{}");
    EXPECT_EQ(message->root_id, "id-plain");
    EXPECT_EQ(message->origin, "gen12457@vm");
    EXPECT_EQ(message->reply_to, "c855b788-fc35-3b5f-a71a-6c7b69d2102f");
    EXPECT_FALSE(message->eta);
    EXPECT_FALSE(message->is_redelivered);
    EXPECT_TRUE(message->user_headers.empty());
}

TEST(Message, IsWrittenAsCeleryWritesIt) {
    Message message = decode(plain).value();
    EXPECT_EQ(encode(message, "celery", "b0933dfd-c18a-4590-b607-75135bc68d5b"), plain);
}

TEST(Message, KeepsWhatItOnlyHandsOn) {
    const auto message = decode(envelope(
        R"([[12345678901234567890, 1e400, NaN], {"ü": 1.50}, {"chain": [{"task": "x"}]}])",
        R"({"task": "t", "id": "i", "x-request": {"a":  1}, "eta": "2025-11-22T12:49:58Z", "timelimit": [10, 5.5], )"
        R"("group": "g", "group_index": 3, "retries": 2, "redelivered": true})"));
    ASSERT_TRUE(message) << message.error().reason;
    EXPECT_EQ(message->args, "[12345678901234567890, 1e400, NaN]");
    EXPECT_EQ(message->kwargs, R"({"ü": 1.50})");
    EXPECT_EQ(message->embed, R"({"chain": [{"task": "x"}]})");
    EXPECT_EQ(message->time_limit, 10);
    EXPECT_EQ(message->soft_time_limit, 5.5);
    EXPECT_TRUE(message->is_redelivered);
    ASSERT_EQ(message->user_headers.size(), 1U);
    EXPECT_EQ(message->user_headers[0].second, R"({"a":  1})");
    const auto again = decode(encode(*message, "q", "tag"));
    ASSERT_TRUE(again) << again.error().reason;
    EXPECT_EQ(again->args, message->args);
    EXPECT_EQ(again->embed, message->embed);
    EXPECT_EQ(again->eta, message->eta);
    EXPECT_EQ(again->group_index, 3);
    EXPECT_EQ(again->time_limit, 10);
    EXPECT_EQ(again->user_headers, message->user_headers);
}

TEST(Message, HasNoLimitWhereItIsNoTime) {
    const auto message = decode(envelope("[[], {}, {}]", R"({"task": "t", "id": "i", "timelimit": [NaN, -Infinity]})"));
    ASSERT_TRUE(message) << message.error().reason;
    EXPECT_FALSE(message->time_limit);
    EXPECT_FALSE(message->soft_time_limit);
    EXPECT_TRUE(decode(encode(*message, "q", "tag")));
}

TEST(Message, ReadsProtocolOne) {
    const auto message = decode(envelope(
        R"({"task": "app.add", "id": "id-v1", "args": [1, 2], "kwargs": {}, "retries": 1, "eta": null, "taskset": "old", )"
        R"("callbacks": [{"task": "then"}], "timelimit": [null, 3]})",
        "{}"));
    ASSERT_TRUE(message) << message.error().reason;
    EXPECT_EQ(message->task, "app.add");
    EXPECT_EQ(message->args, "[1, 2]");
    EXPECT_EQ(message->group, "old");
    EXPECT_EQ(message->soft_time_limit, 3);
    EXPECT_NE(message->embed.find(R"([{"task": "then"}])"), std::string::npos);
}

TEST(Message, SaysWhyItCanNotBeRead) {
    EXPECT_EQ(reason_of("hello").substr(0, 25), "the message is no JSON: n");
    EXPECT_EQ(reason_of("[]"), "the message is no JSON object");
    EXPECT_EQ(reason_of("{}"), "the message has no properties");
    EXPECT_EQ(reason_of(envelope("[[], {}, {}]", R"({"id": "i"})")), "neither its headers nor its body name a task");
    EXPECT_EQ(reason_of(envelope("[[], {}, {}]", R"({"task": "t"})")), "it has no id");
    EXPECT_EQ(reason_of(envelope("[{}, {}, {}]", R"({"task": "t", "id": "i"})")), "its arguments are no array");
    EXPECT_EQ(reason_of(envelope("[[], [], {}]", R"({"task": "t", "id": "i"})")),
              "its keyword arguments are no object");
    EXPECT_EQ(reason_of(envelope("[[], {}, {}]", R"({"task": "t", "id": "i", "eta": "soon"})")),
              "`eta` is no time: it does not begin with a date like `2026-11-22`");
    EXPECT_EQ(reason_of(envelope("[[], {}, {}]", R"({"task": "t", "id": "i", "retries": "many"})")),
              "its `retries` is no number of attempts");
}

TEST(Message, NeverLooksIntoPickles) {
    const auto message = decode(envelope("\x80\x02.", R"({"task": "t", "id": "i"})", "application/x-python-serialize"));
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().why, Undecodable::Why::refused);
    EXPECT_EQ(message.error().id, "i");
    EXPECT_EQ(message.error().task, "t");
}

TEST(Message, BoundsItsBody) {
    EXPECT_FALSE(decode(plain, 10));
}

TEST(Message, ShowsItsArgumentsToPeople) {
    Message message;
    message.task = "t";
    message.id = "i";
    message.kwargs = R"({"link_id": 7, "ip_address": null})";
    const std::string payload = encode(message, "q", "tag");
    const std::string_view shown = R"~("argsrepr": "()", "kwargsrepr": "{'link_id': 7, 'ip_address': None}")~";
    EXPECT_NE(payload.find(shown), std::string::npos) << payload;
}

TEST(Retry, IsTheSameTaskOnceMore) {
    Message message = decode(plain).value();
    message.root_id = "root";
    const Time later{std::chrono::seconds(1'763'815'798)};
    const Message retry = retry_of(message, later);
    EXPECT_EQ(retry.id, "id-plain");
    EXPECT_EQ(retry.retries, 1);
    EXPECT_EQ(retry.eta, later);
    EXPECT_EQ(retry.root_id, "root");
    EXPECT_EQ(retry.parent_id, "id-plain");
}

}  // namespace
}  // namespace megactl::celery

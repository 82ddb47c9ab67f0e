#include "core/celery/control.hpp"

#include "core/base/encoding.hpp"
#include "core/base/json_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::celery {
namespace {

using testing::ElementsAre;

// As Celery's workers answer.
std::string answer(std::string_view body) {
    return std::string(R"({"body": ")") + base64(body) +
           R"(", "content-encoding": "utf-8", "content-type": "application/json", "headers": {"ticket": "t-1", )"
           R"("clock": 3}, "properties": {"delivery_mode": 1, "body_encoding": "base64"}})";
}

ControlReply reply(std::string content) {
    return {"t-1", "celery@web-1", std::move(content)};
}

}  // namespace

TEST(ControlRequest, IsWrittenAsCeleryReadsIt) {
    const std::string payload = encode({"revoke", R"({"task_id": "a\"b"})"}, "address", "t-1", "tag");
    const auto envelope = JsonView::parse(payload);
    ASSERT_TRUE(envelope);
    const auto properties = envelope->member("properties");
    EXPECT_EQ(properties->text_of("body_encoding"), "base64");
    EXPECT_EQ(properties->text_of("delivery_tag"), "tag");
    EXPECT_EQ(properties->member("delivery_info")->text_of("exchange"), "celery.pidbox");
    const std::string body = from_base64(envelope->text_of("body")).value();
    EXPECT_EQ(body, R"({"method": "revoke", "arguments": {"task_id": "a\"b"}, "destination": null, "pattern": null, )"
                    R"("matcher": null, "ticket": "t-1", "reply_to": {"exchange": "reply.celery.pidbox", )"
                    R"("routing_key": "address"}})");
}

TEST(ControlReply, NamesItsTicketItsWorkerAndWhatItSays) {
    const auto read = decode_control_reply(answer(R"({"celery@web-1": {"ok": "pong"}})"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->ticket, "t-1");
    EXPECT_EQ(read->node, "celery@web-1");
    EXPECT_EQ(read->content, R"({"ok": "pong"})");
}

TEST(ControlReply, IsNothingElse) {
    for (const std::string& payload : {std::string("no json"), std::string("[]"), std::string(R"({"body": "!"})"),
                                       answer("[1]"), answer("{}"), answer(R"({"a": 1, "b": 2})")})
        EXPECT_FALSE(decode_control_reply(payload)) << payload;
}

TEST(ControlReply, ListsTheIdsOfTasks) {
    EXPECT_THAT(ids_in(reply(R"([{"id": "a", "name": "t"}, {"id": "b c"}])")).value(), ElementsAre("a", "b c"));
    EXPECT_THAT(
        ids_in(reply(R"([{"eta": "2026-11-22T12:50:18+00:00", "priority": 6, "request": {"id": "a"}}])")).value(),
        ElementsAre("a"));
    EXPECT_THAT(ids_in(reply("[]")).value(), ElementsAre());
}

TEST(ControlReply, OfAWorkerThatCantTellIsNoEmptyList) {
    EXPECT_FALSE(ids_in(reply(R"j({"error": "KeyError('active')"})j")));
    EXPECT_FALSE(ids_in(reply(R"([{"name": "t"}])")));
    EXPECT_FALSE(queues_in(reply("null")));
}

TEST(ControlReply, ListsTheNamesOfTasks) {
    EXPECT_THAT(tasks_in(reply(R"(["a.b", "c.d [rate_limit=10/m]"])")).value(), ElementsAre("a.b", "c.d"));
}

TEST(ControlReply, ListsQueues) {
    EXPECT_THAT(queues_in(reply(R"([{"name": "email", "routing_key": "email"}, {"name": "celery"}])")).value(),
                ElementsAre("email", "celery"));
}

}  // namespace megactl::celery

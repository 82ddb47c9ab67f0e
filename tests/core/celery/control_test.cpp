#include "core/celery/control.hpp"

#include "core/base/encoding.hpp"
#include "core/base/json_view.hpp"
#include "core/celery/envelope.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::celery {
namespace {

using testing::ElementsAre;

// As Celery 5.2 publishes it.
std::string recorded(std::string_view body, std::string_view type = "application/json") {
    return fmt::format(
        R"({{"body": "{}", "content-encoding": "utf-8", "content-type": "{}", "headers": {{"clock": 5, )"
        R"("expires": 1795351784.41}}, "properties": {{"delivery_mode": 2, "delivery_info": {{"exchange": )"
        R"("celery.pidbox", "routing_key": ""}}, "priority": 0, "body_encoding": "base64", "delivery_tag": "d"}}}})",
        base64(body), type);
}

ControlReply reply(std::string answer) {
    return {.node = "celery@web-1", .answer = std::move(answer)};
}

}  // namespace

TEST(ControlRequest, IsReadAsCeleryWritesIt) {
    const auto request = decode_control_request(recorded(
        R"({"method": "active", "arguments": {"safe": null}, "destination": ["w1@vm", "w2@vm"], "pattern": null, )"
        R"("matcher": null, "ticket": "4a6d", "reply_to": {"exchange": "reply.celery.pidbox", "routing_key": "cccf"}})"));
    ASSERT_TRUE(request) << request.error().reason;
    EXPECT_EQ(request->method, "active");
    EXPECT_EQ(request->arguments, R"({"safe": null})");
    EXPECT_EQ(request->destination, (std::vector<std::string>{"w1@vm", "w2@vm"}));
    EXPECT_EQ(request->ticket, "4a6d");
    EXPECT_EQ(request->reply_to, "cccf");
    EXPECT_EQ(request->clock, 5);
}

TEST(ControlRequest, WantsNoAnswerWhereItNamesNoMailbox) {
    const auto request = decode_control_request(recorded(R"({"method": "shutdown", "arguments": null})"));
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->reply_to.empty());
    EXPECT_EQ(request->arguments, "{}");
}

TEST(ControlRequest, ComesBackAsItWas) {
    const ControlRequest request{.method = "ping",
                                 .arguments = R"({"a": "é"})",
                                 .destination = {"w1@vm"},
                                 .pattern = "*@vm",
                                 .matcher = "glob",
                                 .ticket = "t",
                                 .reply_to = "mailbox",
                                 .clock = 7};
    const auto back = decode_control_request(encode(request, "tag"));
    ASSERT_TRUE(back) << back.error().reason;
    EXPECT_EQ(back->method, request.method);
    EXPECT_EQ(back->arguments, request.arguments);
    EXPECT_EQ(back->destination, request.destination);
    EXPECT_EQ(back->pattern, request.pattern);
    EXPECT_EQ(back->matcher, request.matcher);
    EXPECT_EQ(back->ticket, request.ticket);
    EXPECT_EQ(back->reply_to, request.reply_to);
    EXPECT_EQ(back->clock, request.clock);
}

TEST(ControlRequest, IsRefusedWhereItIsNone) {
    for (const std::string& payload : {std::string("nothing"), std::string("[]"), std::string(R"({"body": "e30="})"),
                                       recorded("{}"), recorded("[1]"), recorded("{"), recorded(R"({"method": 7})"),
                                       recorded(R"({"method": "ping", "arguments": [1]})"),
                                       recorded(R"({"method": "ping"})", "application/x-python-serialize")})
        EXPECT_FALSE(decode_control_request(payload)) << payload;
}

TEST(ControlRequest, MeansThoseItNames) {
    EXPECT_TRUE(is_meant({.method = "ping"}, "w1@vm"));
    EXPECT_TRUE(is_meant({.method = "ping", .destination = {"w2@vm", "w1@vm"}}, "w1@vm"));
    EXPECT_FALSE(is_meant({.method = "ping", .destination = {"w2@vm"}}, "w1@vm"));
    EXPECT_TRUE(is_meant({.method = "ping", .pattern = "*@vm", .matcher = "glob"}, "w1@vm"));
    EXPECT_FALSE(is_meant({.method = "ping", .pattern = "*@other", .matcher = "glob"}, "w1@vm"));
    EXPECT_FALSE(is_meant({.method = "ping", .pattern = ".*", .matcher = "pcre"}, "w1@vm"));
    EXPECT_TRUE(is_meant({.method = "ping", .destination = {"w1@vm"}, .pattern = "no", .matcher = "glob"}, "w1@vm"));
}

TEST(ControlReply, IsWrittenAsCeleryReadsIt) {
    const std::string payload =
        encode(ControlReply{.node = "w1@vm", .answer = R"({"ok": "pong"})", .ticket = "t", .clock = 3}, "cccf", "tag");
    const auto envelope = decode_envelope(payload);
    ASSERT_TRUE(envelope) << envelope.error().reason;
    EXPECT_EQ(envelope->body, R"({"w1@vm": {"ok": "pong"}})");
    EXPECT_EQ(envelope->headers, R"({"ticket": "t", "clock": 3})");
    EXPECT_EQ(envelope->exchange, "reply.celery.pidbox");
    EXPECT_EQ(envelope->routing_key, "cccf");
}

TEST(ControlReply, ComesBackAsItWas) {
    const auto back = decode_control_reply(
        encode(ControlReply{.node = "w \"1\"@vm", .answer = "[1, NaN]", .ticket = "t", .clock = 3}, "cccf", "tag"));
    ASSERT_TRUE(back) << back.error().reason;
    EXPECT_EQ(back->node, "w \"1\"@vm");
    EXPECT_EQ(back->answer, "[1, NaN]");
    EXPECT_EQ(back->ticket, "t");
    EXPECT_EQ(back->clock, 3);
}

TEST(ControlReply, IsRefusedWhereItIsNone) {
    for (const std::string& payload :
         {std::string("x"), recorded("{}"), recorded("7"), recorded(R"({"a": 1, "b": 2})")})
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

TEST(ControlReply, SaysHowItWent) {
    EXPECT_EQ(words_in(reply(R"({"ok": "pong"})")), "pong");
    EXPECT_EQ(words_in(reply(R"({"error": "unknown task"})")), "unknown task");
    EXPECT_EQ(words_in(reply(R"({"ok": [1]})")), "[1]");
    EXPECT_EQ(words_in(reply("null")), "null");
    EXPECT_FALSE(is_refusal(reply(R"({"ok": "pong"})")));
    EXPECT_TRUE(is_refusal(reply(R"({"error": "unknown task"})")));
    EXPECT_FALSE(is_refusal(reply(R"({"error": "a setting", "of": "conf"})")));
}

}  // namespace megactl::celery

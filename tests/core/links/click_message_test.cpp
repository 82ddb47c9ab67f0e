#include "core/links/click.hpp"

#include <gtest/gtest.h>

namespace megactl::links {
namespace {

const celery::Time at = celery::parse_time("2026-11-25T10:00:00.123456Z").value();
const celery::Time later = celery::parse_time("2026-11-26T00:00:00Z").value();

Click sample() {
    return {.id = "11111111-2222-4333-8444-555555555555",
            .link_id = 7,
            .referrer = "https://example.org/é\"",
            .user_agent = "Agent/1.0",
            .address = "203.0.113.7",
            .at = at};
}

TEST(ClickMessage, ComesBackAsTheSameClick) {
    const auto payload = celery::encode(message_of(sample(), "gen1@web"), click_queue, "tag");
    const auto message = celery::decode(payload);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->task, click_task);
    EXPECT_TRUE(message->ignores_result);
    EXPECT_EQ(message->origin, "gen1@web");
    const auto click = click_of(*message, later);
    ASSERT_TRUE(click);
    EXPECT_EQ(click->id, sample().id);
    EXPECT_EQ(click->link_id, 7);
    EXPECT_EQ(click->referrer, sample().referrer);
    EXPECT_EQ(click->user_agent, sample().user_agent);
    EXPECT_EQ(click->address, sample().address);
    EXPECT_EQ(click->at, at);
}

TEST(ClickMessage, OfDjangoHasNoTimeAndGetsThatOfItsArrival) {
    celery::Message message;
    message.task = click_task;
    message.id = "x";
    message.args = R"([7, "r"])";
    message.kwargs = R"({"user_agent": "a", "ip_address": null})";
    const auto click = click_of(message, later);
    ASSERT_TRUE(click);
    EXPECT_EQ(click->link_id, 7);
    EXPECT_EQ(click->referrer, "r");
    EXPECT_EQ(click->user_agent, "a");
    EXPECT_EQ(click->address, std::nullopt);
    EXPECT_EQ(click->at, later);
}

TEST(ClickMessage, SaysOfItsArgumentsWhatWouldBeReadOutOfThem) {
    for (const char* agent : {"", "it's \"quoted\"", "line\nend\x01", "\xC3\xA9\xF0\x9F\x90\x8D"}) {
        for (const std::size_t length : {1U, 2000U}) {
            Click click = sample();
            click.user_agent = agent;
            click.referrer = std::string(length, 'r');
            if (length == 1) click.address.reset();
            celery::Message message = message_of(click, "gen1@web");
            const std::string payload = celery::encode(message, click_queue, "tag");
            message.args_repr.clear();
            message.kwargs_repr.clear();
            EXPECT_EQ(payload, celery::encode(message, click_queue, "tag"));
        }
    }
}

TEST(ClickMessage, IsCutToWhatTheColumnHolds) {
    celery::Message message = message_of(sample(), "");
    std::string referrer;
    for (int i = 0; i < 600; ++i)
        referrer += "é";
    message.kwargs = R"({"link_id": 1, "referrer": ")" + referrer + R"("})";
    EXPECT_EQ(click_of(message, later)->referrer, referrer.substr(0, 1000));
}

TEST(ClickMessage, IsRefusedWithoutALink) {
    celery::Message message = message_of(sample(), "");
    message.kwargs = R"({"link_id": "7"})";
    EXPECT_FALSE(click_of(message, later));
    message.task = "other";
    EXPECT_FALSE(click_of(message, later));
}

}  // namespace
}  // namespace megactl::links

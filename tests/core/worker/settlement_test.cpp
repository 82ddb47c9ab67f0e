#include "core/worker/settlement.hpp"

#include "tests/core/worker/messages.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace megactl::worker {
namespace {

using celery::State;
using tests::message;

constexpr celery::Time now{std::chrono::seconds(1'795'351'798)};
const Receipt receipt{.tag = "tag", .queue = "work", .priority = 6};

std::uint64_t the_most(std::uint64_t most) {
    return most;
}

TEST(RetryDelay, DoublesUpToTheLongest) {
    const RetryPolicy policy{};
    for (const auto& [retries, seconds] : {std::pair{0, 1}, {1, 2}, {2, 4}, {9, 512}, {10, 600}, {60, 600}}) {
        EXPECT_EQ(retry_delay(policy, retries, the_most), std::chrono::seconds(seconds)) << retries;
        EXPECT_EQ(retry_delay(policy, retries, [](std::uint64_t) { return std::uint64_t{0}; }).count(), 0);
    }
}

TEST(RetryDelay, IsAlwaysTheSameWithoutBackoff) {
    const RetryPolicy policy{.backs_off = false, .delay = std::chrono::seconds(7)};
    EXPECT_EQ(retry_delay(policy, 5, the_most), std::chrono::seconds(7));
}

TEST(Settlement, OfASuccessCarriesItsValue) {
    celery::Message call = message("task", "one");
    call.group = "group";
    call.parent_id = "parent";
    const Settlement settlement = settle(receipt, call, {}, Succeeded{.value = "[1]"}, now, the_most);
    EXPECT_EQ(settlement.end, Settlement::End::done);
    EXPECT_EQ(settlement.tag, "tag");
    ASSERT_TRUE(settlement.result);
    EXPECT_EQ(settlement.result->state, State::success);
    EXPECT_EQ(settlement.result->result, "[1]");
    EXPECT_EQ(settlement.result->date_done, now);
    EXPECT_EQ(settlement.result->group, "group");
    EXPECT_EQ(settlement.result->parent_id, "parent");
}

TEST(Settlement, OfARetryKeepsWhatTheCallIs) {
    celery::Message call = message("task", "one");
    call.root_id = "root";
    call.args = "[1]";
    call.kwargs = R"({"a": 1})";
    call.retries = 1;
    call.group = "group";
    call.group_index = 4;
    call.expires = now + std::chrono::hours(1);
    call.time_limit = 3.5;
    call.reply_to = "reply";
    call.user_headers = {{"trace", "\"x\""}};
    const Settlement settlement = settle(receipt, call, {}, Retried{.reason = "no luck"}, now, the_most);
    EXPECT_EQ(settlement.end, Settlement::End::retried);
    EXPECT_EQ(settlement.result->state, State::retry);
    EXPECT_FALSE(settlement.result->date_done);
    ASSERT_EQ(settlement.follow_ups.size(), 1U);
    EXPECT_EQ(settlement.follow_ups[0].queue, "work");
    EXPECT_EQ(settlement.follow_ups[0].priority, 6);
    const auto again = celery::decode(settlement.follow_ups[0].payload);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, "one");
    EXPECT_EQ(again->retries, 2);
    EXPECT_EQ(again->eta, now + std::chrono::seconds(2));
    EXPECT_EQ(again->root_id, "root");
    EXPECT_EQ(again->parent_id, "one");
    EXPECT_EQ(again->args, "[1]");
    EXPECT_EQ(again->kwargs, R"({"a": 1})");
    EXPECT_EQ(again->group, "group");
    EXPECT_EQ(again->group_index, 4);
    EXPECT_EQ(again->expires, call.expires);
    EXPECT_EQ(again->time_limit, 3.5);
    EXPECT_EQ(again->reply_to, "reply");
    EXPECT_EQ(again->user_headers, call.user_headers);
}

celery::Message after_an_outage(const celery::Message& call) {
    const Settlement settlement = settle(receipt, call, {}, Postponed{.reason = "locked"}, now, the_most);
    EXPECT_EQ(settlement.end, Settlement::End::postponed);
    EXPECT_EQ(settlement.result->state, State::retry);
    EXPECT_NE(settlement.result->result.find("locked"), std::string::npos);
    return celery::decode(settlement.follow_ups.at(0).payload).value();
}

TEST(Settlement, OfAPostponementCountsNoRetry) {
    celery::Message call = message("task", "one");
    call.retries = 3;  // its last
    call.user_headers = {{"trace", "\"x\""}};
    for (std::int64_t time = 1; time <= 20; ++time) {
        const celery::Message again = after_an_outage(call);
        EXPECT_EQ(again.id, "one");
        EXPECT_EQ(again.retries, 3);
        EXPECT_EQ(postponements(again), time);
        EXPECT_EQ(again.user_headers.size(), 2U);
        EXPECT_EQ(again.eta, now + std::min(std::chrono::seconds(1 << (time - 1)), std::chrono::seconds(30))) << time;
        call = again;
    }
}

TEST(Settlement, DoesNotTrustACountOfPostponements) {
    celery::Message call = message("task", "one");
    for (const auto& [text, count] : {std::pair{"-5", 0}, {"null", 0}, {"9223372036854775807", 1'000'000}}) {
        call.user_headers = {{"megactl_postponed", text}};
        EXPECT_EQ(postponements(call), count) << text;
    }
}

constexpr const char* canvas =
    R"({"callbacks": [{"task": "then"}], "errbacks": [{"task": "else"}], "chain": [{"task": "next", "options": {"task_id":)"
    R"( "two"}}], "chord": {"task": "sum"}})";

std::vector<std::string> tasks_of(const Settlement& settlement) {
    std::vector<std::string> tasks;
    tasks.reserve(settlement.follow_ups.size());
    for (const broker::Outgoing& sent : settlement.follow_ups)
        tasks.push_back(celery::decode(sent.payload).value().task);
    return tasks;
}

celery::Message with_canvas() {
    celery::Message call = message("task", "one");
    call.embed = canvas;
    call.group = "group";
    return call;
}

TEST(Settlement, OfASuccessCallsWhatFollows) {
    const Settlement settlement = settle(receipt, with_canvas(), {}, Succeeded{.value = "7"}, now, the_most);
    EXPECT_EQ(tasks_of(settlement), (std::vector<std::string>{"then", "next"}));
    EXPECT_EQ(settlement.follow_ups[0].queue, "celery");
    EXPECT_EQ(settlement.parts.size(), 1U);
    EXPECT_FALSE(settlement.is_acknowledged);
    EXPECT_NE(settlement.result->children.find(R"(["two", null])"), std::string::npos);
}

TEST(Settlement, OfAFailureCallsErrbacksAlone) {
    for (const Outcome& outcome : {Outcome(Failed{.reason = "no"}), Outcome(Retried{.reason = "no"})}) {
        celery::Message call = with_canvas();
        call.retries = 3;  // its last
        const Settlement settlement = settle(receipt, call, {}, outcome, now, the_most);
        EXPECT_EQ(tasks_of(settlement), std::vector<std::string>{"else"});
        ASSERT_EQ(settlement.others.size(), 1U);
        EXPECT_EQ(settlement.others[0].id, "two");
        EXPECT_EQ(settlement.parts.size(), 1U);
    }
}

TEST(Settlement, OfARetryCallsNobodyAndKeepsWhatFollows) {
    for (const Outcome& outcome : {Outcome(Retried{.reason = "no"}), Outcome(Postponed{.reason = "no"})}) {
        const Settlement settlement = settle(receipt, with_canvas(), {}, outcome, now, the_most);
        EXPECT_EQ(tasks_of(settlement), std::vector<std::string>{"task"});
        EXPECT_EQ(celery::decode(settlement.follow_ups[0].payload)->embed, canvas);
        EXPECT_TRUE(settlement.others.empty());
        EXPECT_TRUE(settlement.parts.empty());
    }
}

TEST(Settlement, OfARevocationOnlyCounts) {
    for (const Settlement& settlement : {expired(receipt, with_canvas(), now), revoked(receipt, with_canvas(), now)}) {
        EXPECT_TRUE(settlement.follow_ups.empty());
        EXPECT_TRUE(settlement.others.empty());
        EXPECT_EQ(settlement.parts.size(), 1U);
    }
}

TEST(Settlement, OfARepetitionCallsWhatWasPerhapsNotCalled) {
    const Settlement settlement = repeated(receipt, with_canvas(), "7", now);
    EXPECT_EQ(tasks_of(settlement), (std::vector<std::string>{"then", "next"}));
    EXPECT_EQ(celery::decode(settlement.follow_ups[1].payload)->args, "[7]");
    EXPECT_FALSE(settlement.result);
    EXPECT_EQ(settlement.parts.size(), 1U);
}

TEST(Settlement, KnowsWhatIsAcknowledgedAlready) {
    Handler early{};
    early.acknowledges_late = false;
    EXPECT_TRUE(settle(receipt, with_canvas(), early, Succeeded{}, now, the_most).is_acknowledged);
}

TEST(Settlement, OfARefusedMessageTellsWhoWaits) {
    celery::Undecodable pickle{.why = celery::Undecodable::Why::refused, .reason = "pickle", .id = "one", .task = "t"};
    const Settlement settlement = refused(receipt, pickle, now);
    EXPECT_EQ(settlement.end, Settlement::End::buried);
    EXPECT_EQ(settlement.reason, "pickle");
    ASSERT_TRUE(settlement.result);
    EXPECT_EQ(settlement.result->id, "one");
    EXPECT_EQ(settlement.result->state, State::failure);
    pickle.id.clear();
    EXPECT_FALSE(refused(receipt, pickle, now).result);
}

}  // namespace
}  // namespace megactl::worker

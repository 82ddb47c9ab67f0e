// What is made of a task's end: the signatures are those that Celery 5.2 sends.

#include "core/celery/followers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::celery {
namespace {

using testing::ElementsAre;

constexpr Time now{std::chrono::seconds(1'795'351'798)};

class FollowersTest : public testing::Test {
protected:
    FollowersTest() {
        message.task = "app.add";
        message.id = "one";
        message.root_id = "root";
        message.origin = "gen1@host";
        sending = {.now = now, .new_id = [this] { return "new-" + std::to_string(++ids); }};
    }

    Canvas canvas(const std::string& embed) {
        message.embed = embed;
        const auto canvas = canvas_of(message);
        EXPECT_TRUE(canvas) << canvas.error().reason;
        return canvas.value_or(Canvas{});
    }
    Followers success(const std::string& embed, const std::string& value = "3") {
        return after_success(canvas(embed), message, value, sending);
    }
    Followers failure(const std::string& embed) {
        return after_failure(canvas(embed), message, R"({"exc_type": "ValueError"})", sending);
    }

    Message message;
    Sending sending;
    int ids = 0;
};

std::vector<std::string> tasks_of(const std::vector<Call>& calls) {
    std::vector<std::string> tasks;
    tasks.reserve(calls.size());
    for (const Call& call : calls)
        tasks.push_back(call.message.task + call.message.args);
    return tasks;
}

TEST_F(FollowersTest, AreNoneOfNearlyAllMessages) {
    const Followers followers = success(Message().embed);
    EXPECT_TRUE(followers.calls.empty());
    EXPECT_EQ(followers.children, "[]");
    EXPECT_TRUE(success(R"({"callbacks": [], "chain": null})").calls.empty());
    EXPECT_TRUE(success("{}").calls.empty());
    EXPECT_TRUE(failure("{}").calls.empty());
}

TEST_F(FollowersTest, GoOnWithTheLastOfAChain) {
    const std::string later =
        R"({"task": "app.last", "args": [], "kwargs": {}, "options": {"task_id": "three"}, "subtask_type": null, "immutable": false, "chord_size": null})";
    const Followers followers = success(
        R"({"callbacks": null, "errbacks": null, "chain": [)" + later +
        R"(, {"task": "app.next", "args": [4], "kwargs": {"k": 1.50}, "options": {"task_id": "two", "reply_to": "r",)"
        R"( "root_id": "other", "queue": "q"}, "subtask_type": null, "immutable": false}], "chord": null})");
    ASSERT_EQ(followers.calls.size(), 1U);
    const Message& next = followers.calls[0].message;
    EXPECT_EQ(followers.calls[0].queue, "q");
    EXPECT_EQ(next.task, "app.next");
    EXPECT_EQ(next.id, "two");
    EXPECT_EQ(next.args, "[3, 4]");
    EXPECT_EQ(next.kwargs, R"({"k": 1.50})");
    EXPECT_EQ(next.root_id, "root");
    EXPECT_EQ(next.parent_id, "one");
    EXPECT_EQ(next.origin, "gen1@host");
    EXPECT_EQ(next.reply_to, "r");
    EXPECT_EQ(next.group, "");
    const auto canvas = canvas_of(next);
    ASSERT_TRUE(canvas);
    ASSERT_EQ(canvas->chain.size(), 1U);
    EXPECT_EQ(canvas->chain[0].options.text_of("task_id"), "three");
    EXPECT_THAT(next.embed, testing::HasSubstr(R"("chord_size": null)"));
    EXPECT_EQ(followers.children, R"([[["two", null], null]])");
}

TEST_F(FollowersTest, GiveNoValueToWhatTakesNone) {
    const Followers followers = success(
        R"({"callbacks": [{"task": "app.note", "args": [9], "kwargs": {}, "options": {}, "immutable": true}]})");
    ASSERT_EQ(followers.calls.size(), 1U);
    EXPECT_EQ(followers.calls[0].message.args, "[9]");
    EXPECT_EQ(followers.calls[0].message.id, "new-1");
    EXPECT_EQ(followers.calls[0].queue, "celery");
}

TEST_F(FollowersTest, HandOnTheValueByteForByte) {
    const std::string value = R"({"a": [1e3, 12345678901234567890123, "\u00e9"]})";
    EXPECT_EQ(success(R"({"callbacks": [{"task": "t", "args": [ ]}]})", value).calls.at(0).message.args,
              "[" + value + "]");
}

TEST_F(FollowersTest, AreSentAsTheirOptionsSay) {
    const Followers followers = success(
        R"({"callbacks": [{"task": "t", "options": {"countdown": 1.5, "expires": 60, "priority": 6, "time_limit": 9,)"
        R"( "soft_time_limit": 8.5, "shadow": "s", "ignore_result": true, "headers": {"trace": [1], "id": "no"},)"
        R"( "link": {"task": "then"}, "link_error": [{"task": "else"}], "serializer": "pickle", "routing_key": "k"}}]})");
    ASSERT_EQ(followers.calls.size(), 1U);
    const Message& sent = followers.calls[0].message;
    EXPECT_EQ(sent.eta, now + std::chrono::milliseconds(1500));
    EXPECT_EQ(sent.expires, now + std::chrono::minutes(1));
    EXPECT_EQ(sent.priority, 6);
    EXPECT_EQ(sent.time_limit, 9);
    EXPECT_EQ(sent.soft_time_limit, 8.5);
    EXPECT_EQ(sent.shadow, "s");
    EXPECT_TRUE(sent.ignores_result);
    EXPECT_EQ(sent.user_headers, (std::vector<std::pair<std::string, std::string>>{{"trace", "[1]"}}));
    EXPECT_EQ(sent.embed,
              R"({"callbacks": [{"task": "then"}], "errbacks": [{"task": "else"}], "chain": null, "chord": null})");
    EXPECT_EQ(followers.calls[0].queue, "celery");  // a routing key alone says nothing to Celery
}

TEST_F(FollowersTest, ReadTimesAsEveryCeleryWritesThem) {
    const Followers followers =
        success(R"({"callbacks": [{"task": "t", "options": {"eta": "2026-11-22T12:49:58Z", "expires":)"
                R"( {"__type__": "datetime", "__value__": "2026-11-22T12:49:59+00:00"}}}]})");
    EXPECT_EQ(followers.calls.at(0).message.eta, parse_time("2026-11-22T12:49:58").value());
    EXPECT_EQ(followers.calls.at(0).message.expires, parse_time("2026-11-22T12:49:59").value());
}

TEST_F(FollowersTest, AreOneGroupWhereCallbacksAreSeveral) {
    const Followers followers = success(
        R"({"callbacks": [{"task": "a"}, {"task": "celery.group", "kwargs": {"tasks": [{"task": "b"}, {"task": "c"}]},)"
        R"( "options": {"task_id": "gid"}, "subtask_type": "group"}, {"task": "d"}]})");
    EXPECT_THAT(tasks_of(followers.calls), ElementsAre("b[3]", "c[3]", "a[3]", "d[3]"));
    EXPECT_EQ(followers.calls[0].message.group, "gid");
    EXPECT_EQ(followers.calls[1].message.group, "gid");
    EXPECT_EQ(followers.calls[2].message.group, followers.calls[3].message.group);
    EXPECT_TRUE(followers.calls[2].message.group.starts_with("new-"));
    EXPECT_TRUE(followers.children.starts_with(R"([[["gid", null], [[["new-1", null], null], )")) << followers.children;
}

TEST_F(FollowersTest, UnrollGroupsAndLetTheirOptionsCount) {
    const Followers followers = success(
        R"({"chain": [{"task": "celery.group", "subtask_type": "group", "options": {"queue": "q"}, "kwargs": {"tasks": [)"
        R"({"task": "a", "options": {"group_id": "own", "group_index": 1}}, {"task": "celery.group", "subtask_type": "group",)"
        R"( "kwargs": {"tasks": [{"task": "b", "options": {"queue": "other"}}]}}]}}]})");
    EXPECT_THAT(tasks_of(followers.calls), ElementsAre("a[3]", "b[3]"));
    EXPECT_EQ(followers.calls[0].message.group, "own");
    EXPECT_EQ(followers.calls[0].message.group_index, 1);
    EXPECT_EQ(followers.calls[1].message.group, "new-1");
    EXPECT_EQ(followers.calls[0].queue, "q");
    EXPECT_EQ(followers.calls[1].queue, "q");
}

TEST_F(FollowersTest, BeginAChainWithItsFirstStep) {
    const Followers followers = success(
        R"({"callbacks": [{"task": "celery.chain", "subtask_type": "chain", "options": {"task_id": "end", "link_error": [{"task": "e"}]},)"
        R"( "kwargs": {"tasks": [{"task": "a", "options": {"queue": "q"}}, {"task": "celery.chain", "subtask_type": "chain",)"
        R"( "kwargs": {"tasks": [{"task": "b"}, {"task": "c"}]}}]}}]})");
    EXPECT_THAT(tasks_of(followers.calls), ElementsAre("a[3]"));
    EXPECT_EQ(followers.calls[0].queue, "q");
    const auto canvas = canvas_of(followers.calls[0].message);
    ASSERT_TRUE(canvas);
    ASSERT_EQ(canvas->chain.size(), 2U);
    EXPECT_EQ(canvas->chain[0].task, "c");
    EXPECT_EQ(canvas->chain[0].options.text_of("task_id"), "end");
    EXPECT_EQ(canvas->chain[1].task, "b");
    EXPECT_EQ(canvas->errbacks.size(), 1U);
    EXPECT_EQ(canvas->chain[0].options.find("link_error"), R"([{"task": "e"}])");
}

TEST_F(FollowersTest, FailWithTheChainAndCallErrbacksWithTheId) {
    const Followers followers = failure(
        R"({"callbacks": [{"task": "never"}], "errbacks": [{"task": "e", "args": ["x"]}, {"task": "f", "immutable": true}],)"
        R"( "chain": [{"task": "last", "options": {"task_id": "three"}}, {"task": "next", "options": {"task_id": "two"}}]})");
    EXPECT_THAT(tasks_of(followers.calls), ElementsAre(R"(e["one", "x"])", "f[]"));
    EXPECT_EQ(followers.calls[0].message.group, followers.calls[1].message.group);
    EXPECT_EQ(followers.calls[0].message.parent_id, "one");
    EXPECT_EQ(followers.calls[0].message.root_id, "root");
    ASSERT_EQ(followers.results.size(), 2U);
    EXPECT_EQ(followers.results[0].id, "three");
    EXPECT_EQ(followers.results[1].id, "two");
    EXPECT_EQ(followers.results[0].state, State::failure);
    EXPECT_EQ(followers.results[0].result, R"({"exc_type": "ValueError"})");
}

TEST_F(FollowersTest, CountThePartsOfChords) {
    const std::string chord = R"("chord": {"task": "sum", "options": {"task_id": "body"}})";
    message.group = "gid";
    message.group_index = 2;
    const std::vector<ChordPart> parts = success("{" + chord + "}").parts;
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].group, "gid");
    EXPECT_EQ(parts[0].index, 2);
    EXPECT_EQ(encode(parts[0]), R"([1, "one", "SUCCESS", 3])");
    EXPECT_EQ(failure("{" + chord + "}").parts.at(0).state, State::failure);
    EXPECT_EQ(after_revocation(canvas("{" + chord + "}"), message, "{}").parts.at(0).state, State::revoked);
    message.group = "";
    EXPECT_TRUE(success("{" + chord + "}").parts.empty());
}

TEST_F(FollowersTest, CountAPartThatWouldHaveComeAtTheEndOfTheChain) {
    const Followers followers =
        failure(R"({"chain": [{"task": "last", "options": {"task_id": "two", "group_id": "gid", "group_index": 1,)"
                R"( "chord": {"task": "sum"}}}]})");
    ASSERT_EQ(followers.parts.size(), 1U);
    EXPECT_EQ(followers.parts[0].group, "gid");
    EXPECT_EQ(followers.parts[0].id, "two");
    EXPECT_EQ(followers.parts[0].index, 1);
    EXPECT_EQ(followers.parts[0].body.task, "sum");
}

TEST_F(FollowersTest, CallTheBodyOfAChordWithAllValues) {
    message.group = "gid";
    const ChordPart part =
        success(R"({"chord": {"task": "sum", "args": [7], "options": {"task_id": "body", "root_id": "first"}}})")
            .parts.at(0);
    const Followers followers =
        after_chord(part, {.parts = {R"([1, "a", "SUCCESS", 1])", R"([1, "b", "SUCCESS", [2]])"}}, sending);
    EXPECT_THAT(tasks_of(followers.calls), ElementsAre("sum[[1, [2]], 7]"));
    EXPECT_EQ(followers.calls[0].message.id, "body");
    EXPECT_EQ(followers.calls[0].message.root_id, "first");
    EXPECT_EQ(followers.calls[0].message.parent_id, "one");
}

TEST_F(FollowersTest, FailTheBodyOfAChordWithItsPart) {
    message.group = "gid";
    const ChordPart part =
        success(R"({"chord": {"task": "sum", "options": {"task_id": "body", "link_error": [{"task": "e"}]}}})")
            .parts.at(0);
    const std::string failed =
        R"([1, "b", "FAILURE", {"exc_type": "ValueError", "exc_message": ["c"], "exc_module": "builtins"}])";
    const Followers followers = after_chord(part, {.parts = {R"([1, "a", "SUCCESS", 1])", failed}}, sending);
    EXPECT_THAT(tasks_of(followers.calls), ElementsAre(R"(e["body"])"));
    ASSERT_EQ(followers.results.size(), 1U);
    EXPECT_EQ(followers.results[0].id, "body");
    EXPECT_EQ(followers.results[0].result,
              R"~({"exc_type": "ChordError", "exc_message": ["Dependency b raised ValueError('c')"], "exc_module": )~"
              R"~("celery.exceptions"})~");
}

TEST_F(FollowersTest, BeginAChordWithItsParts) {
    message.root_id = "root";
    const Followers followers = success(
        R"({"chain": [{"task": "later", "options": {"task_id": "later"}}, {"task": "celery.chord", "subtask_type": "chord",)"
        R"( "options": {"task_id": "body"}, "kwargs": {"kwargs": {}, "header": {"task": "celery.group", "subtask_type": "group",)"
        R"( "options": {"task_id": "gid"}, "kwargs": {"tasks": [{"task": "a", "options": {"group_index": 7, "chord": {"task": "old"}}},)"
        R"( {"task": "celery.chain", "subtask_type": "chain", "kwargs": {"tasks": [{"task": "b"}, {"task": "c"}]}}]}},)"
        R"( "body": {"task": "sum", "options": {"queue": "q"}}}}]})");
    EXPECT_THAT(tasks_of(followers.calls), ElementsAre("a[3]", "b[3]"));
    ASSERT_EQ(followers.chords.size(), 1U);
    EXPECT_EQ(followers.chords[0].group, "gid");
    EXPECT_EQ(followers.chords[0].parts, 2U);
    const Message& plain = followers.calls[0].message;
    EXPECT_EQ(plain.group, "gid");
    EXPECT_EQ(plain.group_index, 0);
    const auto body = canvas_of(plain).value().chord;
    ASSERT_TRUE(body);
    EXPECT_EQ(body->task, "sum");
    EXPECT_EQ(body->options.text_of("task_id"), "body");
    EXPECT_EQ(body->options.text_of("root_id"), "root");
    EXPECT_EQ(body->options.text_of("queue"), "q");
    EXPECT_EQ(body->options.find("chain"), R"([{"task": "later", "options": {"task_id": "later"}}])");
    // Of a chain the last step is the part.
    const Canvas first = canvas_of(followers.calls[1].message).value();
    EXPECT_FALSE(first.chord);
    ASSERT_EQ(first.chain.size(), 1U);
    EXPECT_EQ(first.chain[0].options.text_of("group_id"), "gid");
    EXPECT_EQ(first.chain[0].options.integer_of("group_index"), 1);
    EXPECT_TRUE(body_of(first.chain[0]).value());
}

TEST_F(FollowersTest, CallTheBodyOfAnEmptyChordAtOnce) {
    const Followers followers = success(
        R"({"callbacks": [{"task": "celery.chord", "subtask_type": "chord", "kwargs": {"header": [], "body": {"task": "sum"}}}]})");
    EXPECT_THAT(tasks_of(followers.calls), ElementsAre("sum[[]]"));
    EXPECT_TRUE(followers.chords.empty());
}

}  // namespace
}  // namespace megactl::celery

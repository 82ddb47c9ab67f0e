#include "core/broker/control.hpp"

#include "core/base/error.hpp"
#include "core/broker/source.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace megactl::broker {
namespace {

using namespace std::chrono_literals;

// Answers `pong` to everybody who means it, as a worker does.
class Ponging {
public:
    Ponging(const ControlPlace& place, const std::string& name)
        : thread_([this, place, name](const std::stop_token& stop) {
              ControlNode node(place, name);
              while (!stop.stop_requested()) {
                  const auto payload = node.next(std::chrono::steady_clock::now() + 30s, stop);
                  if (!payload) continue;
                  const auto request = celery::decode_control_request(*payload);
                  heard_ = true;
                  if (!request || !celery::is_meant(*request, name)) continue;
                  const celery::ControlReply reply{
                      .node = name, .answer = R"({"ok": "pong"})", .ticket = request->ticket};
                  node.answer(request->reply_to, celery::encode(reply, request->reply_to, "tag"));
              }
          }) {}

    bool heard() const { return heard_; }

private:
    std::atomic<bool> heard_ = false;
    std::jthread thread_;  // last: it uses the other
};

class ControlTest : public testing::Test {
protected:
    ControlTest() : raw_(place().endpoint, redis::Patience{30s, 30s}) {}

    ControlPlace place(unsigned database = 0) const {
        TransportOptions options;
        options.key_prefix = "site:";
        return control_place(server_.socket_url(database), options).value();
    }
    Answers ask(const celery::ControlRequest& request, std::chrono::milliseconds patience,
                std::size_t enough = SIZE_MAX) const {
        return broker::ask(place(), {.requests = {request}, .patience = patience, .enough = enough}, {}).front();
    }
    // Until they are there, for a worker's thread needs its time.
    Answers ask_until(std::size_t listeners, const celery::ControlRequest& request,
                      std::chrono::milliseconds patience) {
        const auto end = std::chrono::steady_clock::now() + 30s;
        Answers answers;
        do {
            answers = ask(request, patience);
        } while (answers.listeners < listeners && std::chrono::steady_clock::now() < end);
        return answers;
    }
    std::vector<std::string> keys() {
        std::vector<std::string> keys;
        for (const redis::Reply& key : raw_.call({"KEYS", "*"}).elements)
            keys.push_back(key.text);
        return keys;
    }

    tests::RedisServer& server() { return server_; }
    redis::Connection& raw() { return raw_; }

private:
    tests::RedisServer server_;
    redis::Connection raw_;
};

std::vector<std::string> names_of(const Answers& answers) {
    std::vector<std::string> names;
    names.reserve(answers.replies.size());
    for (const celery::ControlReply& reply : answers.replies)
        names.push_back(reply.node);
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST(ControlPlaceOf, IsNoneOfAnEmbeddedBroker) {
    EXPECT_FALSE(control_place("memory://", {}));
    EXPECT_FALSE(control_place("sqlite:///queue.db", {}));
    EXPECT_TRUE(control_place("redis://localhost:6379/0", {}));
}

TEST_F(ControlTest, EverybodyAnswersAndNobodyIsWaitedForAnyLonger) {
    const Ponging one(place(), "one@here");
    const Ponging two(place(), "two@here");
    const auto begin = std::chrono::steady_clock::now();
    const Answers answers = ask_until(2, {.method = "ping"}, 60s);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 50s);
    EXPECT_EQ(names_of(answers), (Names{"one@here", "two@here"}));
    EXPECT_EQ(answers.listeners, 2U);
    EXPECT_EQ(answers.missing, 0U);
    EXPECT_TRUE(answers.silent.empty());
}

TEST_F(ControlTest, WhoIsNamedAnswersAlone) {
    const Ponging one(place(), "one@here");
    const Ponging two(place(), "two@here");
    ask_until(2, {.method = "ping"}, 60s);
    const Answers answers = ask_until(2, {.method = "ping", .destination = {"two@here"}}, 60s);
    EXPECT_EQ(names_of(answers), (Names{"two@here"}));
    EXPECT_TRUE(answers.silent.empty());
}

TEST_F(ControlTest, WhoIsSilentIsNamed) {
    const Ponging one(place(), "one@here");
    ask_until(1, {.method = "ping"}, 60s);
    ControlNode hung(place(), "hung@here");
    hung.next(std::chrono::steady_clock::now(), {});
    const Answers answers = ask({.method = "ping"}, 300ms);
    EXPECT_EQ(names_of(answers), (Names{"one@here"}));
    EXPECT_EQ(answers.missing, 1U);
    EXPECT_EQ(answers.silent, (Names{"hung@here"}));
    EXPECT_EQ(nodes(place()), (std::set<std::string>{"hung@here", "one@here"}));
    const Answers gone = ask({.method = "ping", .destination = {"gone@here", "one@here"}}, 300ms);
    EXPECT_EQ(gone.silent, (Names{"gone@here"}));
}

TEST_F(ControlTest, NobodyIsWaitedForWhereNobodyListens) {
    const auto begin = std::chrono::steady_clock::now();
    const Answers answers = ask({.method = "ping"}, 60s);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 50s);
    EXPECT_EQ(answers.listeners, 0U);
    EXPECT_TRUE(answers.replies.empty());
    EXPECT_TRUE(keys().empty()) << "nothing is left of the question";
}

TEST_F(ControlTest, ManyThingsAreAskedAtOnce) {
    const Ponging one(place(), "one@here");
    const Ponging two(place(), "two@here");
    ask_until(2, {.method = "ping"}, 60s);
    const auto all = broker::ask(
        place(),
        {.requests = {{.method = "reserved"}, {.method = "active", .destination = {"two@here"}}}, .patience = 60s}, {});
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(names_of(all[0]), (Names{"one@here", "two@here"}));
    EXPECT_EQ(names_of(all[1]), (Names{"two@here"}));
}

TEST_F(ControlTest, WhatElseLiesInTheMailboxIsPassedOver) {
    ControlNode node(place(), "one@here");
    node.next(std::chrono::steady_clock::now(), {});
    const std::jthread answering([&](const std::stop_token& stop) {
        const auto payload = node.next(std::chrono::steady_clock::now() + 30s, stop);
        if (!payload) return;
        const auto request = celery::decode_control_request(*payload);
        node.answer(request->reply_to, "no JSON");
        celery::ControlReply reply{.node = "one@here", .answer = "null", .ticket = "another"};
        node.answer(request->reply_to, celery::encode(reply, request->reply_to, "tag"));
        reply.ticket = request->ticket;
        node.answer(request->reply_to, celery::encode(reply, request->reply_to, "tag"));
    });
    const Answers answers = ask({.method = "ping"}, 60s);
    EXPECT_EQ(names_of(answers), (Names{"one@here"}));
}

TEST_F(ControlTest, TheFirstAnswerMayBeEnough) {
    const Ponging one(place(), "one@here");
    const Ponging two(place(), "two@there");
    ask_until(2, {.method = "ping"}, 60s);
    const auto begin = std::chrono::steady_clock::now();
    const Answers answers = ask({.method = "ping", .pattern = "*@there", .matcher = "glob"}, 60s, 1);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 50s);
    EXPECT_EQ(names_of(answers), (Names{"two@there"}));
}

TEST_F(ControlTest, NothingStaysBehind) {
    {
        const Ponging one(place(), "one@here");
        ask_until(1, {.method = "ping"}, 60s);
        EXPECT_EQ(raw().call({"SMEMBERS", "site:_kombu.binding.celery.pidbox"}).at(0).text,
                  "\x06\x16\x06\x16one@here.celery.pidbox");
    }
    EXPECT_TRUE(keys().empty());
}

TEST_F(ControlTest, WhoHasLeftGetsNoAnswer) {
    ControlNode node(place(), "one@here");
    node.next(std::chrono::steady_clock::now(), {});
    node.answer("nobody", "payload");
    EXPECT_EQ(keys(), (Names{"site:_kombu.binding.celery.pidbox"}));
}

TEST_F(ControlTest, ALateAnswerIsGoneAfterAMinute) {
    ControlNode node(place(), "one@here");
    raw().call({"SADD", "site:_kombu.binding.reply.celery.pidbox",
                "asker\x06\x16\x06\x16"
                "asker.reply.celery.pidbox"});
    node.answer("asker", "payload");
    EXPECT_EQ(raw().call({"TTL", "site:asker.reply.celery.pidbox"}).integer, 60);
}

TEST_F(ControlTest, ListensAgainAfterTheServerWasAway) {
    ControlNode node(place(), "one@here");
    node.next(std::chrono::steady_clock::now(), {});
    server().kill();
    EXPECT_THROW(node.next(std::chrono::steady_clock::now() + 30s, {}), Error);
    server().start();
    node.next(std::chrono::steady_clock::now(), {});
    EXPECT_EQ(tell(place(), {.method = "ping"}), 1U);
    const auto heard = node.next(std::chrono::steady_clock::now() + 30s, {});
    ASSERT_TRUE(heard);
    EXPECT_EQ(celery::decode_control_request(*heard)->method, "ping");
}

TEST_F(ControlTest, MonitorsHearWhatTheySubscribeTo) {
    raw().call({"PSUBSCRIBE", "site:/0.celeryev/*"});
    ControlNode node(place(), "one@here");
    node.tell_monitors("worker.online", "event");
    const auto push = raw().await(std::chrono::steady_clock::now() + 30s, {});
    ASSERT_TRUE(push);
    EXPECT_EQ(push->at(2).text, "site:/0.celeryev/worker.online");
    EXPECT_EQ(push->at(3).text, "event");
}

TEST_F(ControlTest, AnotherDatabaseHearsNothing) {
    ControlNode node(place(1), "one@here");
    node.next(std::chrono::steady_clock::now(), {});
    EXPECT_EQ(tell(place(0), {.method = "ping"}), 0U);
    EXPECT_EQ(tell(place(1), {.method = "ping"}), 1U);
}

TEST_F(ControlTest, AServerThatIsAwayIsAFailureOfAService) {
    server().kill();
    EXPECT_THROW(ask({.method = "ping"}, 1s), Error);
}

TEST_F(ControlTest, ASilentServerIsWaitedForAsLongAsIsSaid) {
    server().stop_answering();
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THROW(broker::ask(place(), {.requests = {{.method = "ping"}}, .server = {.reply = 100ms}}, {}), Error);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);  // the usual is 5 s
    server().answer_again();
}

TEST(BrokerInfo, HidesThePassword) {
    const std::string info = broker_info(control_place("rediss://ada:secret@db.example.org:6380/3", {}).value());
    EXPECT_EQ(info, R"({"hostname": "db.example.org", "userid": "ada", "virtual_host": "3", "port": 6380, )"
                    R"("ssl": true, "transport": "redis"})");
}

}  // namespace megactl::broker

// A connection against a real server: what it is told, and what it does when the server dies, hangs or refuses.

#include "core/redis/connection.hpp"

#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace megactl::redis {
namespace {

using namespace std::chrono_literals;
using tests::RedisServer;

// Short where the answer must fail to come, so that the test is quick; long enough for a busy machine elsewhere.
constexpr Patience ample{30s, 30s};

Endpoint endpoint(std::string_view url) {
    return endpoint_of(*parse_url(url)).value();
}

std::string error_of(Connection& connection, const Commands& command) {
    try {
        return connection.call(command).text;
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::service);
        return error.message();
    }
}

}  // namespace

TEST(Connection, SpeaksOverTcpAndUnixSocket) {
    const RedisServer server;
    for (const std::string& url : {server.url(), server.socket_url()}) {
        Connection connection(endpoint(url), ample);
        EXPECT_EQ(connection.call({"PING"}).text, "PONG");
        EXPECT_EQ(connection.call({"CLIENT", "GETNAME"}).text, "megactl");
    }
}

TEST(Connection, SelectsItsDatabase) {
    const RedisServer server;
    Connection seven(endpoint(server.url(7)), ample);
    Connection zero(endpoint(server.url()), ample);
    seven.call({"SET", "key", "value"});
    EXPECT_EQ(zero.call({"GET", "key"}).kind, Reply::Kind::nil);
    EXPECT_EQ(seven.call({"GET", "key"}).text, "value");
    EXPECT_EQ(error_of(zero, {"SELECT", "99"}).substr(0, 5), "Redis");
}

TEST(Connection, SaysHowManyDatabasesThereMayBe) {
    const RedisServer server;
    Connection connection(endpoint(server.socket_url(99)), ample);
    try {
        connection.call({"PING"});
        FAIL() << "there is no such database";
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("DB index is out of range"), std::string::npos) << error.message();
        ASSERT_FALSE(error.details().empty());
        EXPECT_NE(error.details().back().text.find("a lower number"), std::string::npos);
    }
}

TEST(Connection, AnswersAPipelineInItsOrderHoweverLongItIs) {
    const RedisServer server;
    Connection connection(endpoint(server.socket_url()), ample);
    const std::string megabyte(1 << 20, 'x');
    Commands commands;
    constexpr std::size_t count = 40;
    for (std::size_t i = 0; i < count; ++i)
        commands.add({"ECHO", fmt::format("{}{}", i, megabyte)});
    const auto replies = connection.send(commands);
    ASSERT_EQ(replies.size(), count);
    for (std::size_t i = 0; i < count; ++i)
        EXPECT_TRUE(replies[i].text.starts_with(fmt::format("{}x", i)));
}

TEST(Connection, AuthenticatesAndNeverShowsThePassword) {
    const RedisServer server({"--requirepass", "hunter2"});
    const std::string place = fmt::format("127.0.0.1:{}/0", server.port());
    Connection good(endpoint("redis://:hunter2@" + place), ample);
    EXPECT_EQ(good.call({"PING"}).text, "PONG");
    Connection named(endpoint("redis://default:hunter2@" + place), ample);
    EXPECT_EQ(named.call({"PING"}).text, "PONG");
    Connection none(endpoint("redis://" + place), ample);
    EXPECT_EQ(error_of(none, {"PING"}),
              fmt::format("Redis at `redis://{}` refuses: NOAUTH Authentication required.", place));
    Connection wrong(endpoint("redis://:hunter3@" + place), ample);
    const std::string message = error_of(wrong, {"PING"});
    EXPECT_NE(message.find("WRONGPASS"), std::string::npos) << message;
    EXPECT_EQ(message.find("hunter"), std::string::npos) << message;
}

TEST(Connection, RunsAScriptThatTheServerForgot) {
    const RedisServer server;
    Connection connection(endpoint(server.socket_url()), ample);
    const Script script("return {KEYS[1], ARGV[1]}");
    const std::vector<std::string> keys{"k"};
    const std::vector<std::string> arguments{"a"};
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(connection.run(script, keys, arguments).at(1).text, "a");
        if (round == 1) connection.call({"SCRIPT", "FLUSH"});
    }
}

TEST(Connection, SaysThatNobodyListens) {
    Connection connection(endpoint(fmt::format("redis://127.0.0.1:{}/0", tests::free_port())), ample);
    EXPECT_NE(error_of(connection, {"PING"}).find("connection refused"), std::string::npos);
    Connection elsewhere(endpoint("redis+socket:///nowhere/redis.sock"), ample);
    EXPECT_EQ(error_of(elsewhere, {"PING"}),
              "can't reach Redis at `redis+socket:///nowhere/redis.sock?virtual_host=0`: no such file or directory");
    Connection unknown(endpoint("redis://nowhere.invalid"), ample);
    EXPECT_NE(error_of(unknown, {"PING"}).find("can't reach Redis at `redis://nowhere.invalid:6379/0`"),
              std::string::npos);
}

TEST(Connection, GivesUpOnAServerThatIsSilent) {
    RedisServer server;
    Connection connection(endpoint(server.url()), {30s, 50ms});
    connection.ask({"PING"});
    server.stop_answering();
    EXPECT_EQ(error_of(connection, {"PING"}), fmt::format("lost Redis at `{}`: no answer within 50ms", server.url()));
    server.answer_again();
}

TEST(Connection, KeepsTheDeadlineOfOneCall) {
    RedisServer server;
    Connection connection(endpoint(server.url()), ample);
    connection.ask({"PING"});
    server.stop_answering();
    try {
        connection.call_by(std::chrono::steady_clock::now() + 50ms, {"PING"});
        ADD_FAILURE() << "a server that hangs has answered";
    } catch (const Error& error) {
        EXPECT_EQ(error.message(), fmt::format("lost Redis at `{}`: no answer in time", server.url()));
    }
    server.answer_again();
    EXPECT_EQ(connection.call({"PING"}).text, "PONG");
}

TEST(Connection, ComesBackAfterTheServerDid) {
    RedisServer server;
    Connection connection(endpoint(server.url()), ample);
    connection.call({"SET", "key", "value"});
    server.kill();
    EXPECT_THROW(connection.call({"PING"}), Error);
    EXPECT_THROW(connection.call({"PING"}), Error);
    server.start();
    EXPECT_EQ(connection.call({"GET", "key"}).text, "value");
}

TEST(Connection, DoesNotTripOverARestartThatNobodySaw) {
    RedisServer server;
    Connection connection(endpoint(server.url()), ample);
    connection.call({"SET", "key", "value"});
    const auto first = connection.generation();
    server.kill();
    server.start();
    EXPECT_EQ(connection.call({"GET", "key"}).text, "value");
    EXPECT_EQ(connection.generation(), first + 1);
}

TEST(Connection, IsWokenFromItsWaitByAStop) {
    const RedisServer server;
    Connection connection(endpoint(server.url()), ample);
    connection.call({"SUBSCRIBE", "news"});
    std::stop_source stop;
    const std::jthread stopper([&] { stop.request_stop(); });
    EXPECT_FALSE(connection.await(std::chrono::steady_clock::now() + 10min, stop.get_token()));
}

TEST(Connection, TellsOfWhatComesUnasked) {
    const RedisServer server;
    Connection listener(endpoint(server.url()), ample);
    listener.call({"SUBSCRIBE", "news"});
    Connection speaker(endpoint(server.url()), ample);
    EXPECT_EQ(speaker.call({"PUBLISH", "news", "hello"}).integer, 1);
    const auto heard = listener.await(std::chrono::steady_clock::now() + 30s, {});
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->at(2).text, "hello");
}

TEST(Connection, NamesWhatAnAclLacks) {
    const RedisServer server;
    Connection admin(endpoint(server.url()), ample);
    admin.call({"ACL", "SETUSER", "app", "on", ">pw", "~*", "+@all", "-eval", "-evalsha", "-config"});
    Connection app(endpoint(fmt::format("redis://app:pw@127.0.0.1:{}/0", server.port())), ample);
    try {
        app.run(Script("return 1"), {}, std::vector<std::string>());
        FAIL() << "the server let a script run";
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("NOPERM"), std::string::npos) << error.message();
        EXPECT_NE(error.message().find("evalsha"), std::string::npos) << error.message();
        ASSERT_EQ(error.details().size(), 1U);
        EXPECT_NE(error.details()[0].text.find("+@scripting"), std::string::npos);
    }
}

}  // namespace megactl::redis

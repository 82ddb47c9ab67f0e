#include "core/http/server.hpp"

#include "core/http/probe.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <semaphore>
#include <thread>

#include "client.hpp"
#include "refused_requests.hpp"

namespace megactl::http {
namespace {

struct Tally {
    std::atomic<std::size_t> answered = 0;
    std::atomic<std::size_t> kept = 0;
    std::binary_semaphore has_paused{0};
    std::binary_semaphore goes_on{0};
};

// Answers with the path, to `/pause` once it may go on; what it answered counts as kept once before_answers() was
// called.
class Echo final : public Handler {
public:
    explicit Echo(Tally& tally) : tally_(tally) {}

    void begin_tick(std::chrono::system_clock::time_point /*now*/) override {}
    void answer(const Request& request, std::string_view peer, bool stays_open, std::string& output) override {
        if (request.path == "/pause") {
            tally_.has_paused.release();
            tally_.goes_on.acquire();
        }
        ++unkept_;
        ++tally_.answered;
        output += fmt::format("HTTP/1.1 200 OK\r\nX-Path: {}\r\nX-Peer: {}\r\nContent-Length: 0\r\n{}\r\n",
                              request.path, peer, stays_open ? "" : "Connection: close\r\n");
    }
    void refuse(int status, std::string_view words, std::string& output) override {
        output += fmt::format("HTTP/1.1 {} No {}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", status, words);
    }
    void before_answers() override { tally_.kept += std::exchange(unkept_, 0); }

private:
    Tally& tally_;
    std::size_t unkept_ = 0;
};

class RunningServer {
public:
    explicit RunningServer(Limits limits = {}, std::size_t threads = 2)
        : server_({ListenAddress{"127.0.0.1", 0}}, threads, limits), thread_([this](const std::stop_token& stop) {
              server_.run(stop, [this] { return std::make_unique<Echo>(tally); });
          }) {}

    std::uint16_t port() const { return server_.addresses().front().port; }
    void ask_to_stop() { thread_.request_stop(); }
    void join() { thread_.join(); }

    Tally tally;

private:
    Server server_;
    std::jthread thread_;
};

Limits with(std::chrono::milliseconds Limits::*limit, std::chrono::milliseconds value) {
    Limits limits;
    limits.*limit = value;
    return limits;
}

std::string get(std::string_view path, std::string_view headers = "") {
    return fmt::format("GET {} HTTP/1.1\r\nHost: a\r\n{}\r\n", path, headers);
}

TEST(Server, TakesNoAddressThatAnotherOneHas) {
    const RunningServer server;
    EXPECT_THROW(Server({ListenAddress{"127.0.0.1", server.port()}}, 2, {}), Error);
}

TEST(Probe, IsAnsweredByItsStatus) {
    RunningServer server;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    const std::string place = fmt::format("http://127.0.0.1:{}/", server.port());
    EXPECT_EQ(probe(place, deadline), 200);
    EXPECT_EQ(probe("ftp://127.0.0.1/", deadline).error().reason,
              "protocol \"ftp\" not supported or disabled in libcurl");
    EXPECT_EQ(probe(place, std::chrono::steady_clock::now()).error().reason, "no answer in time");
}

TEST(Server, AnswersInOrderOnOneConnection) {
    RunningServer server;
    Client client(server.port());
    ASSERT_TRUE(client.say(get("/1") + get("/2") + get("/3", "Connection: close\r\n") + get("/4")));
    const std::string heard = client.hear_all();
    EXPECT_EQ(Client::heads_in(heard), 3U);
    EXPECT_LT(heard.find("/1"), heard.find("/2"));
    EXPECT_LT(heard.find("/2"), heard.find("/3"));
    EXPECT_EQ(heard.find("/4"), std::string::npos);
    EXPECT_NE(heard.find("X-Peer: 127.0.0.1\r\n"), std::string::npos);
}

TEST(Server, TakesARequestInPieces) {
    RunningServer server;
    Client client(server.port());
    for (const char byte : get("/slow"))
        ASSERT_TRUE(client.say(std::string_view(&byte, 1)));
    EXPECT_NE(client.hear(1).find("/slow"), std::string::npos);
}

TEST(Server, RefusesAndClosesWhatIsAmbiguous) {
    RunningServer server;
    for (const std::string_view head : refused_requests) {
        Client client(server.port());
        client.say(std::string(head) + get("/smuggled"));
        const std::string heard = client.hear_all();
        EXPECT_TRUE(heard.starts_with("HTTP/1.1 400 ") || heard.starts_with("HTTP/1.1 505 ")) << head << heard;
        EXPECT_EQ(Client::heads_in(heard), 1U) << head;
        EXPECT_TRUE(client.is_closed_by_other());
    }
    EXPECT_EQ(server.tally.answered, 0U);
}

// With limits so short that the sweep may end the connection between any two of its requests.
TEST(Server, OutlivesAConnectionThatEndsWhileItsRequestsWait) {
    Limits limits;
    limits.head = limits.idle = std::chrono::milliseconds(1);
    limits.unsent = 1;
    RunningServer server(limits, 1);
    Client client(server.port());
    std::string requests;
    for (int i = 0; i < 20'000; ++i)
        requests += "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
    client.say(requests);
    client.hear_all();
    EXPECT_TRUE(client.is_closed_by_other());  // and the server is there to do it
}

TEST(Server, NeverTakesABodyForARequest) {
    RunningServer server;
    Client client(server.port());
    const std::string inner = get("/inner");
    client.say(fmt::format("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{}", inner.size(), inner) +
               fmt::format("POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
                           inner.size(), inner) +
               get("/3"));
    const std::string heard = client.hear(3);
    EXPECT_EQ(heard.find("/inner"), std::string::npos);
    EXPECT_NE(heard.find("/3"), std::string::npos);
    client.say("POST /4 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n" + get("/5"));
    EXPECT_EQ(client.hear_all().find("/5"), std::string::npos);
    EXPECT_TRUE(client.is_closed_by_other());
}

TEST(Server, AnswersWhoWaitsToSendABody) {
    RunningServer server;
    Client client(server.port());
    client.say("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_NE(client.hear_all().find("Connection: close"), std::string::npos);
}

TEST(Server, ClosesWhoTakesTooLong) {
    RunningServer server(with(&Limits::head, std::chrono::milliseconds(40)));
    Client silent(server.port());
    Client slow(server.port());
    slow.say("GET / HT");
    EXPECT_EQ(silent.hear_all(), "");
    EXPECT_EQ(slow.hear_all(), "");
    EXPECT_TRUE(silent.is_closed_by_other() && slow.is_closed_by_other());
}

TEST(Server, ClosesWhoIsIdle) {
    RunningServer server(with(&Limits::idle, std::chrono::milliseconds(40)));
    Client client(server.port());
    client.say(get("/1"));
    EXPECT_EQ(Client::heads_in(client.hear_all()), 1U);
    EXPECT_TRUE(client.is_closed_by_other());
}

TEST(Server, StopsReadingWhoTakesNoAnswers) {
    Limits limits;
    limits.requests = 100'000'000;
    RunningServer server(limits);
    Client client(server.port());
    const std::string request = get("/x");
    std::string many;
    for (int i = 0; i < 1000; ++i)
        many += request;
    std::size_t said = 0;
    // As much as both kernels' buffers hold: beyond it the server would have to keep it.
    while (const std::size_t sent = client.say_at_once(std::string_view(many).substr(said % request.size())))
        said += sent;
    const std::size_t rest = said % request.size();
    std::thread finisher([&] { client.say(rest == 0 ? "" : request.substr(rest)); });
    const std::size_t wanted = said / request.size() + (rest == 0 ? 0 : 1);
    EXPECT_EQ(Client::heads_in(client.hear(wanted)), wanted);
    finisher.join();
}

TEST(Server, EndsAConnectionAfterItsShareOfRequests) {
    Limits limits;
    limits.requests = 2;
    RunningServer server(limits);
    Client client(server.port());
    client.say(get("/1") + get("/2") + get("/3"));
    EXPECT_EQ(Client::heads_in(client.hear_all()), 2U);
}

TEST(Server, LetsOthersInWhenOneOfTooManyGoes) {
    Limits limits;
    limits.connections = 1;
    RunningServer server(limits, 1);
    auto first = std::make_unique<Client>(server.port());
    first->say(get("/1"));
    first->hear(1);
    Client second(server.port());
    second.say(get("/2"));
    first.reset();
    EXPECT_NE(second.hear(1).find("/2"), std::string::npos);
}

TEST(Server, FinishesWhatHasBegunWhenItStops) {
    // One loop: that it closed the idle one is the sign that it has heard of the stop.
    RunningServer server(with(&Limits::linger, std::chrono::milliseconds(40)), 1);
    Client idle(server.port());
    idle.say(get("/1"));
    idle.hear(1);
    Client midway(server.port());
    midway.say(get("/2") + "GET /3 HTT");
    midway.hear(1);
    server.ask_to_stop();
    EXPECT_EQ(idle.hear_all(), "");
    EXPECT_TRUE(idle.is_closed_by_other());
    midway.say("P/1.1\r\nHost: a\r\n\r\n");
    const std::string heard = midway.hear_all();
    EXPECT_NE(heard.find("/3"), std::string::npos);
    EXPECT_NE(heard.find("Connection: close"), std::string::npos);
    server.join();
    EXPECT_FALSE(Client(server.port()).is_connected());
}

TEST(Server, AnswersWhatCameTogetherWithTheStop) {
    RunningServer server({}, 1);
    Client client(server.port());
    client.say(get("/1"));
    client.hear(1);
    Client pausing(server.port());
    pausing.say(get("/pause"));
    server.tally.has_paused.acquire();
    client.say(get("/2"));
    server.ask_to_stop();
    server.tally.goes_on.release();
    EXPECT_NE(client.hear(1).find("/2"), std::string::npos);
}

TEST(Server, LetsEverybodyInWhoWaitsWhenItStops) {
    RunningServer server({}, 1);
    Client pausing(server.port());
    pausing.say(get("/pause"));
    server.tally.has_paused.acquire();
    std::deque<Client> clients;
    for (int i = 0; i < 300; ++i)
        clients.emplace_back(server.port()).say(get("/1"));
    server.ask_to_stop();
    server.tally.goes_on.release();
    for (Client& client : clients)
        EXPECT_EQ(Client::heads_in(client.hear(1)), 1U);
}

TEST(Server, GivesUpWhatDoesNotEndWithinTheGrace) {
    RunningServer server(with(&Limits::grace, std::chrono::milliseconds(40)));
    Client midway(server.port());
    midway.say(get("/1") + "GET /2 HTT");
    midway.hear(1);
    server.ask_to_stop();
    server.join();
    EXPECT_EQ(midway.hear_all(), "");
}

TEST(Server, KeepsBeforeItAnswersUnderLoad) {
    RunningServer server;
    std::atomic<std::size_t> heard = 0;
    std::atomic<bool> is_kept = true;
    {
        std::vector<std::jthread> clients;
        clients.reserve(8);
        for (int i = 0; i < 8; ++i) {
            clients.emplace_back([&] {
                Client client(server.port());
                for (int round = 0; round < 50; ++round) {
                    client.say(get("/1") + get("/2"));
                    heard += Client::heads_in(client.hear(2));
                    if (server.tally.kept < heard) is_kept = false;
                }
            });
        }
    }
    EXPECT_EQ(heard, 800U);
    EXPECT_TRUE(is_kept);
}

TEST(Server, SaysWhyItCantListen) {
    EXPECT_THROW(Server({ListenAddress{"192.0.2.1", 0}}, 1), Error);
    EXPECT_TRUE(parse_listen_address("[::1]:80").has_value());
    for (const std::string_view wrong : {"80", "::1:80", ":80", "a:", "a:b", "a:70000", "a:-1"})
        EXPECT_FALSE(parse_listen_address(wrong).has_value()) << wrong;
}

}  // namespace
}  // namespace megactl::http

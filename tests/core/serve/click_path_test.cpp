#include "core/broker/memory_broker.hpp"
#include "core/broker/memory_results.hpp"
#include "core/serve/click_publisher.hpp"
#include "core/serve/redirect_server.hpp"
#include "core/worker/worker.hpp"
#include "tests/core/http/client.hpp"
#include "tests/core/serve/one_link.hpp"
#include "tests/support/sandbox.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace megactl::serve {
namespace {

constexpr int clients = 6;
constexpr int rounds = 50;
constexpr int requests_a_round = 10;  // pipelined
constexpr std::size_t visits = std::size_t{clients} * rounds * requests_a_round;

// What the worker was given: the referrers, each a visit of its own.
class Visits {
public:
    std::vector<worker::Outcome> take(std::span<const celery::Message> messages) {
        const auto now = worker::system_now();
        const std::lock_guard lock(mutex_);
        for (const celery::Message& message : messages)
            seen_.insert(links::click_of(message, now).value().referrer);
        changed_.notify_all();
        return std::vector<worker::Outcome>(messages.size(), worker::Succeeded{});
    }
    bool wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(120), [&] { return seen_.size() >= count; });
    }
    const std::multiset<std::string>& seen() const { return seen_; }

private:
    std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::multiset<std::string> seen_;
};

void visit(std::uint16_t port, int client) {
    http::Client connection(port);
    for (int round = 0; round < rounds; ++round) {
        std::string requests;
        for (int i = 0; i < requests_a_round; ++i) {
            requests += fmt::format("GET /alice/go/ HTTP/1.1\r\nHost: localhost\r\nReferer: https://{}/{}/{}\r\n\r\n",
                                    client, round, i);
        }
        EXPECT_TRUE(connection.say(requests));
        EXPECT_EQ(http::Client::heads_in(connection.hear(requests_a_round)), requests_a_round);
    }
}

// Every thread that a click meets, at once: the loops, the watcher of the links, the publisher, and the worker's own.
TEST(ClickPath, BringsEachVisitToTheWorkerOnceUnderLoad) {
    const tests::Sandbox sandbox;
    const broker::BrokerSource queue("memory", "memory", broker::memory_broker_opener());
    const broker::ResultSource results("memory", "memory", broker::memory_results_opener());
    std::atomic<bool> is_away = false;
    Visits visited;

    worker::TaskRegistry registry;
    registry.add(links::click_task, {.run = [&](auto messages) { return visited.take(messages); }, .batch = 100});
    worker::WorkerOptions options;
    options.name = "megactl@here";
    options.queues = {links::click_queue};
    options.threads = 3;
    options.poll = std::chrono::milliseconds(20);
    worker::Worker worker(queue, results, registry, options);
    std::jthread working([&](const std::stop_token& stop) { worker.run(stop); });
    {
        const std::chrono::milliseconds often(1);
        links::LiveLinks known(std::make_unique<OneLink>(is_away), {often, often});
        links::ClickSpool spool({.folder = sandbox.path(), .identity = "here", .segment_size = 4096});
        RedirectSettings settings;
        settings.addresses = {{"127.0.0.1", 0}};
        settings.threads = 3;
        settings.rules.allowed_hosts = {"localhost"};
        RedirectServer server(settings, known);
        const ClickPublisher publisher(spool, queue, {.origin = "test@host", .batch = 50, .poll = often});
        std::jthread serving([&](const std::stop_token& stop) {
            server.run(stop, [&]() -> ClickKeeper {
                return [writer = std::shared_ptr(spool.open_writer())](auto clicks) { writer->append(clicks); };
            });
        });
        {
            std::vector<std::jthread> visitors;
            visitors.reserve(clients);
            for (int client = 0; client < clients; ++client)
                visitors.emplace_back([&, client] { visit(server.addresses().front().port, client); });
        }
        serving.request_stop();
        serving.join();
        EXPECT_EQ(spool.state().lost, 0U);
    }
    EXPECT_TRUE(visited.wait_for(visits));
    working.request_stop();
    working.join();
    EXPECT_EQ(visited.seen().size(), visits);
    EXPECT_EQ(std::set(visited.seen().begin(), visited.seen().end()).size(), visits);
}

}  // namespace
}  // namespace megactl::serve

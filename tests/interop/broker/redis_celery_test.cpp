// The queues that we share with Celery on a Redis: what one of us put there, took or left, the other understands.

#include "core/base/encoding.hpp"
#include "core/broker/source.hpp"
#include "core/redis/connection.hpp"
#include "tests/support/captured_run.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <thread>

namespace megactl::broker {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

class RedisAndCelery : public testing::TestWithParam<std::string> {
protected:
    RedisAndCelery() : broker_(source().open()), raw_(redis::endpoint_of(*parse_url(server_.socket_url())).value()) {}

    // What Python prints; `code` runs behind celery_app.py.
    std::string celery(const std::string& code) {
        const auto script = server_.folder() / "test.py";
        write(script, code);
        tests::RunSettings settings;
        settings.folder = server_.folder();
        settings.environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1",
                                "REDIS=" + server_.url(), "PREFIX=" + GetParam()};
        const auto run = tests::run_captured("/usr/bin/python3 -W ignore " CELERY_APP " < test.py", settings);
        EXPECT_EQ(run.status, 0) << run.output;
        return run.output;
    }

    TransportOptions options() const { return {.key_prefix = GetParam(), .folder = {}}; }
    BrokerSource source() const { return broker_source(server_.socket_url(), options()); }
    ResultSource results_source() const { return result_source(server_.socket_url(), options()); }
    std::vector<Delivery> take(std::size_t most = 10) {
        const std::vector<std::string> queues{"celery"};
        return broker_->receive(queues, most, 0ms, {});
    }
    Broker& broker() { return *broker_; }
    redis::Connection& raw() { return raw_; }
    std::string key(std::string_view name) const { return GetParam() + std::string(name); }
    // As an hour would.
    void let_the_visibility_timeout_pass(const std::string& tag) {
        raw_.call({"ZADD", key("unacked_index"), "1000", tag});
    }

private:
    static void write(const std::filesystem::path& file, const std::string& text) {
        std::ofstream(file, std::ios::binary) << text;
    }

    tests::RedisServer server_;
    std::unique_ptr<Broker> broker_;
    redis::Connection raw_;
};

constexpr const char* send_three = R"(
add.apply_async((1, 2), task_id="plain")
add.apply_async((3, 4), task_id="urgent-not", priority=9)
add.apply_async(("ä", "ö"), task_id="text", priority=3)
)";
constexpr const char* run_and_print = R"(
with worker():
    for name in ("plain", "text", "urgent-not"):
        print(name, app.AsyncResult(name).get(timeout=60))
)";
constexpr const char* all_results = "plain 3\ntext äö\nurgent-not 7\n";

// The task's id, which the sender has also written down as its correlation id.
std::string id_of(const std::string& payload) {
    constexpr std::string_view before = R"("correlation_id": ")";
    const std::size_t begin = payload.find(before);
    if (begin == std::string::npos) return "none";
    return payload.substr(begin + before.size(), payload.find('"', begin + before.size()) - begin - before.size());
}

}  // namespace

TEST_P(RedisAndCelery, WeTakeWhatCeleryQueuedInItsOrder) {
    celery(send_three);
    const auto taken = take();
    ASSERT_EQ(taken.size(), 3U);
    EXPECT_EQ(id_of(taken[0].payload), "plain");
    EXPECT_EQ(id_of(taken[1].payload), "text");
    EXPECT_EQ(id_of(taken[2].payload), "urgent-not");
    EXPECT_EQ(taken[2].priority, 9);
    EXPECT_EQ(broker().queues().at(0).held, 3U);
}

TEST_P(RedisAndCelery, CeleryRunsWhatWeGiveBack) {
    celery(send_three);
    broker().give_back(take());
    EXPECT_EQ(celery(run_and_print), all_results);
}

TEST_P(RedisAndCelery, CeleryRestoresAndRunsWhatWeHeldAndLeft) {
    celery(send_three);
    for (const Delivery& delivery : take())
        let_the_visibility_timeout_pass(delivery.tag);
    EXPECT_EQ(celery(run_and_print), all_results);
    EXPECT_EQ(raw().call({"EXISTS", key("unacked")}).integer, 0);
}

TEST_P(RedisAndCelery, CeleryLeavesAloneWhatWeRenew) {
    celery(R"(add.apply_async((1, 2), task_id="held"))");
    const auto taken = take();
    let_the_visibility_timeout_pass(taken[0].tag);
    EXPECT_TRUE(broker().renew(std::vector<std::string>{taken[0].tag}).empty());
    celery("with worker(): app.AsyncResult(add.delay(1, 1).id).get(timeout=60)");
    EXPECT_EQ(raw().call({"HLEN", key("unacked")}).integer, 1);
}

TEST_P(RedisAndCelery, CeleryRunsWhatWePublish) {
    celery(send_three);
    std::vector<Outgoing> messages;
    const auto taken = take();
    std::vector<std::string> tags;
    for (const Delivery& delivery : taken) {
        messages.push_back({"celery", delivery.payload, delivery.priority});
        tags.push_back(delivery.tag);
    }
    broker().acknowledge(tags);
    raw().call({"DEL", key("_kombu.binding.celery")});
    broker().publish_once(messages, {"spool", 3});
    EXPECT_EQ(celery(run_and_print), all_results);
    EXPECT_EQ(raw().call({"EXISTS", key("unacked")}).integer, 0);
}

TEST_P(RedisAndCelery, WeRestoreWhatADeadCeleryWorkerHeld) {
    celery(send_three);
    // A consumer that gets a message and dies of it.
    celery(R"(
import os
with app.connection_for_read() as connection:
    assert connection.default_channel.basic_get("celery")
    assert connection.default_channel.basic_get("celery")
    os._exit(0)
)");
    EXPECT_EQ(broker().restore_abandoned(), 0U);
    for (const redis::Reply& tag : raw().call({"HKEYS", key("unacked")}).elements)
        let_the_visibility_timeout_pass(tag.text);
    EXPECT_EQ(broker().restore_abandoned(), 2U);
    const auto taken = take();
    EXPECT_EQ(taken.size(), 3U);
    EXPECT_TRUE(taken.front().is_redelivered);
    broker().give_back(taken);
    EXPECT_EQ(celery(run_and_print), all_results);
}

TEST_P(RedisAndCelery, SeesTheSameQueuesAsKombu) {
    celery(send_three);
    const std::string sizes = celery(R"(
with app.connection_for_read() as connection:
    channel = connection.default_channel
    print(channel._size("celery"), channel.get_table("celery"))
)");
    EXPECT_EQ(sizes, "3 [('celery', '', 'celery')]\n");
    const auto queues = broker().queues();
    ASSERT_EQ(queues.size(), 1U);
    EXPECT_EQ(queues[0].name, "celery");
    EXPECT_EQ(queues[0].waiting, 3U);
}

TEST_P(RedisAndCelery, CeleryIsWokenByOurResult) {
    auto heard = std::async(std::launch::async, [this] {
        return celery(R"(
try:
    print(app.AsyncResult("good").get(timeout=60))
    app.AsyncResult("bad").get(timeout=60)
except ValueError as error:
    print("ValueError", error)
)");
    });
    const auto results = results_source().open();
    const auto store_once_awaited = [&](celery::TaskResult result) {
        const auto deadline = std::chrono::steady_clock::now() + 60s;
        while (raw().call({"PUBSUB", "NUMSUB", "celery-task-meta-" + result.id}).at(1).number() == 0 &&
               std::chrono::steady_clock::now() < deadline)
            std::this_thread::yield();
        results->store(std::vector{std::move(result)});
    };
    celery::TaskResult good;
    good.id = "good";
    good.state = celery::State::success;
    good.result = R"({"rows": [1, "ü"]})";
    store_once_awaited(good);
    celery::TaskResult bad;
    bad.id = "bad";
    bad.state = celery::State::failure;
    bad.result = celery::exception_object("ValueError", "oops");
    store_once_awaited(bad);
    EXPECT_EQ(heard.get(), "{'rows': [1, 'ü']}\nValueError oops\n");
    EXPECT_GT(raw().call({"TTL", "celery-task-meta-good"}).integer, 86'000);
}

TEST_P(RedisAndCelery, WeReadCelerysResultsAndReplaceNoSuccess) {
    celery(R"(
with worker():
    print(app.AsyncResult(add.apply_async((40, 2), task_id="theirs").id).get(timeout=60))
)");
    const auto results = results_source().open();
    const auto theirs = results->fetch("theirs");
    ASSERT_TRUE(theirs);
    EXPECT_EQ(theirs->result, "42");
    celery::TaskResult ours;
    ours.id = "theirs";
    ours.state = celery::State::failure;
    results->store(std::vector{ours});
    EXPECT_EQ(results->fetch("theirs")->state, celery::State::success);
}

INSTANTIATE_TEST_SUITE_P(Under, RedisAndCelery, testing::Values("", "shop:"),
                         [](const auto& prefix) { return prefix.param.empty() ? "no_prefix" : "a_prefix"; });

}  // namespace megactl::broker

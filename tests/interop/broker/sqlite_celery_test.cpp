// The queues and results that we share with Celery in a SQLite file: what one of us put there, the other understands.

#include "core/broker/sqlite_broker.hpp"
#include "core/broker/sqlite_results.hpp"
#include "core/celery/message.hpp"
#include "core/os/random.hpp"
#include "tests/support/captured_run.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <future>
#include <set>
#include <sstream>

namespace megactl::broker {
namespace {

using namespace std::chrono_literals;
using celery::State;

class SqliteAndCelery : public testing::Test {
protected:
    // What Python prints; `code` runs behind sqlite_app.py.
    std::string celery(const std::string& code, const std::string& name = "test.py") const {
        sandbox_.write(name, code);
        tests::RunSettings settings;
        settings.folder = sandbox_.path();
        settings.environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1",
                                "FILE=" + file().string()};
        settings.time_limit = 120s;
        const auto run = tests::run_captured("/usr/bin/python3 -W ignore " SQLITE_APP " < " + name, settings);
        EXPECT_EQ(run.status, 0) << run.output;
        return run.output;
    }

    std::filesystem::path file() const { return sandbox_.path() / "queue.db"; }
    std::unique_ptr<Broker> broker() const { return open_sqlite_broker(file(), options()); }
    std::unique_ptr<ResultBackend> results() const { return open_sqlite_results(file(), options()); }

    static std::vector<Delivery> take(Broker& broker, std::size_t most, std::chrono::milliseconds wait = 0ms) {
        const std::vector<std::string> queues{"celery"};
        return broker.receive(queues, most, wait, std::stop_token());
    }

    static void publish(Broker& broker, const std::string& id, const std::string& args) {
        celery::Message message;
        message.task = "app.add";
        message.id = id;
        message.root_id = id;
        message.args = args;
        broker.publish(std::vector<Outgoing>{{"celery", encode(message, "celery", os::random_uuid())}});
    }

private:
    static TransportOptions options() {
        TransportOptions options;
        options.may_create = true;
        return options;
    }

    tests::Sandbox sandbox_;
};

TEST_F(SqliteAndCelery, WeTakeWhatCeleryQueuesInItsOwnFile) {
    celery("add.apply_async((1, 2), task_id='one'); add.apply_async((3, 4), task_id='two')");
    const auto broker = this->broker();
    const auto taken = take(*broker, 10);
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_EQ(celery::decode(taken[0].payload)->id, "one");
    EXPECT_EQ(celery::decode(taken[0].payload)->task, "app.add");
    EXPECT_EQ(celery::decode(taken[1].payload)->id, "two");
    EXPECT_FALSE(taken[0].is_redelivered);
    broker->acknowledge(std::vector<std::string>{taken[0].tag});
    broker->give_back(std::vector{taken[1]});
    // What we gave back, Celery runs; what we acknowledged it never sees.
    EXPECT_EQ(celery("with worker():\n    print(app.AsyncResult('two').get(timeout=60))\n"
                     "print(app.AsyncResult('one').state)"),
              "7\nPENDING\n");
}

TEST_F(SqliteAndCelery, CeleryRunsWhatWeQueueAndWeReadItsResult) {
    publish(*broker(), "sum", "[20, 22]");
    EXPECT_EQ(celery("with worker():\n    print(app.AsyncResult('sum').get(timeout=60))"), "42\n");
    const auto result = results()->fetch("sum");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->state, State::success);
    EXPECT_EQ(result->result, "42");
    EXPECT_TRUE(result->date_done);
}

TEST_F(SqliteAndCelery, WeReadHowATaskOfCeleryFailed) {
    celery("with worker():\n    fail.apply_async(('no ü',), task_id='f').get(timeout=60, propagate=False)");
    const auto result = results()->fetch("f");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->state, State::failure);
    EXPECT_NE(result->result.find(R"("exc_type": "ValueError")"), std::string::npos) << result->result;
    EXPECT_NE(result->result.find("no ü"), std::string::npos) << result->result;
    EXPECT_NE(result->traceback.find("ValueError: no ü"), std::string::npos);
}

TEST_F(SqliteAndCelery, CeleryReadsOurResults) {
    celery::TaskResult good;
    good.id = "good";
    good.state = State::success;
    good.result = R"({"rows": [1, -2.5, null, true, "ü", 1180591620717411303424, 70000]})";
    celery::TaskResult bad;
    bad.id = "bad";
    bad.state = State::failure;
    bad.result = celery::exception_object("ValueError", "no");
    results()->store(std::vector{good, bad});
    EXPECT_EQ(celery("print(app.AsyncResult('good').get(timeout=60))\n"
                     "try:\n    app.AsyncResult('bad').get(timeout=60)\nexcept ValueError as error:\n    print(error)"),
              "{'rows': [1, -2.5, None, True, 'ü', 1180591620717411303424, 70000]}\nno\n");
}

// Both publish and both take at once; each message is taken by one of us.
TEST_F(SqliteAndCelery, NothingIsLostOrDoubledBetweenUs) {
    constexpr std::size_t each = 100;
    const auto ours = broker();
    ours->publish({});
    auto python = std::async(std::launch::async, [this] {
        return celery(R"(
from kombu import Connection
with Connection(f'sqla+sqlite:///{FILE}') as connection:
    for number in range(100):
        add.apply_async((number, 0), task_id=f'python-{number}')
    queue = connection.SimpleQueue('celery')
    for _ in range(60):
        message = queue.get(timeout=60)
        print(message.headers['id'])
        message.ack()
)");
    });
    std::multiset<std::string> seen;
    for (std::size_t number = 0; number < each; ++number)
        publish(*ours, "megactl-" + std::to_string(number), "[1, 2]");
    while (seen.size() < 2 * each - 60) {
        const auto taken = take(*ours, std::min<std::size_t>(3, 2 * each - 60 - seen.size()), 60s);
        ASSERT_FALSE(taken.empty());
        std::vector<std::string> tags;
        for (const Delivery& delivery : taken) {
            seen.insert(celery::decode(delivery.payload)->id);
            tags.push_back(delivery.tag);
        }
        ours->acknowledge(tags);
    }
    std::istringstream said(python.get());
    for (std::string id; std::getline(said, id);)
        seen.insert(id);
    EXPECT_EQ(seen.size(), 2 * each);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 2 * each);
    EXPECT_TRUE(take(*ours, 1).empty());
}

}  // namespace
}  // namespace megactl::broker

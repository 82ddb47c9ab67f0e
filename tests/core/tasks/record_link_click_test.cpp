#include "core/base/error.hpp"
#include "core/tasks/tasks.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

namespace megactl::tasks {
namespace {

// Link 7 exists; what is recorded is kept, once a transaction.
struct FakeTable {
    std::mutex mutex;
    std::vector<std::vector<links::Click>> transactions;
    std::atomic<int> opened = 0;
    std::atomic<int> failures = 0;
    Error::Kind kind = Error::Kind::service;
};

class FakeStore final : public links::LinkStore {
public:
    explicit FakeStore(FakeTable& table) : table_(table) { ++table_.opened; }

    void ping(os::Deadline /*deadline*/) override {}
    std::optional<links::Link> find(std::string_view /*user*/, std::string_view /*slug*/) override {
        return std::nullopt;
    }
    void for_each(const std::function<void(const links::Link&)>& /*look*/) override {}
    bool may_have_changed() override { return false; }
    std::pair<links::Link, links::Added> add(const links::NewLink& /*link*/) override { return {}; }
    links::Additions add_all(std::span<const links::NewLink> /*links*/, bool /*rehearses*/) override { return {}; }
    std::optional<links::Removed> remove(std::string_view /*user*/, std::string_view /*slug*/) override {
        return std::nullopt;
    }
    std::optional<links::LinkStats> stats(std::string_view /*user*/, std::string_view /*slug*/) override {
        return std::nullopt;
    }
    std::vector<std::string> users() override { return {}; }

    std::vector<bool> record(std::span<const links::Click> clicks) override {
        if (table_.failures-- > 0) throw Error(table_.kind, "the database is locked");
        const std::lock_guard lock(table_.mutex);
        table_.transactions.emplace_back(clicks.begin(), clicks.end());
        std::vector<bool> exist;
        exist.reserve(clicks.size());
        for (const links::Click& click : clicks)
            exist.push_back(click.link_id == 7);
        return exist;
    }

private:
    FakeTable& table_;
};

class RecordLinkClickTest : public testing::Test {
protected:
    static celery::Message visit(const std::string& link, const std::string& id = "id") {
        celery::Message message;
        message.task = links::click_task;
        message.id = id;
        message.kwargs = R"({"link_id": )" + link +
                         R"(, "referrer": "https://a.example/", "user_agent": "test", "ip_address": null})";
        return message;
    }

    std::vector<worker::Outcome> run(const std::vector<celery::Message>& messages) const {
        return handler.run(messages);
    }

    static std::string value_of(const worker::Outcome& outcome) {
        const auto* success = std::get_if<worker::Succeeded>(&outcome);
        return success == nullptr ? "" : success->value;
    }

    FakeTable table;
    worker::Handler handler = record_link_click({.open_links = [this] { return std::make_unique<FakeStore>(table); },
                                                 .open_database = {},
                                                 .now = [] { return celery::Time(std::chrono::hours(12)); }});
};

TEST_F(RecordLinkClickTest, AnswersAsTheSitesTaskDoes) {
    const auto outcomes = run({visit("7"), visit("8")});
    ASSERT_EQ(outcomes.size(), 2U);
    EXPECT_EQ(value_of(outcomes[0]), "\"Click recorded for link 7\"");
    EXPECT_EQ(value_of(outcomes[1]), "\"Link 8 not found\"");
}

TEST_F(RecordLinkClickTest, WritesABatchInOneTransaction) {
    EXPECT_EQ(handler.batch, 1000U);
    std::vector<celery::Message> messages;
    messages.reserve(100);
    for (int i = 0; i < 100; ++i)
        messages.push_back(visit("7", std::to_string(i)));
    run(messages);
    ASSERT_EQ(table.transactions.size(), 1U);
    ASSERT_EQ(table.transactions[0].size(), 100U);
    EXPECT_EQ(table.transactions[0][99].id, "99");
    EXPECT_EQ(table.transactions[0][99].referrer, "https://a.example/");
    EXPECT_EQ(table.transactions[0][99].at, celery::Time(std::chrono::hours(12)));
}

TEST_F(RecordLinkClickTest, FailsOnlyTheCallsThatMakeNoSense) {
    const auto outcomes = run({visit("7"), visit("\"seven\""), visit("7")});
    ASSERT_EQ(outcomes.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<worker::Succeeded>(outcomes[0]));
    EXPECT_TRUE(std::holds_alternative<worker::Failed>(outcomes[1]));
    EXPECT_TRUE(std::holds_alternative<worker::Succeeded>(outcomes[2]));
}

TEST_F(RecordLinkClickTest, IsPutOffWhileTheDatabaseIsAway) {
    for (const Error::Kind kind : {Error::Kind::service, Error::Kind::input}) {
        table.kind = kind;
        table.failures = 1;
        for (const worker::Outcome& outcome : run({visit("7"), visit("7")}))
            EXPECT_EQ(std::get<worker::Postponed>(outcome).reason, "the database is locked");
    }
    EXPECT_EQ(value_of(run({visit("7")})[0]), "\"Click recorded for link 7\"");
}

TEST_F(RecordLinkClickTest, FailsACallThatMakesNoSenseAlsoWhileTheDatabaseIsAway) {
    table.failures = 1;
    const auto outcomes = run({visit("\"seven\""), visit("7")});
    EXPECT_TRUE(std::holds_alternative<worker::Failed>(outcomes.at(0)));
    EXPECT_TRUE(std::holds_alternative<worker::Postponed>(outcomes.at(1)));
}

TEST(TaskCatalogue, TriesAgainAsOftenAsItIsTold) {
    const worker::TaskRegistry registry = task_catalogue({}, 7);
    EXPECT_EQ(registry.find(links::click_task)->retries.most, 7);
}

TEST_F(RecordLinkClickTest, KeepsAConnectionForTheNextRun) {
    for (int i = 0; i < 5; ++i)
        run({visit("7")});
    EXPECT_EQ(table.opened, 1);
}

TEST_F(RecordLinkClickTest, RunsInSeveralThreadsAtATime) {
    constexpr int threads = 3;
    {
        std::vector<std::jthread> runners;
        runners.reserve(threads);
        for (int i = 0; i < threads; ++i) {
            runners.emplace_back([this] {
                for (int run_number = 0; run_number < 50; ++run_number)
                    run({visit("7")});
            });
        }
    }
    EXPECT_EQ(table.transactions.size(), 50U * threads);
    EXPECT_LE(table.opened, threads);
}

}  // namespace
}  // namespace megactl::tasks

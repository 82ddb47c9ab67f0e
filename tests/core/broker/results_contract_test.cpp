// What every result backend promises.

#include "core/broker/source.hpp"
#include "tests/core/broker/places.hpp"

#include <gtest/gtest.h>

#include <map>

namespace megactl::broker {
namespace {

using celery::State;
using celery::TaskResult;

class ResultsContract : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        place_ = tests::make_place(GetParam());
        source_.emplace(result_source(place_->results_url(), place_->options()));
        results_ = source_->open();
    }

    void store(const std::string& id, State state, const std::string& value) {
        TaskResult result;
        result.id = id;
        result.state = state;
        result.result = value;
        results_->store(std::vector<TaskResult>{result});
    }
    std::string fetch(const std::string& id) {
        const auto result = source_->open()->fetch(id);
        return result ? std::string(celery::name_of(result->state)) + " " + result->result : "nothing";
    }
    ResultBackend& results() { return *results_; }

private:
    std::unique_ptr<tests::Place> place_;
    std::optional<ResultSource> source_;
    std::unique_ptr<ResultBackend> results_;
};

}  // namespace

TEST_P(ResultsContract, AnswersAPing) {
    EXPECT_NO_THROW(results().ping());
}

TEST_P(ResultsContract, KeepsWhatIsStored) {
    EXPECT_EQ(fetch("a"), "nothing");
    store("a", State::success, R"({"rows": [1, null, "ü"]})");
    EXPECT_EQ(fetch("a"), R"(SUCCESS {"rows": [1, null, "ü"]})");
    EXPECT_EQ(fetch("b"), "nothing");
}

TEST_P(ResultsContract, ReplacesEverythingButASuccess) {
    store("a", State::started, "null");
    store("a", State::retry, R"({"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"})");
    EXPECT_TRUE(fetch("a").starts_with("RETRY"));
    store("a", State::failure, R"({"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"})");
    EXPECT_TRUE(fetch("a").starts_with("FAILURE"));
    store("a", State::success, "1");
    store("a", State::failure, R"({"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"})");
    store("a", State::success, "2");
    EXPECT_EQ(fetch("a"), "SUCCESS 1");
}

TEST_P(ResultsContract, StoresManyAtOnce) {
    std::vector<TaskResult> many(1200);
    for (std::size_t i = 0; i < many.size(); ++i) {
        many[i].id = std::to_string(i);
        many[i].state = State::success;
        many[i].result = std::to_string(i);
    }
    results().store(many);
    results().store({});
    EXPECT_EQ(fetch("0"), "SUCCESS 0");
    EXPECT_EQ(fetch("1199"), "SUCCESS 1199");
}

TEST_P(ResultsContract, ShowsWhatFailedAndReplacesItOnce) {
    store("done", State::success, "1");
    std::vector<TaskResult> failed(300);
    for (std::size_t i = 0; i < failed.size(); ++i) {
        failed[i].id = std::to_string(i);
        failed[i].state = State::failure;
    }
    failed[7].call = {.task = "reports.build", .args = R"(["may"])", .kwargs = "{}", .queue = "reports", .retries = 3};
    results().store(failed);
    std::map<std::string, std::string> seen;
    results().browse_failed([&](const TaskResult& result) {
        seen[result.id] = result.call ? result.call->task + result.call->args + result.call->queue : "";
        return true;
    });
    EXPECT_EQ(seen.size(), failed.size());
    EXPECT_EQ(seen["7"], R"(reports.build["may"]reports)");
    EXPECT_EQ(seen["8"], "");

    int looks = 0;
    results().browse_failed([&](const TaskResult&) { return ++looks < 2; });
    EXPECT_EQ(looks, 2);

    TaskResult by = failed[7];
    by.state = State::retry;
    by.call->worker = "one";
    EXPECT_TRUE(results().replace(failed[7], by));
    EXPECT_FALSE(results().replace(failed[7], by)) << "it has changed by then";
    TaskResult again = by;
    again.call->worker = "two";
    EXPECT_TRUE(results().replace(by, again));
    EXPECT_FALSE(results().replace(by, again));
    by.id = "nobody";
    EXPECT_FALSE(results().replace(by, again));
    EXPECT_TRUE(fetch("7").starts_with("RETRY"));
    seen.clear();
    results().browse_failed([&](const TaskResult& result) { return seen.emplace(result.id, ""), true; });
    EXPECT_FALSE(seen.contains("7"));
}

INSTANTIATE_TEST_SUITE_P(Over, ResultsContract, testing::Values("memory", "redis", "sqlite"),
                         [](const auto& kind) { return kind.param; });

}  // namespace megactl::broker

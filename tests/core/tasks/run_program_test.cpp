#include "core/tasks/own_tasks.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <variant>

namespace megactl::tasks {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

celery::Message call() {
    celery::Message message;
    message.task = "ops.rotate";
    message.id = "a1";
    message.args = "[1, \"x\"]";
    message.kwargs = R"({"deep": {"n": 12345678901234567890}})";
    message.retries = 2;
    message.eta = celery::parse_time("2026-11-25T10:00:00Z").value();
    message.root_id = "r1";
    message.user_headers = {{"tenant", R"("acme")"}};
    return message;
}

worker::Outcome outcome_of(const std::string& script, const celery::Message& message = call(), TimeLimits limits = {}) {
    const worker::Handler handler = run_program({.command = {"sh", "-c", script}, .limits = limits});
    const std::vector<worker::Outcome> outcomes = handler.run(std::span(&message, 1));
    EXPECT_EQ(outcomes.size(), 1U);
    return outcomes.at(0);
}

std::string value_of(const std::string& script) {
    return std::get<worker::Succeeded>(outcome_of(script)).value;
}

TEST(RunProgram, GivesTheWholeCallAsOneObject) {
    EXPECT_EQ(
        value_of("cat"),
        R"({"id": "a1", "task": "ops.rotate", "args": [1, "x"], "kwargs": {"deep": {"n": 12345678901234567890}}, )"
        R"("retries": 2, "eta": "2026-11-25T10:00:00+00:00", "root_id": "r1", "parent_id": null, "group": null, )"
        R"("correlation_id": "a1", "headers": {"tenant": "acme"}})");
}

TEST(RunProgram, TakesItsOutputForTheResult) {
    EXPECT_EQ(value_of("true"), R"("")");
    EXPECT_EQ(value_of("echo 7"), "7");
    EXPECT_EQ(value_of("echo '{\"a\": [1]}'"), R"({"a": [1]})");
    EXPECT_EQ(value_of("printf 'two\\nlines\\n\\n'"), R"("two\nlines\n")");
    EXPECT_EQ(value_of("printf '\\377'"), R"("\ufffd")");
}

TEST(RunProgram, FailsWithTheEndOfWhatItComplainedOf) {
    EXPECT_EQ(std::get<worker::Failed>(outcome_of("echo ' no space ' >&2; exit 3")).reason, "no space");
    EXPECT_EQ(std::get<worker::Failed>(outcome_of("exit 3")).reason, "it ended with status 3");
    EXPECT_EQ(std::get<worker::Failed>(outcome_of("kill -SEGV $$")).reason, "signal SIGSEGV ended it");
}

TEST(RunProgram, IsTriedAgainWhereItAsksOrIsNotThere) {
    EXPECT_EQ(std::get<worker::Retried>(outcome_of("echo busy >&2; exit 75")).reason, "busy");
    EXPECT_EQ(std::get<worker::Retried>(outcome_of("exit 75")).reason, "it asks to be tried again");
    const celery::Message message = call();
    const auto missing = run_program({.command = {"/nowhere/rotate"}}).run(std::span(&message, 1));
    EXPECT_EQ(std::get<worker::Retried>(missing.at(0)).reason,
              "can't run `/nowhere/rotate`: no such file or directory");
}

TEST(RunProgram, EndsAtItsLimits) {
    const auto hard = std::get<worker::Failed>(outcome_of("while :; do :; done", call(), {.hard = milliseconds(20)}));
    EXPECT_EQ(hard.exception, "TimeLimitExceeded");
    EXPECT_EQ(hard.module, "billiard.exceptions");
    EXPECT_EQ(hard.reason, "it still ran after 20ms");
    celery::Message message = call();
    message.soft_time_limit = 0.02;
    const auto soft = std::get<worker::Failed>(outcome_of("while :; do :; done", message));
    EXPECT_EQ(soft.exception, "SoftTimeLimitExceeded");
    const std::string tidy = "trap 'echo early; exit 0' TERM; while :; do :; done";
    milliseconds limit(50);
    worker::Outcome tidied = outcome_of(tidy, call(), {.soft = limit});
    while (!std::holds_alternative<worker::Succeeded>(tidied)) {  // it was asked before it could listen
        ASSERT_LT(limit, 30s);
        tidied = outcome_of(tidy, call(), {.soft = limit *= 2});
    }
    EXPECT_EQ(std::get<worker::Succeeded>(tidied).value, R"("early")");
}

}  // namespace
}  // namespace megactl::tasks

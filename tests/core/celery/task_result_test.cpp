#include "core/celery/task_result.hpp"

#include <gtest/gtest.h>

namespace megactl::celery {
namespace {

TEST(TaskResult, IsWrittenAsCeleryWritesIt) {
    TaskResult result;
    result.id = "c8da";
    result.state = State::success;
    result.result = "3";
    result.date_done = Time(std::chrono::microseconds(1'763'815'798'768'315));
    EXPECT_EQ(encode(result), R"({"status": "SUCCESS", "result": 3, "traceback": null, "children": [], )"
                              R"("date_done": "2025-11-22T12:49:58.768315+00:00", "task_id": "c8da"})");
}

TEST(TaskResult, ComesBackAsItWas) {
    TaskResult result;
    result.id = "any \"text\" é";
    result.state = State::failure;
    result.result = exception_object("ValueError", "it's \"so\"");
    result.traceback = "Traceback\n";
    result.children = R"([[["30b1", null], null]])";
    result.group = "g";
    result.parent_id = "p";
    const auto back = decode_result(encode(result));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->id, result.id);
    EXPECT_EQ(back->state, State::failure);
    EXPECT_EQ(back->result, R"({"exc_type": "ValueError", "exc_message": ["it's \"so\""], "exc_module": "builtins"})");
    EXPECT_EQ(back->traceback, result.traceback);
    EXPECT_EQ(back->children, result.children);
    EXPECT_EQ(back->date_done, std::nullopt);
    EXPECT_EQ(back->group, "g");
    EXPECT_EQ(back->parent_id, "p");
}

TEST(TaskResult, KeepsWhatWasCalled) {
    TaskResult result;
    result.id = "x";
    result.state = State::failure;
    result.call = {.task = "reports.build", .args = R"(["may"])", .kwargs = "{}", .queue = "reports", .retries = 3};
    const auto back = decode_result(encode(result));
    ASSERT_TRUE(back && back->call);
    EXPECT_EQ(back->call->task, "reports.build");
    EXPECT_EQ(back->call->args, R"(["may"])");
    EXPECT_EQ(back->call->kwargs, "{}");
    EXPECT_EQ(back->call->queue, "reports");
    EXPECT_EQ(back->call->worker, "");
    EXPECT_EQ(back->call->retries, 3);
}

TEST(TaskResult, TakesNoPrintedFormForArguments) {
    const auto result = decode_result(
        R"({"status": "FAILURE", "result": null, "name": "reports.build", "args": "may, 3", "kwargs": null})");
    ASSERT_TRUE(result && result->call);
    EXPECT_EQ(result->call->args, "");
    EXPECT_EQ(result->call->kwargs, "");
}

TEST(TaskResult, TellsAnExceptionInALine) {
    EXPECT_EQ(exception_line(exception_object("ValueError", "no such user")), "ValueError: no such user");
    EXPECT_EQ(exception_line(R"({"exc_type": "KeyError", "exc_message": ["a", 3]})"), "KeyError: a, 3");
    EXPECT_EQ(exception_line(R"({"exc_type": "KeyError", "exc_message": "a"})"), "KeyError: a");
    EXPECT_EQ(exception_line(R"({"exc_type": "KeyError", "exc_message": []})"), "KeyError");
    EXPECT_EQ(exception_line(R"({"unreadable": "why"})"), R"({"unreadable": "why"})");
    EXPECT_EQ(exception_line("oops"), "oops");
}

TEST(TaskResult, ReadsTheTimeOfOlderReleases) {
    const auto result = decode_result(
        R"({"status": "SUCCESS", "result": null, "date_done": "2025-11-22T12:49:58.768315", "task_id": "x"})");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->date_done, Time(std::chrono::microseconds(1'763'815'798'768'315)));
}

TEST(TaskResult, RefusesWhatIsNone) {
    EXPECT_FALSE(decode_result("[]"));
    EXPECT_FALSE(decode_result("{"));
    EXPECT_FALSE(decode_result(R"({"status": ""})"));
    EXPECT_FALSE(decode_result(R"({"result": 1})"));
}

TEST(TaskResult, KeepsStatesThatTasksInvent) {
    const auto result = decode_result(R"({"status": "PROGRESS", "result": {"done": 3}, "task_id": "x"})");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->state, State::custom);
    EXPECT_EQ(state_name(*result), "PROGRESS");
    EXPECT_FALSE(is_ready(result->state));
    EXPECT_NE(encode(*result).find(R"("status": "PROGRESS")"), std::string::npos);
}

TEST(State, KnowsItsNames) {
    EXPECT_EQ(state_named("REVOKED"), State::revoked);
    EXPECT_EQ(state_named("revoked"), std::nullopt);
    EXPECT_TRUE(is_ready(State::failure));
    EXPECT_FALSE(is_ready(State::retry));
}

}  // namespace
}  // namespace megactl::celery

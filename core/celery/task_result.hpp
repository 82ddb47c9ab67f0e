#pragma once

#include "core/base/result.hpp"
#include "core/celery/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::celery {

// `custom` is one that the task invented for itself (`update_state(state="PROGRESS")`).
enum class State { pending, received, started, retry, success, failure, revoked, custom };

std::string_view name_of(State state);  // "SUCCESS"; of a custom one "CUSTOM"
std::optional<State> state_named(std::string_view name);
bool is_ready(State state);  // success, failure, revoked

// What was called, as it is kept beside a result where the project sets Celery's `result_extended`.
struct KeptCall {
    std::string task;      // empty for not known, as the next three
    std::string args{};    // a JSON array; empty too where only a form for people is kept, which can't be called again
    std::string kwargs{};  // a JSON object; the same
    std::string queue{};
    std::string worker{};  // who ran it; who sent it, of a result that says RETRY since megactl did
    std::int64_t retries = 0;

    // Celery also keeps what a step of a chain was to be called with, which never ran because a step before it failed:
    // its arguments lack what that should have answered.
    bool has_run() const { return !worker.empty() || !queue.empty(); }
};

// How a task stands, as a result backend keeps it (Celery's task meta).
struct TaskResult {
    std::string id;
    State state = State::pending;
    std::string custom_state{};   // the name of a custom one, as the task gave it
    std::string result = "null";  // JSON text: the value, or an exception object
    std::string traceback;        // empty for none
    std::string children = "[]";  // JSON text
    std::optional<Time> date_done;
    std::string group;      // empty for none
    std::string parent_id;  // empty for none
    std::optional<KeptCall> call{};
};

std::string_view state_name(const TaskResult& result);  // "SUCCESS", "PROGRESS"
std::string_view worker_of(const TaskResult& result);   // of its call; empty where none is kept
void set_state(TaskResult& result, std::string_view name);

// An exception as Celery writes it; `type` is a Python class that `module` has: "RuntimeError" of "builtins".
std::string exception_object(std::string_view type, std::string_view message, std::string_view module = "builtins");
// Such a result in one line, as Python ends a traceback: `ValueError: no such user`. Of any other its JSON text.
std::string exception_line(std::string_view result);

// The document under `celery-task-meta-ID`.
std::string encode(const TaskResult& result);
Result<TaskResult> decode_result(std::string_view document);

}  // namespace megactl::celery

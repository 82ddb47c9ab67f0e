#include "core/celery/task_result.hpp"

#include "core/base/encoding.hpp"
#include "core/base/json_view.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::celery {
namespace {

constexpr std::array<std::pair<State, std::string_view>, 7> names{{{State::pending, "PENDING"},
                                                                   {State::received, "RECEIVED"},
                                                                   {State::started, "STARTED"},
                                                                   {State::retry, "RETRY"},
                                                                   {State::success, "SUCCESS"},
                                                                   {State::failure, "FAILURE"},
                                                                   {State::revoked, "REVOKED"}}};

std::string text_or_null(const std::string& text) {
    return text.empty() ? "null" : json_quoted(text);
}

std::string json_or_null(const std::string& json) {
    return json.empty() ? "null" : json;
}

// As Celery's `result_extended` adds them.
std::string encode(const KeptCall& call) {
    return fmt::format(R"(, "name": {}, "args": {}, "kwargs": {}, "worker": {}, "retries": {}, "queue": {})",
                       text_or_null(call.task), json_or_null(call.args), json_or_null(call.kwargs),
                       text_or_null(call.worker), call.retries, text_or_null(call.queue));
}

// The member's JSON where it is of that kind; a text is what Python printed of it.
std::string member_of(const JsonView& document, std::string_view name, JsonView::Kind kind) {
    const auto member = document.member(name);
    return member && member->is(kind) ? std::string(member->raw()) : "";
}

std::optional<KeptCall> call_in(const JsonView& document) {
    KeptCall call{.task = document.text_of("name"),
                  .args = member_of(document, "args", JsonView::Kind::array),
                  .kwargs = member_of(document, "kwargs", JsonView::Kind::object),
                  .queue = document.text_of("queue"),
                  .worker = document.text_of("worker")};
    if (const auto retries = document.member("retries")) call.retries = retries->integer().value_or(0);
    if (call.task.empty()) return std::nullopt;
    return call;
}

}  // namespace

std::string_view name_of(State state) {
    if (state == State::custom) return "CUSTOM";
    return std::ranges::find(names, state, &std::pair<State, std::string_view>::first)->second;
}

std::optional<State> state_named(std::string_view name) {
    const auto* const found = std::ranges::find(names, name, &std::pair<State, std::string_view>::second);
    if (found == names.end()) return std::nullopt;
    return found->first;
}

bool is_ready(State state) {
    return state == State::success || state == State::failure || state == State::revoked;
}

std::string_view state_name(const TaskResult& result) {
    return result.state == State::custom ? std::string_view(result.custom_state) : name_of(result.state);
}

std::string_view worker_of(const TaskResult& result) {
    return result.call ? std::string_view(result.call->worker) : std::string_view();
}

void set_state(TaskResult& result, std::string_view name) {
    const auto known = state_named(name);
    result.state = known.value_or(State::custom);
    result.custom_state = known ? "" : std::string(name);
}

std::string exception_object(std::string_view type, std::string_view message, std::string_view module) {
    return fmt::format(R"({{"exc_type": {}, "exc_message": [{}], "exc_module": {}}})", json_quoted(type),
                       json_quoted(message), json_quoted(module));
}

std::string exception_line(std::string_view result) {
    const auto exception = JsonView::parse(result);
    const std::string type = exception ? exception->text_of("exc_type") : "";
    if (type.empty()) return std::string(result);
    const auto message = exception->member("exc_message");
    std::vector<std::string> parts;
    if (message && message->is(JsonView::Kind::array)) {
        for (const JsonView& part : message->elements())
            parts.push_back(part.text().value_or(std::string(part.raw())));
    } else if (message) {
        parts.push_back(message->text().value_or(""));
    }
    const std::string words = join(parts, ", ");
    return words.empty() ? type : type + ": " + words;
}

std::string encode(const TaskResult& result) {
    std::string text =
        fmt::format(R"({{"status": {}, "result": {}, "traceback": {}, "children": {}, "date_done": {}, "task_id": {})",
                    json_quoted(state_name(result)), result.result,
                    result.traceback.empty() ? "null" : json_quoted(result.traceback), result.children,
                    result.date_done ? json_quoted(format_time(*result.date_done)) : "null", json_quoted(result.id));
    if (!result.group.empty()) text += fmt::format(R"(, "group_id": {})", json_quoted(result.group));
    if (!result.parent_id.empty()) text += fmt::format(R"(, "parent_id": {})", json_quoted(result.parent_id));
    if (result.call) text += encode(*result.call);
    return text + "}";
}

Result<TaskResult> decode_result(std::string_view document) {
    const auto view = JsonView::parse(document);
    if (!view) return problem(fmt::format("it is no JSON: {}", view.error().reason));
    if (!view->is(JsonView::Kind::object)) return problem("it is no JSON object");
    const std::string state = view->text_of("status");
    if (state.empty()) return problem("it says no state of a task");
    TaskResult result;
    result.id = view->text_of("task_id");
    set_state(result, state);
    if (const auto value = view->member("result")) result.result = value->raw();
    result.traceback = view->text_of("traceback");
    if (const auto children = view->member("children")) result.children = children->raw();
    if (const auto done = parse_time(view->text_of("date_done"))) result.date_done = *done;
    result.group = view->text_of("group_id");
    result.parent_id = view->text_of("parent_id");
    result.call = call_in(*view);
    return result;
}

}  // namespace megactl::celery

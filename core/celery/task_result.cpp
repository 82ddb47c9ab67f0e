#include "core/celery/task_result.hpp"

#include "core/base/encoding.hpp"
#include "core/base/json_view.hpp"

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

void set_state(TaskResult& result, std::string_view name) {
    const auto known = state_named(name);
    result.state = known.value_or(State::custom);
    result.custom_state = known ? "" : std::string(name);
}

std::string exception_object(std::string_view type, std::string_view message, std::string_view module) {
    return fmt::format(R"({{"exc_type": {}, "exc_message": [{}], "exc_module": {}}})", json_quoted(type),
                       json_quoted(message), json_quoted(module));
}

std::string encode(const TaskResult& result) {
    std::string text =
        fmt::format(R"({{"status": {}, "result": {}, "traceback": {}, "children": {}, "date_done": {}, "task_id": {})",
                    json_quoted(state_name(result)), result.result,
                    result.traceback.empty() ? "null" : json_quoted(result.traceback), result.children,
                    result.date_done ? json_quoted(format_time(*result.date_done)) : "null", json_quoted(result.id));
    if (!result.group.empty()) text += fmt::format(R"(, "group_id": {})", json_quoted(result.group));
    if (!result.parent_id.empty()) text += fmt::format(R"(, "parent_id": {})", json_quoted(result.parent_id));
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
    return result;
}

}  // namespace megactl::celery

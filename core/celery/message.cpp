#include "core/celery/message.hpp"

#include "core/base/encoding.hpp"
#include "core/base/json_view.hpp"
#include "core/celery/repr.hpp"

#include <fmt/format.h>

namespace megactl::celery {
namespace {

std::string text_or_null(std::string_view text) {
    return text.empty() ? "null" : json_quoted(text);
}

std::string time_or_null(const std::optional<Time>& time) {
    return time ? json_quoted(format_time(*time)) : "null";
}

// Whole seconds without a fraction, as they are mostly given.
std::string seconds_or_null(const std::optional<double>& seconds) {
    return seconds ? fmt::format("{}", *seconds) : "null";
}

// What people see in `inspect` and events; the sender's own words where it said some.
std::string shown(const std::string& said, const std::string& json, bool is_tuple) {
    if (!said.empty()) return said;
    const auto view = JsonView::parse(json);
    if (!view) return "";
    return is_tuple ? python_tuple_repr(*view) : python_repr(*view);
}

std::string headers_of(const Message& message) {
    std::string text = fmt::format(
        R"({{"lang": "py", "task": {}, "id": {}, "shadow": {}, "eta": {}, "expires": {}, "group": {}, "group_index": {}, )"
        R"("retries": {}, "timelimit": [{}, {}], "root_id": {}, "parent_id": {}, "argsrepr": {}, "kwargsrepr": {}, )"
        R"("origin": {}, "ignore_result": {})",
        json_quoted(message.task), json_quoted(message.id), text_or_null(message.shadow), time_or_null(message.eta),
        time_or_null(message.expires), text_or_null(message.group),
        message.group_index ? fmt::format("{}", *message.group_index) : "null", message.retries,
        seconds_or_null(message.time_limit), seconds_or_null(message.soft_time_limit),
        json_quoted(message.root_id.empty() ? message.id : message.root_id), text_or_null(message.parent_id),
        json_quoted(shown(message.args_repr, message.args, true)),
        json_quoted(shown(message.kwargs_repr, message.kwargs, false)), json_quoted(message.origin),
        message.ignores_result);
    if (message.is_redelivered) text += R"(, "redelivered": true)";
    for (const auto& [name, value] : message.user_headers)
        text += fmt::format(", {}: {}", json_quoted(name), value);
    return text + "}";
}

}  // namespace

std::string encode(const Message& message, std::string_view queue, std::string_view delivery_tag) {
    const std::string body = base64(fmt::format("[{}, {}, {}]", message.args, message.kwargs, message.embed));
    return fmt::format(
        R"({{"body": "{}", "content-encoding": "utf-8", "content-type": "application/json", "headers": {}, )"
        R"("properties": {{"correlation_id": {}, "reply_to": {}, "delivery_mode": 2, )"
        R"("delivery_info": {{"exchange": "", "routing_key": {}}}, "priority": {}, "body_encoding": "base64", )"
        R"("delivery_tag": {}}}}})",
        body, headers_of(message), json_quoted(message.id), json_quoted(message.reply_to), json_quoted(queue),
        message.priority, json_quoted(delivery_tag));
}

}  // namespace megactl::celery

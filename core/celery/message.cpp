#include "core/celery/message.hpp"

#include "core/base/encoding.hpp"
#include "core/base/json_view.hpp"
#include "core/celery/repr.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

namespace megactl::celery {
namespace {

// JSON text that grows. Whole messages are made by the thousand, so nothing is put together apart from it.
class Text {
public:
    explicit Text(std::size_t expected) { text_.reserve(expected); }

    Text& raw(std::string_view json) {
        text_ += json;
        return *this;
    }
    Text& quoted(std::string_view text) {
        append_json_quoted(text_, text);
        return *this;
    }
    Text& quoted_or_null(std::string_view text) { return text.empty() ? raw("null") : quoted(text); }
    Text& number(std::int64_t value) { return raw(fmt::format_int(value).c_str()); }
    Text& time_or_null(const std::optional<Time>& time) { return time ? quoted(format_time(*time)) : raw("null"); }
    // Whole seconds without a fraction, as they are mostly given.
    Text& seconds_or_null(const std::optional<double>& seconds) {
        return raw(seconds ? fmt::to_string(*seconds) : "null");
    }
    Text& base64(std::string_view bytes) {
        append_base64(text_, bytes);
        return *this;
    }

    std::string take() && { return std::move(text_); }

private:
    std::string text_;
};

// What people see in `inspect` and events; the sender's own words where it said some.
std::string shown(const std::string& said, const std::string& json, bool is_tuple) {
    if (!said.empty()) return said;
    const auto view = JsonView::parse(json);
    if (!view) return "";
    return is_tuple ? python_tuple_repr(*view) : python_repr(*view);
}

void add_headers(Text& text, const Message& message) {
    text.raw(R"({"lang": "py", "task": )").quoted(message.task);
    text.raw(R"(, "id": )").quoted(message.id);
    text.raw(R"(, "shadow": )").quoted_or_null(message.shadow);
    text.raw(R"(, "eta": )").time_or_null(message.eta);
    text.raw(R"(, "expires": )").time_or_null(message.expires);
    text.raw(R"(, "group": )").quoted_or_null(message.group);
    text.raw(R"(, "group_index": )").raw(message.group_index ? fmt::to_string(*message.group_index) : "null");
    text.raw(R"(, "retries": )").number(message.retries);
    text.raw(R"(, "timelimit": [)").seconds_or_null(message.time_limit);
    text.raw(", ").seconds_or_null(message.soft_time_limit);
    text.raw(R"(], "root_id": )").quoted(message.root_id.empty() ? message.id : message.root_id);
    text.raw(R"(, "parent_id": )").quoted_or_null(message.parent_id);
    text.raw(R"(, "argsrepr": )").quoted(shown(message.args_repr, message.args, true));
    text.raw(R"(, "kwargsrepr": )").quoted(shown(message.kwargs_repr, message.kwargs, false));
    text.raw(R"(, "origin": )").quoted(message.origin);
    text.raw(R"(, "ignore_result": )").raw(message.ignores_result ? "true" : "false");
    if (message.is_redelivered) text.raw(R"(, "redelivered": true)");
    for (const auto& [name, value] : message.user_headers)
        text.raw(", ").quoted(name).raw(": ").raw(value);
    text.raw("}");
}

}  // namespace

std::string encode(const Message& message, std::string_view queue, std::string_view delivery_tag) {
    Text body(message.args.size() + message.kwargs.size() + message.embed.size() + 6);
    body.raw("[").raw(message.args).raw(", ").raw(message.kwargs).raw(", ").raw(message.embed).raw("]");
    const std::string content = std::move(body).take();

    constexpr std::size_t usual_frame = 1024;  // of headers and properties, without what repeats the arguments
    Text text(usual_frame + content.size() / 3 * 4 + message.args.size() + message.kwargs.size());
    text.raw(R"({"body": ")").base64(content);
    text.raw(R"(", "content-encoding": "utf-8", "content-type": "application/json", "headers": )");
    add_headers(text, message);
    text.raw(R"(, "properties": {"correlation_id": )").quoted(message.id);
    text.raw(R"(, "reply_to": )").quoted(message.reply_to);
    text.raw(R"(, "delivery_mode": 2, "delivery_info": {"exchange": "", "routing_key": )").quoted(queue);
    text.raw(R"(}, "priority": )").number(message.priority);
    text.raw(R"(, "body_encoding": "base64", "delivery_tag": )").quoted(delivery_tag).raw("}}");
    return std::move(text).take();
}

}  // namespace megactl::celery

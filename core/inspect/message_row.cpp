#include "core/inspect/message_row.hpp"

#include "core/base/encoding.hpp"
#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace megactl::inspect {
namespace {

// JSON holds text alone: bytes that are none stand there as base64, and the row says so.
void write_bytes(JsonWriter& json, std::string_view name, std::string_view bytes) {
    if (is_utf8(bytes)) {
        json.member(name, bytes);
    } else {
        json.member(name, base64(bytes)).member(fmt::format("{}_encoding", name), "base64");
    }
}

Result<std::string> read_bytes(const JsonView& row, std::string_view name) {
    const auto member = row.member(name);
    auto text = member ? member->text() : std::nullopt;
    if (!text) return problem(fmt::format("it has no `{}`", name));
    const std::string encoding = row.text_of(fmt::format("{}_encoding", name));
    if (encoding.empty()) return *std::move(text);
    if (encoding != "base64") return problem(fmt::format("its `{}` is encoded as `{}`", name, encoding));
    auto bytes = from_base64(*text);
    if (!bytes) return problem(fmt::format("its `{}` is no base64: {}", name, bytes.error().reason));
    return *std::move(bytes);
}

// 0 where the row does not say it.
Result<std::int64_t> integer_in(const JsonView& row, std::string_view name) {
    const auto member = row.member(name);
    if (!member) return 0;
    const auto integer = member->integer();
    if (!integer) return problem(fmt::format("its `{}` is no whole number", name));
    return *integer;
}

// Empty where the row does not say it.
Result<std::string> text_in(const JsonView& row, std::string_view name) {
    const auto member = row.member(name);
    if (!member) return "";
    auto text = member->text();
    if (!text) return problem(fmt::format("its `{}` is no text", name));
    return *std::move(text);
}

}  // namespace

std::string encode(const MessageRow& row) {
    JsonWriter json(true);
    json.begin_object();
    write_bytes(json, "queue", row.queue);
    json.member("priority", std::int64_t{row.priority});
    write_bytes(json, "payload", row.payload);
    if (!row.set.empty()) json.member("set", row.set).member("number", row.number);
    return std::move(json.end_object()).take();
}

Result<MessageRow> decode_row(std::string_view line) {
    if (!is_utf8(line)) return problem("it is no UTF-8");
    const auto view = JsonView::parse(line);
    if (!view) return problem(fmt::format("it is no JSON: {}", view.error().reason));
    if (!view->is(JsonView::Kind::object)) return problem("it is no JSON object");
    auto queue = read_bytes(*view, "queue");
    if (!queue) return problem(queue.error().reason);
    if (queue->empty()) return problem("its `queue` is empty");
    auto payload = read_bytes(*view, "payload");
    if (!payload) return problem(payload.error().reason);
    const auto priority = integer_in(*view, "priority");
    if (!priority) return problem(priority.error().reason);
    if (*priority < 0 || *priority > 9) return problem("its `priority` is none from 0 to 9");
    auto set = text_in(*view, "set");
    if (!set) return problem(set.error().reason);
    const auto number = integer_in(*view, "number");
    if (!number) return problem(number.error().reason);
    if (!set->empty() && *number < 1) return problem("it has a `set`, and no `number` in it");
    return MessageRow{.queue = *std::move(queue),
                      .priority = static_cast<int>(*priority),
                      .payload = *std::move(payload),
                      .set = *std::move(set),
                      .number = static_cast<std::uint64_t>(*number)};
}

}  // namespace megactl::inspect

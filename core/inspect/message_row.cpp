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

std::optional<std::int64_t> integer_in(const JsonView& row, std::string_view name) {
    const auto member = row.member(name);
    return member ? member->integer() : std::nullopt;
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
    MessageRow row{.queue = *std::move(queue), .payload = *std::move(payload), .set = view->text_of("set")};
    const std::int64_t priority = integer_in(*view, "priority").value_or(0);
    if (priority < 0 || priority > 9) return problem("its `priority` is none from 0 to 9");
    row.priority = static_cast<int>(priority);
    const std::int64_t number = integer_in(*view, "number").value_or(0);
    if (!row.set.empty() && number < 1) return problem("it has a `set`, and no `number` in it");
    row.number = static_cast<std::uint64_t>(number);
    return row;
}

}  // namespace megactl::inspect

#include "cli/commands/queue_rows.hpp"

#include "core/base/text.hpp"
#include "core/celery/strict_json.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace megactl::cli::commands {

std::size_t limit_typed(const Invocation& invocation) {
    constexpr std::size_t usual_limit = 20;
    const auto typed = invocation.value("--limit");
    if (!typed) return usual_limit;
    std::size_t limit = 0;
    const auto [rest, problem] = std::from_chars(typed->data(), typed->data() + typed->size(), limit);
    if (problem != std::errc() || rest != typed->data() + typed->size()) {
        throw Error(Error::Kind::usage, fmt::format("`--limit {}` is no number", escape_controls(*typed)))
            .help("as in `--limit 50`; `--limit 0` shows all");
    }
    return limit == 0 ? std::numeric_limits<std::size_t>::max() : limit;
}

void write_members(JsonWriter& json, const Read& read, std::string_view dead_reason) {
    const std::string& id = read ? read->id : read.error().id;
    const std::string& task = read ? read->task : read.error().task;
    json.member("id", id).member("task", task);
    if (!is_utf8(id) || !is_utf8(task)) json.member("encoding", "escaped");
    if (!read) {
        json.key("args").null().key("kwargs").null().key("retries").null().key("origin").null().key("eta").null();
        json.member("error", dead_reason.empty() ? std::string_view(read.error().reason) : dead_reason);
        return;
    }
    json.key("args").raw(celery::strict_json(read->args));
    json.key("kwargs").raw(celery::strict_json(read->kwargs)).member("retries", read->retries);
    json.member("origin", read->origin).member_or_null("eta", read->eta ? celery::format_time(*read->eta) : "");
    json.member_or_null("error", dead_reason);
}

std::vector<Column> message_columns() {
    return {{.title = "ID", .yields = 3},
            {.title = "TASK", .yields = 2},
            {.title = "ARGS", .yields = 4},
            {.title = "KWARGS", .yields = 5},
            {.title = "RETRIES", .is_number = true},
            {.title = "ETA"},
            {.title = "ORIGIN", .yields = 6},
            {.title = "", .yields = 1}};
}

std::vector<Cell> message_cells(const Read& read, std::string_view dead_reason) {
    if (!read) {
        const celery::Undecodable& broken = read.error();
        return {{broken.id}, {broken.task},
                {""},        {""},
                {""},        {""},
                {""},        Cell("can't be read: " + broken.reason, broken.reason).in(report::Ink::warning)};
    }
    const std::string eta = read->eta ? celery::format_time(*read->eta) : "";
    return {Cell(read->id).in(report::Ink::dim),
            Cell(read->task).in(report::Ink::bold),
            {read->args},
            {read->kwargs},
            std::to_string(read->retries),
            {eta},
            Cell(read->origin).in(report::Ink::dim),
            Cell(std::string(dead_reason)).in(report::Ink::warning)};
}

}  // namespace megactl::cli::commands

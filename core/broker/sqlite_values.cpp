#include "core/broker/sqlite_values.hpp"

#include <fmt/format.h>

#include <chrono>

namespace megactl::broker {

std::string sql_time(celery::Time time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

celery::Time sql_now() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

void bind_or_null(db::Statement& statement, int place, const std::string& text) {
    if (text.empty()) {
        statement.bind_null(place);
    } else {
        statement.bind(place, text);
    }
}

std::string json_at(const db::Statement& row, int column, JsonView::Kind kind) {
    std::string json = row.optional_text(column).value_or("");
    const auto view = JsonView::parse(json);
    return view && view->is(kind) ? json : "";
}

std::optional<celery::Time> time_at(const db::Statement& row, int column) {
    const auto text = row.optional_text(column);
    if (!text) return std::nullopt;
    const auto time = celery::parse_time(*text);
    if (!time) return std::nullopt;
    return *time;
}

}  // namespace megactl::broker

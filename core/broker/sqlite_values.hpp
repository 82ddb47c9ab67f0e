#pragma once

#include "core/base/json_view.hpp"
#include "core/celery/message.hpp"
#include "core/db/database.hpp"

#include <optional>
#include <string>

// What tables of results have in common, Celery's own and Django's.
namespace megactl::broker {

// `2026-11-22 12:51:22.071587`, UTC, as SQLAlchemy and Django write it; texts of this form sort as the times do.
std::string sql_time(celery::Time time);
celery::Time sql_now();

// An empty text is NULL.
void bind_or_null(db::Statement& statement, int place, const std::string& text);

// The JSON of a column where it is of that kind, else empty: a text in it is what Python printed.
std::string json_at(const db::Statement& row, int column, JsonView::Kind kind);
std::optional<celery::Time> time_at(const db::Statement& row, int column);

}  // namespace megactl::broker

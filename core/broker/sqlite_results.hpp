#pragma once

#include "core/broker/result_backend.hpp"
#include "core/broker/source.hpp"

#include <filesystem>
#include <memory>

namespace megactl::broker {

// Results in a SQLite file, in the table of Celery's database backend: Python reads and writes them over
// `db+sqlite:///`. Opens nothing before its first use; a file without the table is made where `options.may_create` says
// so, else it is Error{input}.
//
// Celery keeps the value as a pickle, which may hold any object of Python's. What is more than data is never read: its
// task's state is told all the same, with `{"unreadable": "why"}` as the result.
std::unique_ptr<ResultBackend> open_sqlite_results(const std::filesystem::path& file, const TransportOptions& options);

}  // namespace megactl::broker

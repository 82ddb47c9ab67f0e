#pragma once

#include "cli/commands/queue_filter.hpp"
#include "cli/table.hpp"
#include "core/base/json.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

// A message as a row of a listing.
namespace megactl::cli::commands {

// How many `--limit` lets through; 0 typed means all. Throws Error{usage} for what is no number.
std::size_t limit_typed(const Invocation& invocation);

// Into an object that is open: id, task, args, kwargs, retries, origin, eta and error, which is why a dead letter died,
// or why the message can't be read.
void write_members(JsonWriter& json, const Read& read, std::string_view dead_reason = {});

// Id, task, arguments, keyword arguments, retries, eta, origin, and the error.
std::vector<Column> message_columns();
std::vector<Cell> message_cells(const Read& read, std::string_view dead_reason = {});

}  // namespace megactl::cli::commands

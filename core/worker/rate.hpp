#pragma once

#include "core/base/json_view.hpp"
#include "core/base/result.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace megactl::worker {

// How long lies between the begins of two tasks that Celery's `rate_limit` allows: of `10`, `10/s`, `100/m`, `5.5/h`,
// as a number or a text. Nothing where there is no limit: `0`, null and an empty text.
Result<std::optional<std::chrono::microseconds>> read_rate(const JsonView& rate);
// The other way, in the largest numbers that are whole: `10/m`.
std::string rate_text(std::chrono::microseconds pace);

}  // namespace megactl::worker

#pragma once

#include "core/base/error.hpp"
#include "core/report/palette.hpp"
#include "core/report/report.hpp"

#include <string>

namespace megactl::report {

// A report as people read it. Errors in full; warnings in full up to ten, then a line a rule; notes are counted:
// `everything` shows all. Source lines are fitted to `columns`. Ends with the summary.
std::string render_text(const Report& report, const Palette& palette, bool everything, std::size_t columns = any_width);

// One JSON document; its keys are told in megactl-check(1).
std::string render_json(const Report& report);

// An error as people read it: `error:` and its sentence, the place, what was seen, who said so, the next step.
std::string render_error(const Error& error, const Palette& palette, std::size_t columns = any_width);
// The same behind `warning:`, for an error that stops nothing.
std::string render_warning(const Error& error, const Palette& palette, std::size_t columns = any_width);

}  // namespace megactl::report

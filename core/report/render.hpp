#pragma once

#include "core/base/error.hpp"
#include "core/report/palette.hpp"
#include "core/report/report.hpp"

#include <span>
#include <string>
#include <string_view>

namespace megactl::report {

// A report as people read it. Errors in full; warnings in full up to ten, then a line a rule; notes are counted:
// `everything` shows all. All is fitted to `columns`: source lines are cut, sentences go on in a further line. Ends
// with the summary.
std::string render_text(const Report& report, const Palette& palette, bool everything, std::size_t columns = any_width);

// One finding as people read it, with an empty line behind it.
std::string render_finding(const Finding& finding, const Palette& palette, std::size_t columns = any_width);

// One JSON document; its keys are told in megactl-check(1).
std::string render_json(const Report& report);

// What a document tells of each rule beside its findings.
struct RuleText {
    std::string_view id;
    std::string_view summary;
    std::string_view why;
    std::string_view fix;
    Severity severity = Severity::error;
};

// SARIF 2.1.0; what was allowed stands in it as suppressed.
std::string render_sarif(const Report& report, std::span<const RuleText> rules, std::string_view version);
// Annotations of GitHub Actions, a line a finding, worst first.
std::string render_github(const Report& report);
// JUnit's XML: a finding from `limit` on is a failure, what was allowed is skipped, a rule that held is a passed case.
std::string render_junit(const Report& report, Severity limit);

// An error as people read it: `error:` and its sentence, the place, what was seen, who said so, the next step.
std::string render_error(const Error& error, const Palette& palette, std::size_t columns = any_width);
// The same behind `warning:`, for an error that stops nothing.
std::string render_warning(const Error& error, const Palette& palette, std::size_t columns = any_width);

}  // namespace megactl::report

// Workflow commands of GitHub Actions: `::error file=…,line=…::text`, an annotation each.

#include "core/base/text.hpp"
#include "core/report/place.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

namespace megactl::report {
namespace {

std::string_view level_of(Severity severity) {
    return severity == Severity::note ? "notice" : name_of(severity);
}

// The runner decodes just these.
std::string message_text(std::string text) {
    return replace_all(replace_all(replace_all(std::move(text), "%", "%25"), "\r", "%0D"), "\n", "%0A");
}

std::string property_text(std::string text) {
    return replace_all(replace_all(message_text(std::move(text)), ":", "%3A"), ",", "%2C");
}

}  // namespace

std::string render_github(const Report& report) {
    std::string text;
    for (const Finding& finding : report.findings) {
        const Place place = place_of(finding);
        text += fmt::format("::{} file={}", level_of(finding.severity), property_text(place.file));
        if (place.line > 0) text += fmt::format(",line={},endLine={}", place.line, place.end_line);
        // Columns mean something to the runner only within one line.
        if (place.line > 0 && place.line == place.end_line) {
            text += fmt::format(",col={},endColumn={}", place.column, place.end_column);
        }
        std::string message = escape_controls(finding.headline);
        for (const std::string& help : finding.help)
            message += "\nhelp: " + escape_controls(help);
        text +=
            fmt::format(",title={}::{}\n", property_text(std::string(finding.rule)), message_text(std::move(message)));
    }
    return text;
}

}  // namespace megactl::report

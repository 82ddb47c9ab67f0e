#include "core/report/report.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::report {

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::note: return "note";
        case Severity::warning: return "warning";
        case Severity::error: break;
    }
    return "error";
}

std::size_t Report::count(Severity severity) const {
    return static_cast<std::size_t>(std::ranges::count(findings, severity, &Finding::severity));
}

std::optional<Severity> Report::worst() const {
    if (findings.empty()) return std::nullopt;
    return std::ranges::max(findings, {}, &Finding::severity).severity;
}

void sort_by_severity(Findings& findings) {
    std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::severity);
}

std::string summary(const Report& report) {
    std::vector<std::string> counts;
    for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
        const std::string name(name_of(severity));
        if (const std::size_t count = report.count(severity)) counts.push_back(count_of(count, name, name + "s"));
    }
    std::string text = counts.empty() ? "no findings" : join(counts, ", ");
    text += fmt::format(" from {}", count_of(report.rules, "rule", "rules"));
    if (report.files > 0) text += fmt::format(" over {}", count_of(report.files, "file", "files"));
    if (report.rules_left > 0) {
        text += fmt::format("; {} not judged in scope {}", count_of(report.rules_left, "rule", "rules"), report.scope);
    }
    if (report.allowed_by_comment > 0) {
        text += fmt::format("; {} allowed by a comment", count_of(report.allowed_by_comment, "finding", "findings"));
    }
    if (report.allowed_by_project > 0) {
        text += fmt::format("; {} allowed by megactl.toml", count_of(report.allowed_by_project, "finding", "findings"));
    }
    return text;
}

}  // namespace megactl::report

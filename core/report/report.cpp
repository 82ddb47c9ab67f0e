#include "core/report/report.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

std::size_t Report::count(Allowed::By by) const {
    return static_cast<std::size_t>(std::ranges::count(allowed, by, &Allowed::by));
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
    text += fmt::format(" from {}", count_of(report.rules.size(), "rule", "rules"));
    if (report.files > 0) text += fmt::format(" over {}", count_of(report.files, "file", "files"));
    if (report.rules_left > 0) {
        text += fmt::format("; {} not judged in scope {}", count_of(report.rules_left, "rule", "rules"), report.scope);
    }
    using By = Report::Allowed::By;
    for (const auto& [by, who] :
         {std::pair{By::comment, "a comment"}, {By::project, "megactl.toml"}, {By::baseline, "the baseline"}}) {
        const std::size_t count = report.count(by);
        if (count > 0) text += fmt::format("; {} allowed by {}", count_of(count, "finding", "findings"), who);
    }
    return text;
}

}  // namespace megactl::report

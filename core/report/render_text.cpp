#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/base/wrap.hpp"
#include "core/report/excerpt.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace megactl::report {
namespace {

constexpr std::size_t warnings_in_full = 10;

Ink ink_of(Severity severity) {
    switch (severity) {
        case Severity::note: return Ink::note;
        case Severity::warning: return Ink::warning;
        case Severity::error: break;
    }
    return Ink::error;
}

// `sentence`, which may hold what a file says, behind a lead of `lead` characters, painted in `ink`: one line where it
// fits into `columns`, else further ones under its begin, or a little indented where the lead is long.
std::string hung(std::string_view sentence, std::size_t lead, std::size_t columns, const Palette& palette,
                 std::optional<Ink> ink = {}) {
    const std::string text = escape_controls(sentence);
    const auto painted = [&](std::string_view line) { return ink ? palette.paint(*ink, line) : std::string(line); };
    if (columns == any_width || lead + character_count(text) <= columns) return painted(text) + "\n";
    constexpr std::size_t deepest = 12;
    constexpr std::size_t shallow = 4;
    const std::size_t indent = std::min(lead <= deepest ? lead : shallow, columns / 3);
    // The first line stands behind the lead, whose place a word without blanks keeps.
    std::string filled(lead - indent, '.');
    std::string result;
    for (const std::string& line : wrap(filled.append(text), std::max<std::size_t>(columns - indent, 1))) {
        const bool is_first = result.empty();
        const std::string_view own = is_first ? std::string_view(line).substr(lead - indent) : std::string_view(line);
        result += fmt::format("{}{}\n", is_first ? "" : std::string(indent, ' '), painted(own));
    }
    return result;
}

// `error[RULE]: …` and what it says, within `columns`.
std::string headline(std::string_view name, Ink ink, std::string_view text, const Palette& palette,
                     std::size_t columns) {
    return palette.paint(ink, name) +
           hung(fmt::format(": {}", text), character_count(name), columns, palette, Ink::headline);
}

// A line behind the excerpt: `   = help: …`.
std::string equation(std::size_t gutter, std::string_view name, std::string_view text, const Palette& palette,
                     std::size_t columns) {
    return fmt::format("{} {} {}: {}", std::string(gutter, ' '), palette.paint(Ink::frame, "="),
                       palette.paint(Ink::help, name), hung(text, gutter + name.size() + 5, columns, palette));
}

// Warnings beyond the first screen, a line a rule.
std::string render_rest(const std::vector<const Finding*>& rest, const Palette& palette, std::size_t columns) {
    std::string text;
    std::vector<std::string_view> told;
    for (const Finding* finding : rest) {
        if (std::ranges::find(told, finding->rule) != told.end()) continue;
        told.push_back(finding->rule);
        const auto count = static_cast<std::size_t>(
            std::ranges::count_if(rest, [&](const Finding* other) { return other->rule == finding->rule; }));
        const std::string name = fmt::format("warning[{}]", finding->rule);
        text +=
            palette.paint(Ink::warning, name) + hung(fmt::format(": {} more, the first: {}", count, finding->headline),
                                                     character_count(name), columns, palette);
    }
    return text.empty() ? text : text + "\n";
}

std::string render_facts(const std::vector<Report::Fact>& facts, const Palette& palette) {
    std::size_t width = 0;
    for (const auto& fact : facts)
        width = std::max(width, fact.name.size());
    std::string text;
    for (const auto& [name, content] : facts) {
        text += fmt::format("{}{}  {}\n", palette.paint(Ink::dim, name), std::string(width - name.size(), ' '),
                            escape_controls(content));
    }
    return text;
}

std::string render_summary(const Report& report, bool everything, const Palette& palette) {
    std::string text = summary(report);
    if (!everything && report.count(Severity::note) > 0) text += " (-v shows the notes)";
    if (const auto worst = report.worst()) return palette.paint(ink_of(*worst), text) + "\n";
    return palette.paint(Ink::done, text) + "\n";
}

std::string render_problem(const Error& error, Severity severity, const Palette& palette, std::size_t columns) {
    const std::string message = mask_quoted_keys(error.message());
    std::string text = headline(name_of(severity), ink_of(severity), message, palette, columns);
    if (error.place())
        text += excerpt({{{*error.place(), error.place_label()}, '^', ink_of(severity)}}, palette, columns);
    for (const Error::Detail& detail : error.details()) {
        text += fmt::format("  {}: {}", palette.paint(Ink::help, detail.name),
                            hung(detail.text, detail.name.size() + 4, columns, palette));
    }
    return text;
}

}  // namespace

std::string render_finding(const Finding& finding, const Palette& palette, std::size_t columns) {
    std::vector<Mark> marks;
    if (finding.primary) marks.push_back({*finding.primary, '^', ink_of(finding.severity)});
    for (const Label& label : finding.related)
        marks.push_back({label, '-', Ink::frame});

    const std::string name = fmt::format("{}[{}]", name_of(finding.severity), finding.rule);
    std::string text = headline(name, ink_of(finding.severity), finding.headline, palette, columns);
    const std::size_t gutter = gutter_width(marks);
    if (!finding.primary && !finding.file.empty()) {
        text += fmt::format("{}{} {}\n", std::string(gutter, ' '), palette.paint(Ink::frame, "-->"),
                            escape_controls(finding.file));
    }
    text += excerpt(marks, palette, columns);
    for (const std::string& fact : finding.seen)
        text += equation(gutter, "seen", fact, palette, columns);
    for (const std::string& help : finding.help)
        text += equation(gutter, "help", help, palette, columns);
    for (const std::string& note : finding.notes)
        text += equation(gutter, "note", note, palette, columns);
    return text + equation(gutter, "more", fmt::format("megactl explain {}", finding.rule), palette, columns) + "\n";
}

std::string render_text(const Report& report, const Palette& palette, bool everything, std::size_t columns) {
    std::string text = render_facts(report.facts, palette);
    std::vector<const Finding*> rest;
    std::size_t warnings = 0;
    for (const Finding& finding : report.findings) {
        if (!everything && finding.severity == Severity::note) continue;
        if (!everything && finding.severity == Severity::warning && ++warnings > warnings_in_full) {
            rest.push_back(&finding);
            continue;
        }
        text += render_finding(finding, palette, columns);
    }
    return text + render_rest(rest, palette, columns) + render_summary(report, everything, palette);
}

std::string render_error(const Error& error, const Palette& palette, std::size_t columns) {
    return render_problem(error, Severity::error, palette, columns);
}

std::string render_warning(const Error& error, const Palette& palette, std::size_t columns) {
    return render_problem(error, Severity::warning, palette, columns);
}

}  // namespace megactl::report

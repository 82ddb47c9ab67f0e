#include "core/report/baseline.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/base/text.hpp"
#include "core/report/fingerprint.hpp"
#include "core/report/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace megactl::report {
namespace {

constexpr std::int64_t version = 1;

[[noreturn]] void refuse(const Source& source, std::string reason) {
    throw Error(Error::Kind::input, fmt::format("`{}` is no baseline of megactl", escape_controls(source->name())))
        .seen(std::move(reason))
        .help("take it from version control again; or remove it, and `--write-baseline` writes a new one");
}

BaselineEntry entry_of(const Source& source, const JsonView& row) {
    const auto place = [&](const JsonView& value) {
        const auto begin = static_cast<std::size_t>(value.raw().data() - source->text().data());
        return Span{begin, begin + value.raw().size()};
    };
    const auto rule = row.member("rule");
    BaselineEntry entry{row.text_of("fingerprint"), row.text_of("rule"), row.text_of("file"), row.text_of("message"),
                        place(rule.value_or(row))};
    if (entry.fingerprint.empty() || entry.rule.empty()) {
        refuse(source, fmt::format("line {} holds no finding: `fingerprint` and `rule` are texts",
                                   source->line_at(place(row).begin)));
    }
    return entry;
}

std::string row_of(const BaselineEntry& entry) {
    JsonWriter json(true);
    json.begin_object().member("rule", entry.rule).member("file", entry.file);
    json.member("fingerprint", entry.fingerprint).member("message", entry.message);
    const std::string row = std::move(json.end_object()).take();
    return std::string(trim(row));
}

std::string json_text_of(std::string_view text) {
    JsonWriter json(true);
    json.value(text);
    const std::string written = std::move(json).take();
    return std::string(trim(written));
}

}  // namespace

Baseline parse_baseline(const Source& source) {
    const std::string_view text = source->text();
    if (trim(text).empty()) refuse(source, "it is empty");
    if (!is_utf8(text)) refuse(source, "it is no UTF-8");
    const auto document = JsonView::parse(text);
    if (!document) refuse(source, fmt::format("as JSON it is damaged: {}", document.error().reason));
    const auto written = document->member("baseline");
    if (!written) refuse(source, "it has no member `baseline`");
    const auto number = written->integer();
    if (number.value_or(0) > version) refuse(source, "a newer megactl wrote it");
    const auto rows = document->member("findings");
    if (!number || *number < 1 || !rows || !rows->is(JsonView::Kind::array)) {
        refuse(source, "`baseline` is its version, `findings` a list");
    }
    Baseline baseline{source, document->text_of("mode"), document->text_of("scope"), {}};
    for (const JsonView& row : rows->elements())
        baseline.entries.push_back(entry_of(source, row));
    return baseline;
}

std::string baseline_text(Baseline baseline) {
    const auto key = [](const BaselineEntry& entry) {
        return std::tie(entry.file, entry.rule, entry.message, entry.fingerprint);
    };
    std::ranges::sort(baseline.entries, {}, key);
    std::vector<std::string> rows;
    rows.reserve(baseline.entries.size());
    for (const BaselineEntry& entry : baseline.entries)
        rows.push_back(row_of(entry));
    std::string text = fmt::format("{{\n  \"baseline\": {},\n  \"mode\": {},\n  \"scope\": {},\n  \"findings\": [",
                                   version, json_text_of(baseline.mode), json_text_of(baseline.scope));
    for (std::size_t i = 0; i < rows.size(); ++i)
        text += fmt::format("{}\n    {}", i == 0 ? "" : ",", rows[i]);
    return text + (rows.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

std::vector<BaselineEntry> entries_of(const Report& report) {
    std::vector<BaselineEntry> entries;
    for (const Finding& finding : report.findings) {
        entries.push_back(
            {fingerprint(finding), std::string(finding.rule), place_of(finding).file, finding.headline, {}});
    }
    return entries;
}

std::vector<const BaselineEntry*> set_aside(const Baseline& baseline, Report& report) {
    std::unordered_map<std::string_view, std::vector<const BaselineEntry*>> known;
    for (const BaselineEntry& entry : baseline.entries)
        known[entry.fingerprint].push_back(&entry);
    const auto answers = [&](const Finding& finding) {
        const std::string print = fingerprint(finding);
        const auto found = known.find(print);
        if (found == known.end() || found->second.empty()) return false;
        found->second.pop_back();
        return true;
    };
    for (const Report::Allowed& allowed : report.allowed)
        answers(allowed.finding);
    Findings remaining;
    for (Finding& finding : report.findings) {
        if (answers(finding)) {
            report.allowed.push_back({std::move(finding), Report::Allowed::By::baseline});
        } else {
            remaining.push_back(std::move(finding));
        }
    }
    report.findings = std::move(remaining);
    std::vector<const BaselineEntry*> unanswered;
    for (const auto& [print, entries] : known)
        unanswered.insert(unanswered.end(), entries.begin(), entries.end());
    std::ranges::sort(unanswered, {}, [](const BaselineEntry* entry) { return entry->span.begin; });
    return unanswered;
}

}  // namespace megactl::report

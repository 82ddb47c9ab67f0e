#include "core/base/json.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::report {
namespace {

void write_place(JsonWriter& json, const Location& at) {
    json.member("file", at.source->name());
    json.member("line", std::uint64_t{at.line()});
}

void write_if_said(JsonWriter& json, std::string_view name, const std::string& text) {
    if (!text.empty()) json.member(name, text);
}

void write_finding(JsonWriter& json, const Finding& finding) {
    json.begin_object().member("rule", finding.rule).member("severity", name_of(finding.severity));
    json.member("message", finding.headline);
    if (finding.primary) {
        write_place(json, finding.primary->at);
        json.member("column", std::uint64_t{finding.primary->at.column()});
    } else {
        json.member("file", finding.file).key("line").null();
    }
    write_if_said(json, "variable", finding.variable);
    write_if_said(json, "service", finding.service);
    write_if_said(json, "stage", finding.stage);
    write_if_said(json, "phase", finding.phase);
    write_if_said(json, "fix", fmt::format("{}", fmt::join(finding.help, "\n")));
    if (!finding.related.empty()) {
        json.key("related").begin_array();
        for (const Label& label : finding.related) {
            json.begin_object();
            write_place(json, label.at);
            json.member("message", label.text).end_object();
        }
        json.end_array();
    }
    json.end_object();
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    json.key(name).begin_array();
    for (const std::string& text : texts)
        json.value(text);
    json.end_array();
}

void write_facts(JsonWriter& json, const Report& report) {
    if (report.facts.empty() && !report.taken) return;
    json.key("facts").begin_object();
    for (const auto& [name, text] : report.facts)
        json.member(name, text);
    if (const auto& taken = report.taken) {
        json.member("mode", taken->mode);
        write_texts(json, "sites", taken->sites);
        write_texts(json, "settings", taken->settings);
        write_texts(json, "settings_files", taken->settings_files);
        write_texts(json, "compose_files", taken->compose_files);
        write_texts(json, "dockerfiles", taken->dockerfiles);
        write_texts(json, "workloads", taken->workloads);
    }
    json.end_object();
}

}  // namespace

std::string render_json(const Report& report) {
    JsonWriter json;
    json.begin_object().key("findings").begin_array();
    for (const Finding& finding : report.findings)
        write_finding(json, finding);
    json.end_array();
    write_facts(json, report);
    json.key("summary").begin_object();
    json.member("errors", std::uint64_t{report.count(Severity::error)});
    json.member("warnings", std::uint64_t{report.count(Severity::warning)});
    json.member("notes", std::uint64_t{report.count(Severity::note)});
    json.member("allowed", std::uint64_t{report.allowed.size()});
    json.member("rules", std::uint64_t{report.rules.size()});
    json.member("rules_not_judged", std::uint64_t{report.rules_left});
    json.member("scope", report.scope);
    json.member("files", std::uint64_t{report.files}).end_object();
    return std::move(json.end_object()).take();
}

}  // namespace megactl::report

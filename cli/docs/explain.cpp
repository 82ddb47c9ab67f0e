#include "cli/docs/explain.hpp"

#include "cli/docs/catalogues.hpp"
#include "cli/docs/layout.hpp"
#include "cli/docs/prose.hpp"
#include "cli/docs/wording.hpp"
#include "core/base/closest.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace megactl::cli::docs {
namespace {

using checks::Rule;
using report::Ink;
using report::Palette;
using Rules = std::span<const Rule* const>;

Ink ink_of(report::Severity severity) {
    switch (severity) {
        case report::Severity::error: return Ink::error;
        case report::Severity::warning: return Ink::warning;
        case report::Severity::note: break;
    }
    return Ink::note;
}

std::string_view short_name(std::string_view id) {
    return id.substr(id.find('/') + 1);
}

// `unset-at-build` is nearly `env/unset-at-build`, however many letters are missing.
std::optional<std::string_view> near_name(std::string_view name, Rules rules) {
    std::vector<std::string_view> names = rule_groups(rules);
    for (const Rule* rule : rules) {
        if (short_name(rule->id) == short_name(name)) return rule->id;
        names.push_back(rule->id);
    }
    if (const auto near = closest_match(name, names)) return near;
    for (const Rule* rule : rules) {
        const std::array one{short_name(rule->id)};
        if (closest_match(short_name(name), one)) return rule->id;
    }
    return std::nullopt;
}

void add_code(Page& page, std::string_view headline, std::string_view code) {
    if (trim(code).empty()) return;
    page.headline(headline);
    page.literal(code, 4);
}

void add_prose(Page& page, std::string_view headline, std::string_view prose) {
    if (trim(prose).empty()) return;
    page.headline(headline);
    page.prose(prose, 2);
}

std::string_view phase_name(checks::Phase phase) {
    switch (phase) {
        case checks::Phase::build: return "build";
        case checks::Phase::runtime: return "runtime";
        case checks::Phase::any: break;
    }
    return "any";
}

std::string_view need_name(checks::Need need) {
    switch (need) {
        case checks::Need::repo: return "repo";
        case checks::Need::host: return "host";
        case checks::Need::clock: return "clock";
        case checks::Need::network: break;
    }
    return "network";
}

void write_rule(JsonWriter& json, const Rule& rule) {
    json.begin_object();
    json.member("rule", rule.id).member("group", rule.group()).member("summary", rule.summary);
    json.key("severity").begin_object();
    json.member("production", name_of(rule.severity.production));
    json.member("development", name_of(rule.severity.development));
    json.end_object();
    json.member("phase", phase_name(rule.phase)).member("needs", need_name(rule.need));
    json.member("why", trim(rule.why));
    json.member("wrong", join(literal_lines(rule.wrong), "\n")).member("right", join(literal_lines(rule.right), "\n"));
    json.member("fix", trim(rule.fix));
    json.end_object();
}

}  // namespace

std::string explain_rule(const Rule& rule, const Palette& palette, int width) {
    Page page(palette, width);
    const report::Severity severity = rule.severity.production;
    const std::string name = fmt::format("{}[{}]", name_of(severity), rule.id);
    page.line(fmt::format("{}: {}", palette.paint(ink_of(severity), name), paint_code(rule.summary, palette)));
    page.empty_line();
    const std::array facts{
        Page::Row{"severity", severity_text(rule)},
        Page::Row{"judged", std::string(phase_text(rule.phase))},
        Page::Row{"needs", std::string(need_text(rule.need))},
    };
    page.rows(facts, Ink::dim);
    add_prose(page, "Why", rule.why);
    add_code(page, "Wrong", rule.wrong);
    add_code(page, "Right", rule.right);
    add_prose(page, "Fix", rule.fix);
    page.headline("Set it aside");
    page.paragraph(fmt::format("On the line, or the line before: `# megactl: allow {} REASON`", rule.id), 2);
    page.paragraph(fmt::format("For the project, in `megactl.toml`: `allow = [\"{}\"]` under `[check]`", rule.id), 2);
    page.paragraph(fmt::format("For one run: `--skip {}`", rule.id), 2);
    return std::move(page).take();
}

std::vector<const Rule*> rules_named(std::string_view name, Rules rules) {
    std::vector<const Rule*> found;
    std::ranges::copy_if(rules, std::back_inserter(found),
                         [&](const Rule* rule) { return name.empty() || rule->id == name || rule->group() == name; });
    if (!found.empty() || name.empty()) return found;
    const auto near = near_name(name, rules);
    throw Error(Error::Kind::usage, fmt::format("there is no rule `{}`", escape_controls(name)))
        .help(near ? fmt::format("did you mean `megactl explain {}`?", *near)
                   : std::string("`megactl explain` lists all rules"));
}

std::string list_rules(Rules rules, const Palette& palette, int width) {
    Page page(palette, width);
    for (const std::string_view group : rule_groups(rules)) {
        std::vector<Page::Row> rows;
        for (const Rule* rule : rules) {
            if (rule->group() == group) rows.push_back({std::string(rule->id), std::string(rule->summary)});
        }
        page.headline(group);
        page.rows(rows);
    }
    page.empty_line();
    page.paragraph(fmt::format("{}; `megactl explain RULE` tells why, and how to mend it",
                               count_of(rules.size(), "rule", "rules")));
    return std::move(page).take();
}

std::string rule_rows(Rules rules) {
    std::string text;
    for (const Rule* rule : rules) {
        text += fmt::format("{}\t{}\t{}\t{}\n", rule->id, name_of(rule->severity.production),
                            name_of(rule->severity.development), rule->summary);
    }
    return text;
}

std::string rules_json(Rules rules) {
    JsonWriter json;
    json.begin_object().key("rules").begin_array();
    for (const Rule* rule : rules)
        write_rule(json, *rule);
    json.end_array().end_object();
    return std::move(json).take();
}

}  // namespace megactl::cli::docs

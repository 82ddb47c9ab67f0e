#include "core/base/text.hpp"
#include "core/checks/https/python_pattern.hpp"
#include "core/checks/https/rules.hpp"
#include "core/checks/https/said.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

namespace megactl::checks::https_rules {

namespace {

constexpr std::array<std::string_view, 6> flags{"SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE",
                                                "CSRF_COOKIE_SECURE",  "SECURE_HSTS_INCLUDE_SUBDOMAINS",
                                                "SECURE_HSTS_PRELOAD", "TRUST_PROXY_HEADERS"};
constexpr std::string_view seconds = "SECURE_HSTS_SECONDS";
constexpr std::string_view exemptions = "SECURE_REDIRECT_EXEMPT";
constexpr std::string_view origins = "CSRF_TRUSTED_ORIGINS";

bool is_true_word(std::string_view text) {
    return is_one_of(lower(trim(text)), {"1", "true", "t", "yes", "y", "on"});
}

bool is_false_word(std::string_view text) {
    return is_one_of(lower(trim(text)), {"0", "false", "f", "no", "n", "off", ""});
}

bool is_whole_number(std::string_view text) {
    text = trim(text);
    if (text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '_'; });
}

std::string shown(const Said& said) {
    return escape_controls(said.text.substr(0, 40));
}

// What its reader says of a value that the process, the service or the container has.
std::optional<std::string> fault_of_read(const Site& site, const Said& said) {
    if (site.facts->supply.find(said.read->name) == nullptr) return std::nullopt;
    const auto problem = project::value_problem(*said.read, said.text);
    if (problem && !problem->raises && trim(said.text).empty()) return std::nullopt;  // the usual way to say no
    return problem ? std::optional(fmt::format("is `{}`: {}", shown(said), problem->reason)) : std::nullopt;
}

// What goes on after the setting's name; nothing where the value will do.
std::optional<std::string> fault_of_flag(const Site& site, const Said& said) {
    if (said.read != nullptr) return fault_of_read(site, said);
    if (said.is_quoted && !said.text.empty() && !is_true_word(said.text)) {
        return fmt::format("is the text \"{}\", and any text counts as true", shown(said));
    }
    const bool is_known = is_true_word(said.text) || is_false_word(said.text);
    if (said.variable.empty() || is_known) return std::nullopt;
    return fmt::format("is `{}`, neither true nor false", shown(said));
}

std::optional<std::string> fault_of_seconds(const Site& site, const Said& said) {
    if (is_whole_number(said.text)) {
        return trim(said.text).starts_with('-')
                   ? std::optional(fmt::format("is {}, and no time is negative", shown(said)))
                   : std::nullopt;
    }
    if (said.read != nullptr) return fault_of_read(site, said);
    if (trim(said.text).empty() || is_one_of(said.text, {"None", "True", "False"})) return std::nullopt;
    return fmt::format("is `{}`, which is no whole number", shown(said));
}

// Django goes through it as through a list; of one that a variable gives, its reader makes one.
std::optional<std::string> fault_of_list(const Said& said, std::string_view item) {
    if (said.read != nullptr || !said.variable.empty() || !said.at) return std::nullopt;
    if (said.is_quoted && !said.text.empty())
        return fmt::format("is the text \"{}\", of which Django takes each character for {}", shown(said), item);
    const bool is_nothing = is_one_of(said.text, {"None", "True", "False"}) || is_whole_number(said.text);
    if (said.is_quoted || !is_nothing) return std::nullopt;
    return fmt::format("is `{}`, which Django can't go through as through a list", shown(said));
}

std::optional<std::string> fault_of_exemptions(const Site& /*site*/, const Said& said) {
    return fault_of_list(said, "a pattern");
}

std::optional<std::string> fault_of_origins(const Site& /*site*/, const Said& said) {
    return fault_of_list(said, "an origin");
}

using FaultOf = std::optional<std::string> (*)(const Site&, const Said&);

std::string help_with(std::string_view name) {
    if (name == seconds) return "write whole seconds: `31536000` is a year, `0` is off";
    if (name == exemptions) return R"(write a list: `SECURE_REDIRECT_EXEMPT = [r"^healthz$"]`)";
    if (name == origins) return R"(write a list: `CSRF_TRUSTED_ORIGINS = ["https://example.org"]`)";
    return "write `True` or `False`, in Python without quotes";
}

void judge_setting(const Facts& facts, const Site& site, std::string_view name, FaultOf fault_of, Findings& findings) {
    const auto found = said(site.words, *site.facts, name, "");
    const auto fault = found ? fault_of(site, *found) : std::nullopt;
    if (!fault) return;
    Finding finding =
        finding_at(value_invalid, facts, site, found->at, fmt::format("{} {}", name, *fault), "decides it");
    finding.variable = found->variable;
    finding.seen.push_back(found->said_by);
    finding.help.push_back(help_with(name));
    findings.push_back(std::move(finding));
}

// Of a value that the settings refuse as they are imported, be it read as part of something larger:
// `int(os.environ["SECURE_HSTS_SECONDS"])`.
void judge_reads(const Facts& facts, const Site& site, Findings& findings) {
    using Kind = project::Trouble::Kind;
    if (site.words == nullptr) return;
    for (const project::Trouble& trouble : project::troubles(*site.words->all, site.facts->supply)) {
        const std::string& name = trouble.read->setting;
        const bool is_ours = name == seconds || std::ranges::find(flags, name) != flags.end();
        const bool is_refused = trouble.kind == Kind::wrong_type || trouble.kind == Kind::empty;
        const bool is_known = trouble.supplied != nullptr && trouble.supplied->value;
        const bool is_told = std::ranges::find(findings, trouble.read->name, &Finding::variable) != findings.end();
        if (!is_ours || !is_refused || !is_known || is_told) continue;
        const std::string value = escape_controls(trouble.supplied->value->reveal().substr(0, 40));
        Finding finding = finding_at(
            value_invalid, facts, site, trouble.supplied->at ? trouble.supplied->at : std::optional(trouble.read->at),
            trouble.kind == Kind::empty ? fmt::format("{} is empty, and the settings refuse that", name)
                                        : fmt::format("{} is `{}`: {}", name, value, trouble.reason),
            "decides it");
        finding.variable = trouble.read->name;
        finding.seen.push_back(fmt::format("`{}={}`", trouble.read->name, value));
        finding.help.push_back(help_with(name));
        findings.push_back(std::move(finding));
    }
}

// A variable may be parted into other patterns than these.
void judge_patterns(const Facts& facts, const Site& site, Findings& findings) {
    const auto patterns = site.exemptions();
    if (!patterns || !patterns->variable.empty()) return;
    const auto& all = patterns->value;
    const auto first = std::ranges::find_if(all, [](const std::string& one) { return !fault_of_pattern(one).empty(); });
    if (first == all.end()) return;
    Finding finding = finding_about(value_invalid, facts, site, *patterns,
                                    fmt::format("{} has `{}`, which is no regular expression: {}", exemptions,
                                                escape_controls(*first), fault_of_pattern(*first)));
    finding.notes.emplace_back("Django compiles each of them as it starts, and stops at this one");
    finding.help.emplace_back(R"(a whole path, without its first `/`: `r"^healthz$"`; any below one: `r"^api/"`)");
    findings.push_back(std::move(finding));
}

Findings judge(const Facts& facts) {
    Findings findings;
    for_each_site(facts, [&](const Site& site) {
        Findings found;
        for (const std::string_view name : flags)
            judge_setting(facts, site, name, fault_of_flag, found);
        judge_setting(facts, site, seconds, fault_of_seconds, found);
        judge_reads(facts, site, found);
        judge_setting(facts, site, exemptions, fault_of_exemptions, found);
        judge_setting(facts, site, origins, fault_of_origins, found);
        judge_patterns(facts, site, found);
        std::ranges::move(found, std::back_inserter(findings));
    });
    return findings;
}

}  // namespace

constinit const Rule value_invalid{
    .id = "https/value-invalid",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .summary = "an HTTPS setting has a value that it can't have",
    .why = R"(Some readers stop at a value that is neither true nor false, others take it for the one that was not
meant. In Python any text but the empty one counts as true: `SECURE_SSL_REDIRECT = "False"` redirects.
A negative time makes a header that browsers drop. Of SECURE_REDIRECT_EXEMPT Django makes a regular expression
of each item: at one that is none it does not start, at `None` neither, and of a text the items are its
characters. So they are of CSRF_TRUSTED_ORIGINS.

Where env/wrong-type is judged as well, it tells of a value that a variable has, once for both.)",
    .wrong = R"(SECURE_SSL_REDIRECT=maybe
SECURE_HSTS_SECONDS=-1)",
    .right = R"(SECURE_SSL_REDIRECT=True
SECURE_HSTS_SECONDS=31536000)",
    .fix = R"(Write True or False (also 1, 0, yes, no, on, off), and times as whole seconds.)",
    .judge = judge,
};

}  // namespace megactl::checks::https_rules

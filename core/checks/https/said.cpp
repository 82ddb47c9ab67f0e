#include "core/checks/https/said.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::checks::https_rules {

namespace {

// The others of a large project are some thousand, and nobody here asks for them.
bool is_asked_for(std::string_view name) {
    return name.starts_with("SECURE_") || name.starts_with("CSRF_") ||
           is_one_of(name, {"SESSION_COOKIE_SECURE", "TRUST_PROXY_HEADERS", "MIDDLEWARE", "SILENCED_SYSTEM_CHECKS",
                            "FORCE_SCRIPT_NAME"});
}

// Only where the right side is the read and nothing else: `env.bool("X") and Y` may be anything.
const project::VariableRead* read_of(const DjangoSettings& settings, const project::SettingAssignment& assignment) {
    const auto found = std::ranges::find_if(settings.reads, [&](const project::VariableRead& read) {
        return read.setting == assignment.name && read.at.source == assignment.at.source &&
               trim(assignment.source) == trim(read.at.text());
    });
    return found == settings.reads.end() ? nullptr : &*found;
}

// DEBUG as a line of the settings sees it.
std::optional<bool> debug_seen(const DjangoSettings& settings, const HttpsSite& site) {
    return settings.changes_debug ? std::nullopt : debug_value(settings, site.supply);
}

std::optional<std::string> default_of(const DjangoSettings& settings, const HttpsSite& site,
                                      const project::VariableRead& read) {
    if (!read.default_text) return std::nullopt;
    if (read.default_is_literal) return *read.default_text;
    const bool is_negated = *read.default_text == "not DEBUG";
    if (!is_negated && *read.default_text != "DEBUG") return std::nullopt;
    const auto debug = debug_seen(settings, site);
    if (!debug) return std::nullopt;
    return *debug != is_negated ? "True" : "False";
}

std::optional<Said> said_by_read(const DjangoSettings& settings, const HttpsSite& site,
                                 const project::VariableRead& read) {
    if (read.when != project::ReadWhen::at_import || !read.alternatives.empty()) return std::nullopt;
    if (const project::SuppliedValue* supplied = site.supply.find(read.name)) {
        if (!supplied->value) return std::nullopt;
        std::string text(supplied->value->reveal());
        return Said{.text = text,
                    .read = &read,
                    .said_by = fmt::format("`{}={}`", read.name, escape_controls(text.substr(0, 40))),
                    .at = supplied->at ? supplied->at : std::optional(read.at),
                    .variable = read.name};
    }
    if (site.supply.is_open) return std::nullopt;
    auto text = default_of(settings, site, read);
    if (!text) return std::nullopt;
    return Said{.text = *text,
                .read = &read,
                .said_by = fmt::format("{} is unset, and its default is {}", read.name, *text),
                .at = read.at,
                .variable = read.name};
}

// What a condition says of one read.
std::optional<bool> holds(const DjangoSettings& settings, const HttpsSite& site, const project::Atom& atom) {
    using Kind = project::Atom::Kind;
    if (!is_about_a_read(atom.kind)) return std::nullopt;
    const project::VariableRead& read = settings.reads[atom.read];
    const project::SuppliedValue* supplied = site.supply.find(read.name);
    if (supplied == nullptr && site.supply.is_open) return std::nullopt;
    if (atom.kind == Kind::present || atom.kind == Kind::absent)
        return (supplied != nullptr) == (atom.kind == Kind::present);
    const bool is_nothing = supplied == nullptr && !read.default_text && !read.is_required;  // `os.environ.get("X")`
    const auto found = is_nothing ? std::optional<Said>(Said{}) : said_by_read(settings, site, read);
    if (!found) return std::nullopt;
    if (atom.kind == Kind::empty) return !is_nothing && found->text.empty();
    const bool is_flag = read.type == project::ValueType::boolean;
    const auto truth = is_flag ? truth_of(*found) : std::optional(!found->text.empty());
    return truth ? std::optional(*truth == (atom.kind == Kind::truthy)) : std::nullopt;
}

// Is one of the atoms true?
std::optional<bool> holds(const DjangoSettings& settings, const HttpsSite& site, const project::Clause& clause) {
    using Kind = project::Atom::Kind;
    std::optional<bool> answer = false;
    for (const project::Atom& atom : clause) {
        const bool is_debug = atom.kind == Kind::debug_on || atom.kind == Kind::debug_off;
        const auto debug = is_debug ? debug_seen(settings, site) : std::nullopt;
        const auto one = debug ? std::optional(*debug == (atom.kind == Kind::debug_on)) : holds(settings, site, atom);
        if (one == true) return true;
        if (!one) answer.reset();
    }
    return answer;
}

// Does the process come to the assignment when it imports the settings?
std::optional<bool> is_reached(const DjangoSettings& settings, const HttpsSite& site,
                               const project::SettingAssignment& assignment) {
    std::optional<bool> answer = true;
    for (const project::Clause& clause : assignment.under) {
        const auto one = holds(settings, site, clause);
        if (one == false) return false;
        if (!one) answer.reset();
    }
    return answer;
}

std::optional<Said> said_by_settings(const Settings& settings, const HttpsSite& site, std::string_view name,
                                     std::string_view django_default) {
    const Word* word = settings.find(name, site);
    if (word == nullptr) {
        return Said{.text = std::string(django_default),
                    .said_by = fmt::format("the settings leave {} at Django's default", name)};
    }
    if (word->assignment == nullptr) return std::nullopt;
    if (word->assignment->literal) {
        return Said{.text = *word->assignment->literal,
                    .said_by = "the settings say so",
                    .at = word->assignment->at,
                    .is_quoted = word->assignment->source.find_first_of("\"'") != std::string::npos};
    }
    return word->read == nullptr ? std::nullopt : said_by_read(*settings.all, site, *word->read);
}

// Without settings to read, the variables that sites commonly name after them.
std::optional<Said> said_by_variable(const HttpsSite& site, std::string_view name) {
    const project::SuppliedValue* supplied = site.supply.find(name);
    if (supplied == nullptr || !supplied->value) return std::nullopt;
    std::string text(supplied->value->reveal());
    return Said{.text = text,
                .said_by = fmt::format("`{}={}`", name, escape_controls(text.substr(0, 40))),
                .at = supplied->at,
                .variable = std::string(name)};
}

}  // namespace

std::optional<bool> truth_of(const Said& said) {
    if (said.is_quoted) return !said.text.empty();
    if (said.read != nullptr && said.text != "True" && said.text != "False")
        return boolean_value(*said.read, said.text);
    const std::string word = lower(trim(said.text));
    if (is_one_of(word, {"1", "true", "t", "yes", "y", "on"})) return true;
    if (is_one_of(word, {"0", "false", "f", "no", "n", "off", "", "none"})) return false;
    return std::nullopt;
}

Settings::Settings(const DjangoSettings& settings) : all(&settings) {
    for (const project::SettingAssignment& assignment : settings.assignments) {
        if (!is_asked_for(assignment.name)) continue;
        words[assignment.name].push_back({&assignment, read_of(settings, assignment)});
    }
}

const Word* Settings::find(std::string_view name, const HttpsSite& site) const {
    static constexpr Word several{};
    const auto found = words.find(name);
    if (found == words.end()) return nullptr;
    const Word* holding = nullptr;
    for (const Word& word : found->second) {
        const auto reached = is_reached(*all, site, *word.assignment);
        if (reached == false) continue;
        // What may not be reached leaves what was said before it, or Django's default.
        const bool replaces = reached == true && (!word.assignment->is_change || holding == nullptr);
        holding = replaces ? &word : &several;
    }
    return holding;
}

std::optional<Said> said(const Settings* settings, const HttpsSite& site, std::string_view name,
                         std::string_view django_default) {
    return settings == nullptr ? said_by_variable(site, name) : said_by_settings(*settings, site, name, django_default);
}

}  // namespace megactl::checks::https_rules

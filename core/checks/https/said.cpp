#include "core/checks/https/said.hpp"

#include "core/base/text.hpp"
#include "core/project/settings_reach.hpp"

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

std::optional<Said> said_by_read(const DjangoSettings& settings, const HttpsSite& site,
                                 const project::VariableRead& read) {
    auto found = text_of(settings, read, site.supply);
    if (!found) return std::nullopt;
    Said said{.text = std::move(found->text), .read = &read, .at = read.at, .variable = read.name};
    if (found->supplied == nullptr) {
        said.said_by = fmt::format("{} is unset, and its default is {}", read.name, said.text);
        return said;
    }
    said.said_by = fmt::format("`{}={}`", read.name, escape_controls(said.text.substr(0, 40)));
    if (found->supplied->at) said.at = found->supplied->at;
    return said;
}

// `SECURE_SSL_REDIRECT = not DEBUG`, which many sites say of all their flags. Where DEBUG is said in several places
// another may have held by then.
std::optional<Said> said_by_debug(const DjangoSettings& settings, const HttpsSite& site,
                                  const project::SettingAssignment& assignment) {
    const bool is_such = trim(assignment.source) == "not DEBUG" &&
                         std::ranges::count(settings.assignments, "DEBUG", &project::SettingAssignment::name) == 1;
    if (!is_such) return std::nullopt;
    const auto debug = project::debug_value(settings, site.supply);
    if (!debug) return std::nullopt;
    return Said{.text = *debug ? "False" : "True",
                .said_by = fmt::format("`{} = not DEBUG`, and DEBUG is {}", assignment.name, *debug ? "True" : "False"),
                .at = assignment.at};
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
    if (word->read != nullptr) return said_by_read(*settings.all, site, *word->read);
    return said_by_debug(*settings.all, site, *word->assignment);
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
    if (said.read != nullptr) return truth_of(*said.read, said.text);
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
        const auto reached = is_reached(*all, word.assignment->under, site.supply);
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

#include "core/checks/https/https_site.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

namespace megactl::checks::https_rules {

namespace {

using project::SettingAssignment;
using project::SuppliedValue;
using project::VariableRead;

// A setting's value as text, before it is taken for a flag or a number.
struct Said {
    std::string text;
    const VariableRead* read = nullptr;  // null where the settings say it themselves, or nobody read them
    std::string said_by;
    std::optional<Location> at;
    std::string variable;
};

// What the settings say of a name, in one place of theirs.
struct Word {
    const SettingAssignment* assignment = nullptr;  // null where there are several: which counts depends on a branch
    const VariableRead* read = nullptr;             // null where the right side is more than a read
};

// Settings by name, looked through once for all processes that load them.
struct Settings {
    const DjangoSettings* all = nullptr;
    std::map<std::string_view, Word> words{};
    Site common{};  // what they have in common

    // Null where nothing is assigned.
    const Word* find(std::string_view name) const {
        const auto found = words.find(name);
        return found == words.end() ? nullptr : &found->second;
    }
    // May the setting differ from one process to another?
    bool varies(std::string_view name) const {
        const Word* word = find(name);
        return word != nullptr && word->read != nullptr;
    }
};

using ReadsBySetting = std::multimap<std::string_view, const VariableRead*>;

// Only where the right side is the read and nothing else: `env.bool("X") and Y` may be anything.
const VariableRead* read_of(const ReadsBySetting& reads, const SettingAssignment& assignment) {
    const auto [begin, end] = reads.equal_range(assignment.name);
    const auto found = std::find_if(begin, end, [&](const auto& entry) {
        const Location& at = entry.second->at;
        return at.source == assignment.at.source && trim(assignment.source) == trim(at.text());
    });
    return found == end ? nullptr : found->second;
}

std::optional<std::string> default_of(const DjangoSettings& settings, const HttpsSite& site, const VariableRead& read) {
    if (!read.default_text) return std::nullopt;
    if (read.default_is_literal) return *read.default_text;
    const bool is_negated = *read.default_text == "not DEBUG";
    if (!is_negated && *read.default_text != "DEBUG") return std::nullopt;
    const auto debug = debug_value(settings, site.supply);
    if (!debug) return std::nullopt;
    return *debug != is_negated ? "True" : "False";
}

std::optional<Said> said_by_read(const DjangoSettings& settings, const HttpsSite& site, const VariableRead& read) {
    if (read.when != project::ReadWhen::at_import || !read.alternatives.empty()) return std::nullopt;
    if (const SuppliedValue* supplied = site.supply.find(read.name)) {
        if (!supplied->value) return std::nullopt;
        std::string text(supplied->value->reveal());
        return Said{text, &read, fmt::format("`{}={}`", read.name, escape_controls(text.substr(0, 40))),
                    supplied->at ? supplied->at : std::optional(read.at), read.name};
    }
    if (site.supply.is_open) return std::nullopt;
    auto text = default_of(settings, site, read);
    if (!text) return std::nullopt;
    return Said{*text, &read, fmt::format("{} is unset, and its default is {}", read.name, *text), read.at, read.name};
}

std::optional<Said> said_by_settings(const Settings& settings, const HttpsSite& site, std::string_view name,
                                     std::string_view django_default) {
    const Word* word = settings.find(name);
    if (word == nullptr) {
        return Said{std::string(django_default), nullptr,
                    fmt::format("the settings leave {} at Django's default", name), std::nullopt, ""};
    }
    if (word->assignment == nullptr) return std::nullopt;
    if (word->assignment->literal)
        return Said{*word->assignment->literal, nullptr, "the settings say so", word->assignment->at, ""};
    return word->read == nullptr ? std::nullopt : said_by_read(*settings.all, site, *word->read);
}

// Without settings to read, the variables that sites commonly name after them.
std::optional<Said> said_by_variable(const HttpsSite& site, std::string_view name) {
    const SuppliedValue* supplied = site.supply.find(name);
    if (supplied == nullptr || !supplied->value) return std::nullopt;
    std::string text(supplied->value->reveal());
    return Said{text, nullptr, fmt::format("`{}={}`", name, escape_controls(text.substr(0, 40))), supplied->at,
                std::string(name)};
}

std::optional<Said> said(const Settings* settings, const HttpsSite& site, std::string_view name,
                         std::string_view django_default) {
    return settings == nullptr ? said_by_variable(site, name) : said_by_settings(*settings, site, name, django_default);
}

std::optional<bool> truth_of(const Said& said) {
    if (said.read != nullptr && said.text != "True" && said.text != "False")
        return boolean_value(*said.read, said.text);
    const std::string word = lower(trim(said.text));
    if (is_one_of(word, {"1", "true", "t", "yes", "y", "on"})) return true;
    if (is_one_of(word, {"0", "false", "f", "no", "n", "off", "", "none"})) return false;
    return std::nullopt;
}

KnownFlag flag(const Settings* settings, const HttpsSite& site, std::string_view name) {
    const auto found = said(settings, site, name, "False");
    const auto value = found ? truth_of(*found) : std::nullopt;
    if (!value) return std::nullopt;
    return Known<bool>{*value, found->said_by, found->at, found->variable};
}

KnownNumber number(const Settings* settings, const HttpsSite& site, std::string_view name) {
    const auto found = said(settings, site, name, "0");
    if (!found) return std::nullopt;
    const std::string digits = replace_all(std::string(trim(found->text)), "_", "");
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return Known<std::int64_t>{value, found->said_by, found->at, found->variable};
}

// The texts of `("A", "B")`; nothing where it is not made of two plain ones.
std::optional<std::pair<std::string, std::string>> pair_of_texts(std::string_view source) {
    source = trim(source);
    if (source.size() < 2 || (source.front() != '(' && source.front() != '[')) return std::nullopt;
    source = source.substr(1, source.size() - 2);
    std::vector<std::string> texts;
    for (std::string_view part : split(source, ',')) {
        part = trim(part);
        if (part.empty()) continue;
        const bool is_text = part.size() >= 2 && (part.front() == '"' || part.front() == '\'') &&
                             part.back() == part.front() && part.find('\\') == std::string_view::npos;
        if (!is_text) return std::nullopt;
        texts.emplace_back(part.substr(1, part.size() - 2));
    }
    if (texts.size() != 2) return std::nullopt;
    return std::pair(texts[0], texts[1]);
}

std::string fault_of_header(const std::string& name, const std::string& value) {
    const bool is_spelled = name.starts_with("HTTP_") && std::ranges::all_of(name, [](char c) {
                                return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
                            });
    if (!is_spelled) {
        return fmt::format(
            "`{}` is no name that Django looks under: `X-Forwarded-Proto` arrives as "
            "`HTTP_X_FORWARDED_PROTO`",
            escape_controls(name));
    }
    if (value != "https") return fmt::format("proxies write `https`, not `{}`", escape_controls(value));
    return {};
}

ProxyHeader proxy_header_of(const Settings& settings) {
    using State = ProxyHeader::State;
    const Word* word = settings.find("SECURE_PROXY_SSL_HEADER");
    if (word == nullptr) return {State::absent, "", std::nullopt};
    const SettingAssignment* only = word->assignment;
    if (only == nullptr) return {State::unknown, "", std::nullopt};
    if (only->literal) {
        if (*only->literal == "None") return {State::absent, "", only->at};
        return {State::malformed, "it is one text, not a pair of the header's name and its value", only->at};
    }
    const auto texts = pair_of_texts(only->source);
    if (!texts) return {State::unknown, "", only->at};
    std::string fault = fault_of_header(texts->first, texts->second);
    if (fault.empty()) return {State::fits, "", only->at};
    return {State::malformed, std::move(fault), only->at};
}

bool may_lack_middleware(const Settings& settings) {
    // Settings that set no MIDDLEWARE are a fragment: the rest of them was not seen.
    if (settings.find("MIDDLEWARE") == nullptr) return false;
    return std::ranges::none_of(settings.all->files, [](const Source& file) {
        return file->text().find("SecurityMiddleware") != std::string_view::npos;
    });
}

constexpr std::array<std::pair<std::string_view, KnownFlag Site::*>, 5> flags{{
    {"SECURE_SSL_REDIRECT", &Site::redirect},
    {"SESSION_COOKIE_SECURE", &Site::session_cookie},
    {"CSRF_COOKIE_SECURE", &Site::csrf_cookie},
    {"SECURE_HSTS_INCLUDE_SUBDOMAINS", &Site::hsts_subdomains},
    {"SECURE_HSTS_PRELOAD", &Site::hsts_preload},
}};
constexpr std::string_view seconds = "SECURE_HSTS_SECONDS";

// What each process has that loads these settings, whatever its variables are.
Site common_of(const Settings& settings) {
    const HttpsSite anyone;
    Site site{.settings = settings.all};
    for (const auto& [name, member] : flags) {
        if (!settings.varies(name)) site.*member = flag(&settings, anyone, name);
    }
    if (!settings.varies(seconds)) site.hsts = number(&settings, anyone, seconds);
    site.proxy_header = proxy_header_of(settings);
    site.may_lack_middleware = may_lack_middleware(settings);
    return site;
}

// Of the hundreds of settings that a module may have, those that are asked for here.
bool is_about_https(std::string_view name) {
    return name == seconds || name == "SECURE_PROXY_SSL_HEADER" || name == "MIDDLEWARE" ||
           std::ranges::any_of(flags, [&](const auto& flag) { return flag.first == name; });
}

Settings looked_through(const DjangoSettings& all) {
    Settings settings{.all = &all};
    ReadsBySetting reads;
    for (const VariableRead& read : all.reads) {
        if (is_about_https(read.setting)) reads.emplace(read.setting, &read);
    }
    for (const SettingAssignment& assignment : all.assignments) {
        if (!is_about_https(assignment.name)) continue;
        const auto [word, is_first] = settings.words.try_emplace(assignment.name);
        word->second = is_first ? Word{&assignment, read_of(reads, assignment)} : Word{};
    }
    settings.common = common_of(settings);
    return settings;
}

Site site_of(const Settings* settings, const HttpsSite& found) {
    Site site = settings == nullptr ? Site{} : settings->common;
    site.facts = &found;
    for (const auto& [name, member] : flags) {
        if (settings == nullptr || settings->varies(name)) site.*member = flag(settings, found, name);
    }
    if (settings == nullptr || settings->varies(seconds)) site.hsts = number(settings, found, seconds);
    return site;
}

}  // namespace

std::vector<Site> sites(const Facts& facts) {
    std::map<std::size_t, Settings> known;  // by their index in the facts
    const auto settings_of = [&](const HttpsSite& found) -> const Settings* {
        if (!found.settings) return nullptr;
        auto [settings, is_new] = known.try_emplace(*found.settings);
        if (is_new) settings->second = looked_through(facts.settings[*found.settings]);
        return &settings->second;
    };
    std::vector<Site> answer;
    answer.reserve(facts.https_sites.size());
    for (const HttpsSite& found : facts.https_sites)
        answer.push_back(site_of(settings_of(found), found));
    return answer;
}

bool is_on(const KnownFlag& flag) {
    return flag && flag->value;
}

bool is_off(const KnownFlag& flag) {
    return flag && !flag->value;
}

Finding finding_at(const Rule& rule, const Facts& facts, const Site& site, const std::optional<Location>& at,
                   std::string headline, std::string label) {
    Finding finding;
    finding.rule = rule.id;
    finding.severity = rule.severity_in(facts.mode);
    finding.headline = std::move(headline);
    finding.service = site.facts->service;
    if (at) {
        finding.primary = Label{*at, std::move(label)};
    } else if (site.settings != nullptr) {
        finding.file = site.settings->files.front()->name();
    }
    return finding;
}

template <class T>
Finding finding_about(const Rule& rule, const Facts& facts, const Site& site, const Known<T>& setting,
                      std::string headline) {
    Finding finding = finding_at(rule, facts, site, setting.at, std::move(headline), "decides it");
    finding.variable = setting.variable;
    finding.seen.push_back(setting.said_by);
    return finding;
}
template Finding finding_about(const Rule&, const Facts&, const Site&, const Known<bool>&, std::string);
template Finding finding_about(const Rule&, const Facts&, const Site&, const Known<std::int64_t>&, std::string);

}  // namespace megactl::checks::https_rules

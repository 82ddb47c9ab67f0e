#include "core/checks/https/https_site.hpp"

#include "core/base/text.hpp"
#include "core/checks/https/python_pattern.hpp"
#include "core/checks/https/said.hpp"
#include "core/project/python_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

namespace megactl::checks::https_rules {

namespace {

using project::texts_in;

// What is in the name or the image of a service that is one, HAProxy among the first.
constexpr std::array<std::string_view, 10> proxies{"proxy", "nginx",  "caddy",   "traefik",    "envoy",
                                                   "httpd", "apache", "ingress", "cloudflare", "tunnel"};

constexpr std::string_view exemptions_setting = "SECURE_REDIRECT_EXEMPT";

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
    // `X-Forwarded-Ssl: on`, `Front-End-Https: on`
    const bool is_switch = name.ends_with("_SSL") || name.ends_with("_HTTPS");
    if (is_switch && is_one_of(value, {"on", "1", "true"})) return {};
    if (value != "https") return fmt::format("proxies write `https`, not `{}`", escape_controls(value));
    return {};
}

ProxyHeader proxy_header_of(const Settings& settings, const HttpsSite& site) {
    using State = ProxyHeader::State;
    const Word* word = settings.find("SECURE_PROXY_SSL_HEADER", site);
    if (word == nullptr) return {State::absent, "", std::nullopt};
    const project::SettingAssignment* only = word->assignment;
    if (only == nullptr) return {State::unknown, "", std::nullopt};
    if (only->literal) {
        if (*only->literal == "None") return {State::absent, "", only->at};
        return {State::malformed, "it is one text, not a pair of the header's name and its value", only->at};
    }
    const auto texts = texts_in(only->source);
    if (!texts) return {State::unknown, "", only->at};
    if (texts->size() != 2) {
        return {State::malformed,
                fmt::format("it has {}, and Django wants a pair of the header's name and its value",
                            count_of(texts->size(), "part", "parts")),
                only->at};
    }
    std::string fault = fault_of_header(texts->front(), texts->back());
    if (fault.empty()) return {State::fits, "", only->at, replace_all(texts->front().substr(5), "_", "-")};
    return {State::malformed, std::move(fault), only->at};
}

// Whitenoise and corsheaders stand there by their own manuals, and answer no health check.
bool has_own_ahead(const Word& middleware) {
    const auto listed = middleware.assignment == nullptr ? std::nullopt : texts_in(middleware.assignment->source);
    if (!listed) return false;
    for (const std::string& entry : *listed) {
        if (entry.ends_with(".SecurityMiddleware")) return false;
        const bool is_known =
            entry.starts_with("django.") || entry.starts_with("whitenoise.") || entry.starts_with("corsheaders.");
        if (!is_known) return true;
    }
    return false;
}

Middleware middleware_of(const Settings& settings, const HttpsSite& site) {
    // Settings that set no MIDDLEWARE are a fragment: the rest of them was not seen.
    const Word* word = settings.find("MIDDLEWARE", site);
    if (word == nullptr) return {};
    const bool is_seen = std::ranges::any_of(settings.all->files, [](const Source& file) {
        return file->text().find("SecurityMiddleware") != std::string_view::npos;
    });
    if (is_seen) return {.has_own_ahead = has_own_ahead(*word)};
    Middleware answer{.may_lack_security = true};
    if (word->assignment != nullptr && texts_in(word->assignment->source)) {
        answer.lacks_security_at = word->assignment->at;
    }
    return answer;
}

// Texts that the settings list, or that a variable has, parted by commas.
KnownTexts texts(const Settings& settings, const HttpsSite& site, std::string_view name) {
    const Word* word = settings.find(name, site);
    if (word == nullptr || word->assignment == nullptr) return std::nullopt;
    if (auto listed = texts_in(word->assignment->source)) {
        return Known<std::vector<std::string>>{*std::move(listed), "the settings say so", word->assignment->at, ""};
    }
    const bool is_list = word->read != nullptr && word->read->type == project::ValueType::list;
    const auto found = is_list ? said(&settings, site, name, "") : std::nullopt;
    if (!found || found->text.starts_with('[') || found->text.starts_with('(')) return std::nullopt;
    std::vector<std::string> parts;
    for (const std::string_view part : split(found->text, ','))
        if (!trim(part).empty()) parts.emplace_back(trim(part));
    return Known<std::vector<std::string>>{std::move(parts), found->said_by, found->at, found->variable};
}

// The id of a check of Django's that the settings silence, of those that a rule repeats; empty without.
std::string_view silenced_twin(const Rule& rule, const Site& site) {
    const Word* word = site.words == nullptr ? nullptr : site.words->find("SILENCED_SYSTEM_CHECKS", *site.facts);
    const auto listed =
        word == nullptr || word->assignment == nullptr ? std::nullopt : texts_in(word->assignment->source);
    if (!listed) return {};
    for (const std::string_view id : split(rule.django_checks, ' ')) {
        if (!id.empty() && std::ranges::find(*listed, id) != listed->end()) return id;
    }
    return {};
}

}  // namespace

KnownFlag Site::redirect() const {
    return flag(words, *facts, "SECURE_SSL_REDIRECT");
}

KnownFlag Site::session_cookie() const {
    return flag(words, *facts, "SESSION_COOKIE_SECURE");
}

KnownFlag Site::csrf_cookie() const {
    return flag(words, *facts, "CSRF_COOKIE_SECURE");
}

KnownFlag Site::csrf_in_session() const {
    return flag(words, *facts, "CSRF_USE_SESSIONS");
}

KnownNumber Site::hsts() const {
    return number(words, *facts, "SECURE_HSTS_SECONDS");
}

KnownFlag Site::hsts_subdomains() const {
    return flag(words, *facts, "SECURE_HSTS_INCLUDE_SUBDOMAINS");
}

KnownFlag Site::hsts_preload() const {
    return flag(words, *facts, "SECURE_HSTS_PRELOAD");
}

KnownFlag Site::trusts_proxy() const {
    return flag(words, *facts, "TRUST_PROXY_HEADERS");
}

KnownTexts Site::trusted_origins() const {
    return words == nullptr ? std::nullopt : texts(*words, *facts, "CSRF_TRUSTED_ORIGINS");
}

ProxyHeader Site::proxy_header() const {
    return words == nullptr ? ProxyHeader{} : proxy_header_of(*words, *facts);
}

Middleware Site::middleware() const {
    return words == nullptr ? Middleware{} : middleware_of(*words, *facts);
}

KnownTexts Site::exemptions() const {
    return words == nullptr ? std::nullopt : texts(*words, *facts, exemptions_setting);
}

std::optional<bool> Site::exempts(const std::optional<std::string>& path) const {
    if (words == nullptr || words->find(exemptions_setting, *facts) == nullptr) return false;
    const KnownTexts patterns = exemptions();
    // With a prefix for all its paths the site has another one.
    const bool is_known = patterns && words->find("FORCE_SCRIPT_NAME", *facts) == nullptr;
    if (!is_known) return std::nullopt;
    std::optional<bool> answer = false;
    for (const std::string& pattern : patterns->value) {
        const auto found = path ? is_found(pattern, *path) : std::nullopt;
        if (found == true) return true;
        if (!found) answer.reset();
    }
    return answer;
}

std::optional<Location> Site::exemptions_at() const {
    const Word* word = words == nullptr ? nullptr : words->find(exemptions_setting, *facts);
    return word == nullptr || word->assignment == nullptr ? std::nullopt : std::optional(word->assignment->at);
}

void for_each_site(const Facts& facts, const std::function<void(const Site&)>& visit) {
    std::map<std::size_t, Settings> known;  // by their index in the facts
    for (const HttpsSite& found : facts.https_sites) {
        Site site{.facts = &found};
        if (found.settings)
            site.words = &known.try_emplace(*found.settings, facts.settings[*found.settings]).first->second;
        visit(site);
    }
}

Findings find_in_sites(const Facts& facts, std::optional<Finding> (*find)(const Facts&, const Site&)) {
    Findings findings;
    for_each_site(facts, [&](const Site& site) {
        if (auto finding = find(facts, site)) findings.push_back(*std::move(finding));
    });
    return findings;
}

bool may_have_proxy(const Facts& facts, const Site& site) {
    if (site.facts->workload || site.facts->supply.find("FORWARDED_ALLOW_IPS") != nullptr) return true;
    if (!facts.compose) return false;
    return std::ranges::any_of(facts.compose->services, [](const project::Service& service) {
        const std::string words = lower(service.name + " " + (service.image ? service.image->text : ""));
        return std::ranges::any_of(proxies,
                                   [&](std::string_view proxy) { return words.find(proxy) != std::string::npos; });
    });
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
    if (const std::string_view silenced = silenced_twin(rule, site); !silenced.empty()) {
        finding.severity = Severity::note;
        finding.notes.push_back(fmt::format("SILENCED_SYSTEM_CHECKS silences {}, which says the same", silenced));
    }
    finding.service = site.facts->workload ? facts.workloads[*site.facts->workload].name : site.facts->service;
    if (at) {
        finding.primary = Label{*at, std::move(label)};
    } else if (site.words != nullptr) {
        finding.file = site.words->all->files.front()->name();
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
template Finding finding_about(const Rule&, const Facts&, const Site&, const Known<std::vector<std::string>>&,
                               std::string);

}  // namespace megactl::checks::https_rules

#include "core/project/gather_https.hpp"

#include "core/base/text.hpp"
#include "core/config/env_file.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

constexpr std::array<std::string_view, 2> pair_variables{"SERVER_TLS_CERT", "SERVER_TLS_KEY"};

// Does the process speak TLS itself? Nothing where that can't be told.
std::optional<bool> serves_tls(const Supply& supply) {
    bool has_both = true;
    for (const std::string_view variable : pair_variables) {
        const SuppliedValue* supplied = supply.find(variable);
        if (supplied == nullptr && supply.is_open) return std::nullopt;
        if (supplied != nullptr && !supplied->value) return std::nullopt;
        has_both = has_both && supplied != nullptr && !trim(supplied->value->reveal()).empty();
    }
    return has_both;
}

bool names(const std::vector<std::string>& words, std::string_view part) {
    return std::ranges::any_of(words, [&](const std::string& word) { return word.find(part) != std::string::npos; });
}

// Celery imports the settings too, and answers no request.
bool is_worker(const Service& service) {
    return names(service.command, "celery") || names(service.entrypoint, "celery");
}

// gunicorn, uvicorn and others have options of their own for certificate and key.
bool has_own_certificate(const Service& service) {
    return names(service.command, "certfile") || names(service.command, "ssl") || names(service.entrypoint, "certfile");
}

void add_services(Facts& facts) {
    for (const RuntimeLoad& load : facts.runtime_loads) {
        const Service& service = facts.compose->services[load.service];
        if (is_worker(service)) continue;
        HttpsSite site{.service = service.name, .settings = load.settings, .supply = load.supply, .is_said = true};
        if (!has_own_certificate(service)) site.serves_tls = serves_tls(load.supply);
        facts.https_sites.push_back(std::move(site));
    }
}

// Does it serve the site, as far as its command tells? What does something else with manage.py answers nobody.
bool answers_requests(const WorkloadLoad& load, const Workload& workload) {
    const auto has = [&](std::string_view part) { return load.started.find(part) != std::string::npos; };
    const bool ends = workload.name.starts_with("job/") || workload.name.starts_with("cronjob/");
    return !ends && !has("celery") && (!has("manage.py") || has("runserver"));
}

// Another image in the pod may be a proxy, which gunicorn believes without any setting: it comes from 127.0.0.1.
bool has_company(const Workload& workload, const std::vector<Workload>& all) {
    const std::string_view pod = std::string_view(workload.name).substr(0, workload.name.rfind('/'));
    return std::ranges::any_of(all, [&](const Workload& other) {
        return std::string_view(other.name).substr(0, other.name.rfind('/')) == pod && other.image != workload.image;
    });
}

// Of the processes that something else than Compose starts only containers: a service of systemd has a proxy on its own
// host as a rule, and the routers of those who read a Procfile are told of by their platform.
void add_containers(Facts& facts) {
    for (const WorkloadLoad& load : facts.workload_loads) {
        const Workload& workload = facts.workloads[load.workload];
        if (workload.kind != Workload::Kind::kubernetes || !answers_requests(load, workload)) continue;
        HttpsSite site{.service = "",
                       .workload = load.workload,
                       .settings = load.settings,
                       .supply = load.supply,
                       .is_said = true};
        const bool has_own_certificate = load.started.find("certfile") != std::string::npos;
        if (!has_own_certificate && !has_company(workload, facts.workloads)) site.serves_tls = serves_tls(load.supply);
        facts.https_sites.push_back(std::move(site));
    }
}

// Variables that say something about where TLS ends, or about Django's settings.
bool is_of_the_site(std::string_view name) {
    return name.starts_with("SECURE_") || name.starts_with("SERVER_") || name.starts_with("DJANGO_") ||
           is_one_of(name, {"SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "TRUST_PROXY_HEADERS", "DEBUG",
                            "FORWARDED_ALLOW_IPS"});
}

Supply process_supply(const Tree& tree, const Question& question) {
    Supply supply;
    if (const Source source = tree.is_file(".env") ? tree.read(".env") : nullptr) {
        for (const config::EnvEntry& entry : config::parse_env_file(source).entries)
            if (entry.value) supply.set(entry.name, entry.value, Location{source, entry.span});
    }
    for (const auto& [name, value] : question.caller)
        supply.set(name, value);
    return supply;
}

void add_process(const Tree& tree, const Question& question, Facts& facts) {
    HttpsSite site{.service = "", .supply = process_supply(tree, question)};
    if (!facts.settings.empty()) site.settings = facts.live_settings;
    site.is_said =
        std::ranges::any_of(site.supply.values, [](const auto& entry) { return is_of_the_site(entry.first); });
    site.serves_tls = serves_tls(site.supply);
    const auto is_named = [](const std::optional<TlsInput>& input) { return input && !input->path.empty(); };
    for (const TlsPair& pair : facts.tls_pairs) {
        if (!pair.service.empty()) continue;
        site.is_said = true;
        site.serves_tls = is_named(pair.certificate) && is_named(pair.key);
    }
    if (site.is_said || site.settings) facts.https_sites.push_back(std::move(site));
}

// `django==3.2.25`, `Django<4`, `django = "^3.2"`.
bool asks_for_old_django(std::string_view line) {
    constexpr std::string_view django = "django";
    const std::string text = lower(trim(line));
    const std::size_t name_end = text.find_first_not_of("\"'");
    if (name_end == std::string::npos || !text.substr(name_end).starts_with(django)) return false;
    const std::string_view after = std::string_view(text).substr(name_end + django.size());
    const std::size_t digit = after.find_first_not_of(" =~<>!^\"'");
    if (digit == 0 || digit == std::string_view::npos || !is_digit(after[digit])) return false;
    const std::string_view operation = after.substr(0, digit);
    const bool is_one_digit = digit + 1 == after.size() || !is_digit(after[digit + 1]);
    if (!is_one_digit || operation.find_first_of(">!") != std::string_view::npos) return false;
    return after[digit] < '4' || (after[digit] == '4' && operation.find('<') != std::string_view::npos);
}

bool has_django_before_4(const Tree& tree) {
    std::vector<std::string> files{"requirements.txt", "pyproject.toml", "Pipfile"};
    for (const std::string& name : tree.list("requirements"))
        if (name.ends_with(".txt")) files.push_back("requirements/" + name);
    return std::ranges::any_of(files, [&](const std::string& file) {
        const Source source = tree.is_file(file) ? tree.read(file) : nullptr;
        return source && std::ranges::any_of(split(source->text(), '\n'), asks_for_old_django);
    });
}

// Only they differ by the release.
bool names_trusted_origins(const DjangoSettings& settings) {
    return settings.last_assignment("CSRF_TRUSTED_ORIGINS") != nullptr;
}

}  // namespace

void gather_https_sites(const Tree& tree, const Question& question, Facts& facts) {
    if (std::ranges::any_of(facts.settings, names_trusted_origins))
        facts.has_django_before_4 = has_django_before_4(tree);
    const bool is_process_asked = !facts.tls_pairs.empty() && facts.tls_pairs.front().service.empty();
    if (!is_process_asked) {
        add_services(facts);
        add_containers(facts);
    }
    if (facts.https_sites.empty()) add_process(tree, question, facts);
}

}  // namespace megactl::project

#include "core/project/gather_https.hpp"

#include "core/base/text.hpp"
#include "core/config/env_file.hpp"
#include "core/project/server_command.hpp"
#include "core/project/settings_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>
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

// Whose gunicorn.conf.py, at the top or beside manage.py, makes it take a proxy's word or speak TLS.
bool has_own_configuration(const Tree& tree, const std::vector<std::string>& sites) {
    const auto says_so = [&](const std::string& folder) {
        const Source file = read_if_possible(tree, joined_path(folder, "gunicorn.conf.py"));
        return file && may_know_the_scheme_by_configuration(file->text());
    };
    return says_so("") || std::ranges::any_of(sites, says_so);
}

// Does the process speak TLS itself? Nothing where that can't be told, or where its server may tell Django the scheme.
std::optional<bool> speaks_tls(const Supply& supply, std::string_view started, bool is_configured) {
    const bool is_told = supply.find("GUNICORN_CMD_ARGS") != nullptr || may_know_the_scheme(started) ||
                         (is_configured && started.find("gunicorn") != std::string_view::npos);
    return is_told ? std::nullopt : serves_tls(supply);
}

void add_services(Facts& facts, bool is_configured) {
    for (const RuntimeLoad& load : facts.runtime_loads) {
        if (!answers_requests(load.started)) continue;
        facts.https_sites.push_back({.service = facts.compose->services[load.service].name,
                                     .settings = load.settings,
                                     .started = load.started,
                                     .supply = load.supply,
                                     .serves_tls = speaks_tls(load.supply, load.started, is_configured),
                                     .is_said = true});
    }
}

// A task of the cluster ends, and nobody asks it anything.
bool is_task(const Workload& workload) {
    return workload.name.starts_with("job/") || workload.name.starts_with("cronjob/");
}

// Another image in the pod may be a proxy, which gunicorn believes without any setting: it comes from 127.0.0.1.
bool has_company(const Workload& workload, const std::vector<Workload>& all) {
    const std::string_view pod = std::string_view(workload.name).substr(0, workload.name.rfind('/'));
    return std::ranges::any_of(all, [&](const Workload& other) {
        return !other.is_initial && other.image != workload.image &&
               other.image.find("sql") == std::string::npos &&  // `cloud-sql-proxy`
               std::string_view(other.name).substr(0, other.name.rfind('/')) == pod;
    });
}

// Of the processes that something else than Compose starts only containers: a service of systemd has a proxy on its own
// host as a rule, and the routers of those who read a Procfile are told of by their platform.
void add_containers(Facts& facts, bool is_configured) {
    for (const WorkloadLoad& load : facts.workload_loads) {
        const Workload& workload = facts.workloads[load.workload];
        if (workload.kind != Workload::Kind::kubernetes || is_task(workload) || !answers_requests(load.started))
            continue;
        HttpsSite site{.service = "",
                       .workload = load.workload,
                       .settings = load.settings,
                       .started = load.started,
                       .supply = load.supply,
                       .is_said = true};
        if (!has_company(workload, facts.workloads))
            site.serves_tls = speaks_tls(load.supply, load.started, is_configured);
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
    if (const Source source = dotenv_of(tree)) {
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

// Does one part of a requirement, `<4` or `~=3.2` of `>=3.2,<4`, keep Django 4 out?
bool keeps_out_django_4(std::string_view operation, std::string_view version) {
    constexpr unsigned first_new = 4;
    unsigned major = 0;
    const auto [end, failure] = std::from_chars(version.data(), version.data() + version.size(), major);
    if (failure != std::errc() || operation.find_first_of(">!") != std::string_view::npos) return false;
    if (major != first_new) return major < first_new;
    const bool is_below =
        operation.find('<') != std::string_view::npos && operation.find('=') == std::string_view::npos;
    const std::string_view rest = version.substr(static_cast<std::size_t>(end - version.data()));
    return is_below && rest.find_first_of("123456789") == std::string_view::npos;  // `<4`, `<4.0`
}

// `django==3.2.25`, `"Django[argon2]>=3.2,<4",`, `django = "^3.2"`.
bool asks_for_old_django(std::string_view line) {
    constexpr std::string_view django = "django";
    const std::string text = lower(trim(line));
    std::string_view rest = text;
    if (rest.starts_with('"') || rest.starts_with('\'')) rest.remove_prefix(1);
    if (!rest.starts_with(django)) return false;
    rest.remove_prefix(django.size());
    if (rest.find_first_of(" \t[(=~<>!^") != 0) return false;  // `django-environ`
    if (rest.starts_with('[')) rest.remove_prefix(std::min(rest.find(']'), rest.size() - 1) + 1);
    const std::size_t quote = std::min(rest.find_first_not_of(" \t="), rest.size());
    const bool is_toml = rest.substr(quote).starts_with('"') || rest.substr(quote).starts_with('\'');
    if (is_toml) rest.remove_prefix(quote + 1);
    return std::ranges::any_of(split(rest.substr(0, rest.find_first_of("\"';#")), ','), [&](std::string_view part) {
        part.remove_prefix(std::min(part.find_first_not_of(" \t("), part.size()));
        const std::size_t version = std::min(part.find_first_not_of("=~<>!^ \t"), part.size());
        return (version > 0 || is_toml) && keeps_out_django_4(part.substr(0, version), part.substr(version));
    });
}

std::vector<std::string> requirement_files(const Tree& tree, const std::vector<std::string>& sites) {
    std::vector<std::string> folders = sites;
    if (std::ranges::find(folders, ".") == folders.end()) folders.emplace_back(".");
    std::vector<std::string> files;
    for (const std::string& folder : folders) {
        for (const char* name : {"requirements.txt", "pyproject.toml", "Pipfile"})
            files.push_back(joined_path(folder, name));
        const std::string several = joined_path(folder, "requirements");
        for (const std::string& name : tree.list(several))
            if (name.ends_with(".txt")) files.push_back(joined_path(several, name));
    }
    return files;
}

bool has_django_before_4(const Tree& tree, const std::vector<std::string>& sites) {
    return std::ranges::any_of(requirement_files(tree, sites), [&](const std::string& file) {
        const Source source = read_if_possible(tree, file);
        return source && std::ranges::any_of(split(source->text(), '\n'), asks_for_old_django);
    });
}

// Only they differ by the release.
bool names_trusted_origins(const DjangoSettings& settings) {
    return settings.last_assignment("CSRF_TRUSTED_ORIGINS") != nullptr;
}

// Is the site run by a container of which the settings are not known?
bool is_run_unseen(const Facts& facts) {
    const auto is_container = [](const Unseen& one) {
        return one.kind == Unseen::Kind::service || one.kind == Unseen::Kind::container;
    };
    const auto is_of_service = [](const TlsPair& pair) { return !pair.service.empty(); };
    return !facts.missing_settings.empty() || std::ranges::any_of(facts.unseen, is_container) ||
           std::ranges::any_of(facts.tls_pairs, is_of_service);
}

}  // namespace

void gather_https_sites(const Tree& tree, const Question& question, Facts& facts) {
    if (std::ranges::any_of(facts.settings, names_trusted_origins))
        facts.has_django_before_4 = has_django_before_4(tree, facts.sites);
    const bool is_process_asked = !facts.tls_pairs.empty() && facts.tls_pairs.front().service.empty();
    if (!is_process_asked) {
        const bool is_configured = has_own_configuration(tree, facts.sites);
        add_services(facts, is_configured);
        add_containers(facts, is_configured);
    }
    // What is known to be run otherwise says nothing of a process of its own.
    const bool is_run_otherwise = !facts.runtime_loads.empty() || !facts.workload_loads.empty() || is_run_unseen(facts);
    if (is_process_asked || !is_run_otherwise) add_process(tree, question, facts);
}

}  // namespace megactl::project

#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

using project::ContainerVariable;
using project::RuntimeLoad;
using project::VariableRead;

bool run_the_same(const Facts& facts, const RuntimeLoad& a, const RuntimeLoad& b) {
    const auto& first = facts.images[a.service];
    const auto& second = facts.images[b.service];
    return a.settings == b.settings && first && second && first->dockerfile == second->dockerfile &&
           first->stage == second->stage;
}

// What all processes of one site must agree about: they sign for each other, and share stores.
bool must_agree(const VariableRead& read) {
    if (is_one_of(read.setting, {"SECRET_KEY", "CELERY_BROKER_URL", "CELERY_RESULT_BACKEND"})) return true;
    const bool is_of_database = read.setting == "DATABASES" || read.name.starts_with("DATABASE_") ||
                                read.name.starts_with("DB_") || read.name.starts_with("POSTGRES_");
    // Which database that is; timeouts and pools are each process's own.
    const std::string_view name = read.name;
    const std::string_view word = name.substr(name.rfind('_') + 1);
    const bool says_which = is_one_of(word, {"NAME", "DB", "HOST", "PORT", "USER", "PASSWORD", "ENGINE", "URL"});
    return (is_of_database && says_which) ||
           is_one_of(read.name, {"DJANGO_SECRET_KEY", "SECRET_KEY", "REDIS_URL", "REDIS_HOST", "CELERY_BROKER_URL",
                                 "BROKER_URL", "CELERY_RESULT_BACKEND"});
}

// Does a service only look on, or make files and end? It needs no more than that the settings can be imported.
bool is_bystander(const RuntimeLoad& load) {
    const std::string_view program = load.load.program;
    const std::string_view command = program.substr(program.rfind(' ') + 1);
    return is_one_of(command, {"flower", "events", "collectstatic", "compilemessages", "makemessages", "compress",
                               "check", "test", "pytest", "pylint"});
}

// A required one that is missing is told by env/unset-at-runtime; here is meant what falls back in silence.
bool falls_back(const VariableRead& read) {
    return read.when == project::ReadWhen::at_import && !read.is_required && read.alternatives.empty();
}

// What one service has and another of the same image falls back for.
struct Difference {
    const VariableRead* read = nullptr;
    const ContainerVariable* given = nullptr;
};

// The first read of each variable.
using Reads = std::map<std::string_view, const VariableRead*>;

Reads reads_of(const project::DjangoSettings& settings) {
    Reads reads;
    for (const VariableRead& read : settings.reads)
        reads.try_emplace(read.name, &read);
    return reads;
}

std::vector<Difference> differences(const Facts& facts, const Reads& reads, const RuntimeLoad& has,
                                    const RuntimeLoad& lacks) {
    std::vector<Difference> found;
    for (const ContainerVariable& given : service_of(facts, has).environment) {
        const bool is_given = given.is_set && given.value && !given.value->empty();
        if (!is_given || lacks.supply.find(given.name) != nullptr) continue;
        const auto read = reads.find(given.name);
        if (read == reads.end() || !falls_back(*read->second)) continue;
        // Saying the default aloud changes nothing.
        if (read->second->default_text && *read->second->default_text == *given.value) continue;
        found.push_back({read->second, &given});
    }
    return found;
}

Finding finding_of(const Facts& facts, const std::vector<Difference>& found, const RuntimeLoad& has,
                   const RuntimeLoad& lacks) {
    const project::Service& owner = service_of(facts, has);
    const project::Service& other = service_of(facts, lacks);
    std::vector<std::string> names;
    names.reserve(found.size());
    for (const Difference& one : found)
        names.push_back(one.read->name);
    const bool is_grave =
        must_agree(*found.front().read) && !is_bystander(lacks) && owner.profiles.empty() && other.profiles.empty();
    Finding finding;
    finding.severity = is_grave ? contracts_differ.severity_in(facts.mode) : Severity::note;
    finding.headline = fmt::format("{} has {}, and {} of the same image falls back to what the settings say",
                                   owner.name, join_words(names), other.name);
    finding.primary = Label{other.at, fmt::format("runs without {}", names.size() == 1 ? names.front() : "them")};
    constexpr std::size_t most_labels = 4;
    for (std::size_t i = 0; i < found.size() && i < most_labels; ++i) {
        finding.related.push_back({found[i].given->at, fmt::format("set for {}", owner.name)});
        finding.related.push_back(read_label(*found[i].read));
    }
    finding.help = {
        fmt::format("the same for both: an `x-…` anchor or one `env_file:` for {} and {}", owner.name, other.name)};
    if (names.size() == 1) finding.variable = names.front();
    finding.service = other.name;
    finding.phase = "runtime";
    return finding;
}

// The service that has most of what this one lacks stands for them all.
void judge_service(const Facts& facts, const Reads& reads, const RuntimeLoad& lacks, std::span<const RuntimeLoad> loads,
                   Findings& findings) {
    std::vector<Difference> most;
    const RuntimeLoad* owner = nullptr;
    for (const RuntimeLoad& has : loads) {
        if (&has == &lacks || has.supply.is_open || !run_the_same(facts, has, lacks)) continue;
        std::vector<Difference> found = differences(facts, reads, has, lacks);
        if (found.size() <= most.size()) continue;
        most = std::move(found);
        owner = &has;
    }
    const auto is_grave = [](const Difference& one) { return must_agree(*one.read); };
    const auto mild = std::ranges::stable_partition(most, is_grave);
    const std::vector<Difference> grave(most.begin(), mild.begin());
    if (!grave.empty()) findings.push_back(finding_of(facts, grave, *owner, lacks));
    if (!mild.empty()) findings.push_back(finding_of(facts, {mild.begin(), mild.end()}, *owner, lacks));
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    constexpr std::size_t most_services = 60;  // each is compared with each
    const std::span<const RuntimeLoad> all = facts.runtime_loads;
    const auto loads = all.first(std::min(all.size(), most_services));
    std::map<std::size_t, Reads> reads;  // by the index of the settings
    for (const RuntimeLoad& lacks : loads) {
        if (lacks.supply.is_open || !is_asked_for(facts, lacks)) continue;
        const auto [entry, is_new] = reads.try_emplace(lacks.settings);
        if (is_new) entry->second = reads_of(facts.settings[lacks.settings]);
        judge_service(facts, entry->second, lacks, loads, findings);
    }
    return findings;
}

}  // namespace

constinit const Rule contracts_differ{
    .id = "env/contracts-differ",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "of two services with one image and settings, one lacks a variable that the other has",
    .why = R"(Web and worker import the same settings. What only web is given the worker reads as the default, and
nothing fails at once: tasks write to another database, links that a task mails are signed with another key.
It is a warning for the secret key, databases and brokers, else a note, for some variables concern one of
them alone. Whatever is required is told by env/unset-at-runtime.)",
    .wrong = R"(services:
  web:
    image: shop
    environment: {DJANGO_SECRET_KEY: "${KEY}", DATABASE_URL: "${DB}"}
  worker:
    image: shop
    environment: {DATABASE_URL: "${DB}"})",
    .right = R"(x-settings: &settings {DJANGO_SECRET_KEY: "${KEY}", DATABASE_URL: "${DB}"}
services:
  web:
    image: shop
    environment: *settings
  worker:
    image: shop
    environment: *settings)",
    .fix = R"(Write what the settings read once, under `x-…` with an anchor or in an env file, and give it to every
service that runs the image.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules

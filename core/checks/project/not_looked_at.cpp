#include "core/base/text.hpp"
#include "core/checks/project/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::checks::project_rules {
namespace {

using project::Unseen;

std::vector<const Unseen*> unseen_of(const Facts& facts, Unseen::Kind kind) {
    std::vector<const Unseen*> unseen;
    for (const Unseen& one : facts.unseen) {
        if (one.kind == kind) unseen.push_back(&one);
    }
    return unseen;
}

// "`a`, `b` and `c`", of many the first few.
std::string listed(std::vector<std::string> names) {
    constexpr std::size_t most = 5;
    const std::size_t more = names.size() - std::min(names.size(), most);
    if (more > 0) {
        names.resize(most);
        names.push_back(fmt::format("{} more", more));
    }
    return join_words(names);
}

std::string listed(const std::vector<const Unseen*>& unseen) {
    std::vector<std::string> names;
    names.reserve(unseen.size());
    for (const Unseen* one : unseen)
        names.push_back(fmt::format("`{}`", escape_controls(one->path)));
    return listed(std::move(names));
}

Finding note_at(std::string file, std::string headline) {
    Finding finding;
    finding.severity = Severity::note;
    finding.headline = std::move(headline);
    finding.file = std::move(file);
    return finding;
}

void tell_sites(const Facts& facts, Findings& findings) {
    const std::vector<const Unseen*> sites = unseen_of(facts, Unseen::Kind::site);
    if (sites.empty()) return;
    Finding finding = note_at(sites.front()->path, fmt::format("of {} the settings are not looked at: {}",
                                                               count_of(sites.size(), "site", "sites"), listed(sites)));
    for (const Unseen* site : sites)
        finding.help.push_back(fmt::format("`megactl check -C {}`", escape_controls(site->argument)));
    findings.push_back(std::move(finding));
}

void tell_chosen_compose_file(const Facts& facts, Findings& findings) {
    for (const Unseen* chosen : unseen_of(facts, Unseen::Kind::chosen_compose_file)) {
        const std::string taken = escape_controls(chosen->path);
        findings.push_back(note_at(taken, fmt::format("`{}` is taken as the compose file", taken)));
        findings.back().notes = {fmt::format("Compose finds it where it is named: `docker compose -f {}`", taken)};
    }
}

void tell_compose_files(const Facts& facts, Findings& findings) {
    const std::vector<const Unseen*> files = unseen_of(facts, Unseen::Kind::compose_file);
    if (files.empty()) return;
    const std::string taken = escape_controls(files.front()->instead_of);
    const std::string other = escape_controls(files.front()->path);
    Finding finding =
        note_at(files.front()->path, fmt::format("`{}` is taken as the compose file, and {} {} not looked at", taken,
                                                 listed(files), files.size() == 1 ? "is" : "are"));
    finding.help = {
        files.front()->is_usual
            ? fmt::format("`megactl env check --compose {} --compose {}` judges both as Compose merges them", taken,
                          other)
            : fmt::format("`megactl env check --compose {}` judges it", other)};
    findings.push_back(std::move(finding));
}

void tell_dockerfiles(const Facts& facts, Findings& findings) {
    const std::vector<const Unseen*> files = unseen_of(facts, Unseen::Kind::dockerfile);
    if (files.empty()) return;
    Finding finding = note_at(files.front()->path,
                              fmt::format("{} {} not looked at: no compose file that is taken names {}", listed(files),
                                          files.size() == 1 ? "is" : "are", files.size() == 1 ? "it" : "them"));
    for (const Unseen* file : files)
        finding.help.push_back(fmt::format("`megactl env check --dockerfile {}`", escape_controls(file->path)));
    findings.push_back(std::move(finding));
}

// Services and containers of which nothing tells what settings they run with.
struct RunElsewhere {
    Unseen::Kind kind;
    std::string_view one;
    std::string_view many;
    std::string_view why;  // beside the first
    std::string_view likewise;
    std::string_view help;
};

constexpr std::array run_elsewhere{
    RunElsewhere{Unseen::Kind::service, "service", "services", "its image is not built here", "nor is this one's",
                 "`build:` beside `image:` says of which Dockerfile the image is made"},
    RunElsewhere{Unseen::Kind::container, "container", "containers", "nothing here tells what its image runs",
                 "nor what this one's runs",
                 "a `command:` that names the site tells: `[gunicorn, shop.wsgi]` of the package `shop`"},
};

void tell_run_elsewhere(const Facts& facts, const RunElsewhere& words, Findings& findings) {
    const std::vector<const Unseen*> unseen = unseen_of(facts, words.kind);
    if (unseen.empty()) return;
    Finding finding = note_at(unseen.front()->at->source->name(),
                              fmt::format("of {} the settings are not looked at: {}",
                                          count_of(unseen.size(), words.one, words.many), listed(unseen)));
    finding.primary = Label{*unseen.front()->at, std::string(words.why)};
    for (std::size_t i = 1; i < unseen.size(); ++i)
        finding.related.push_back({*unseen[i]->at, std::string(words.likewise)});
    finding.service = unseen.front()->path;
    finding.help = {std::string(words.help), "made in another repository? `megactl check` there judges its settings"};
    findings.push_back(std::move(finding));
}

// Certificates and keys of containers, in what only their engine has.
void tell_tls_files(const Facts& facts, Findings& findings) {
    std::vector<Label> labels;
    std::vector<std::string> paths;
    std::string service;
    const auto look_at = [&](const project::TlsPair& pair, const std::optional<project::TlsInput>& input) {
        if (!input || input->kept_in.empty() || !input->at) return;
        if (labels.empty()) service = pair.service;
        labels.push_back({*input->at, fmt::format("it is in {}", input->kept_in)});
        paths.push_back(fmt::format("`{}`", escape_controls(input->path)));
    };
    for (const project::TlsPair& pair : facts.tls_pairs) {
        look_at(pair, pair.certificate);
        look_at(pair, pair.key);
    }
    if (labels.empty()) return;
    Finding finding = note_at(labels.front().at.source->name(),
                              fmt::format("{} {} not looked at: only the container has {}", listed(paths),
                                          paths.size() == 1 ? "is" : "are", paths.size() == 1 ? "it" : "them"));
    finding.primary = labels.front();
    finding.related.assign(labels.begin() + 1, labels.end());
    finding.service = service;
    finding.help = {"`megactl tls check --cert FILE --key FILE` judges them where they are files"};
    findings.push_back(std::move(finding));
}

void tell_folders(const Facts& facts, Findings& findings) {
    for (const Unseen* folder : unseen_of(facts, Unseen::Kind::folder)) {
        Finding finding = note_at(
            folder->path, folder->count == 1
                              ? fmt::format("the tree is too large to be walked whole: `{}` is left out",
                                            escape_controls(folder->path))
                              : fmt::format("the tree is too large to be walked whole: `{}` and {} are left out",
                                            escape_controls(folder->path),
                                            count_of(folder->count - 1, "further folder", "further folders")));
        finding.notes = {"units of systemd and manifests of Kubernetes in there are not judged"};
        finding.help = {"`-C DIR` names a folder that holds less"};
        findings.push_back(std::move(finding));
    }
}

void tell_env_file(const Facts& facts, Findings& findings) {
    for (const Unseen* file : unseen_of(facts, Unseen::Kind::env_file)) {
        Finding finding =
            note_at(file->path, fmt::format("`{0}` is not looked at: this user may not read it", file->path));
        finding.notes = {"what it sets is not known, as where it is made only on deployment"};
        finding.help = {"run megactl as the owner of the file"};
        findings.push_back(std::move(finding));
    }
}

void tell_settings(const Facts& facts, Findings& findings) {
    for (const Unseen* settings : unseen_of(facts, Unseen::Kind::settings)) {
        // It would name another module; without one no file says anything of it.
        const bool has_manage = facts.sites.size() == 1;
        const std::string site = has_manage && facts.sites.front() != "." ? facts.sites.front() + "/" : "";
        Finding finding =
            note_at(has_manage ? site + "manage.py" : "",
                    fmt::format("the settings module `{}` is not in the project: {}", escape_controls(settings->path),
                                facts.settings.empty() ? "no settings are looked at"
                                                       : "other settings are looked at in its place"));
        if (settings->at) finding.primary = Label{*settings->at, "named here"};
        finding.variable = "DJANGO_SETTINGS_MODULE";
        finding.seen.push_back(fmt::format("named by {}", escape_controls(settings->named_by)));
        // Without any the verdict is of nothing but certificates.
        if (facts.settings.empty()) finding.severity = Severity::warning;
        if (!settings->near.empty()) {
            finding.severity = Severity::warning;
            finding.help = {fmt::format("did you mean `{}`?", settings->near)};
        } else {
            finding.help = {
                "one of another project's? `env -u DJANGO_SETTINGS_MODULE megactl check` takes this one's own"};
        }
        findings.push_back(std::move(finding));
    }
}

// Of `tls check`, which needs no project: nobody names a certificate, and there is nothing else to judge.
void tell_nothing(const Facts& facts, Findings& findings) {
    const bool has_something = !facts.tls_pairs.empty() || facts.tls_chain || !facts.tls_anchors.empty() ||
                               !facts.https_sites.empty() || facts.compose || !facts.dockerfiles.empty() ||
                               !facts.settings.empty() || !facts.missing_settings.empty() || !facts.sites.empty() ||
                               !facts.workloads.empty() || !facts.unseen.empty() || facts.live;
    if (has_something) return;
    Finding finding =
        note_at("", "there is nothing here to look at: no certificate or key is named, and no site found");
    finding.severity = Severity::warning;
    finding.seen = {"no `--cert` and `--key`, no SERVER_TLS_CERT and SERVER_TLS_KEY in the environment or in `.env`",
                    "no compose file, no manifest of Kubernetes, no manage.py with Django settings"};
    finding.help = {"`megactl tls check --cert FILE --key FILE` judges these files",
                    "`-C DIR` names the project's folder"};
    findings.push_back(std::move(finding));
}

Findings judge(const Facts& facts) {
    Findings findings;
    tell_sites(facts, findings);
    tell_chosen_compose_file(facts, findings);
    tell_compose_files(facts, findings);
    tell_dockerfiles(facts, findings);
    for (const RunElsewhere& words : run_elsewhere)
        tell_run_elsewhere(facts, words, findings);
    tell_tls_files(facts, findings);
    tell_folders(facts, findings);
    tell_env_file(facts, findings);
    tell_settings(facts, findings);
    tell_nothing(facts, findings);
    return findings;
}

}  // namespace

constinit const Rule not_looked_at{
    .id = "project/not-looked-at",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::any,
    .need = Need::repo,
    .summary = "a part of the project was left out of the verdict",
    .why = R"(A report without findings means little where nobody looked. Of several sites below one root only those
are judged that a compose file or a Dockerfile leads to; of several compose files those that Compose
takes by itself, else the one for production (in `--mode development`, the one for development); and a
tree of many thousand files is walked in part. A Dockerfile that no compose file names is left out, but for
the one at the top; what a service or a container of Kubernetes runs is not known where its image is made
elsewhere; what lies in a named volume only the container has; a `.env` may be its owner's alone; and a
module of another project, which the caller's DJANGO_SETTINGS_MODULE may name, is not there to be read.)",
    .wrong = R"($ ls
local.yml  production.yml
$ megactl check     # production.yml is judged)",
    .right = R"($ megactl env check --compose local.yml --mode development)",
    .fix =
        R"(Say what is meant: `--compose FILE` of `megactl env check` and `megactl mounts check`, more than once where
files are merged, or `-C DIR` for a site in a folder of its own.)",
    .judge = judge,
};

}  // namespace megactl::checks::project_rules

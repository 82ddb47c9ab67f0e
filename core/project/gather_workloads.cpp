#include "core/project/gather_workloads.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/config/env_file.hpp"
#include "core/project/app_json.hpp"
#include "core/project/ci_variables.hpp"
#include "core/project/kubernetes.hpp"
#include "core/project/procfile.hpp"
#include "core/project/server_command.hpp"
#include "core/project/supply_files.hpp"
#include "core/project/systemd_unit.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::project {
namespace {

using By = GivenVariable::By;

class WorkloadGatherer {
public:
    WorkloadGatherer(const Tree& tree, Facts& facts) : tree_(tree), facts_(facts) {}

    void gather(const SupplyFiles& files) {
        if (!files.unwalked.empty()) {
            facts_.unseen.push_back(
                {.kind = Unseen::Kind::folder, .path = files.unwalked.front(), .count = files.unwalked.size()});
        }
        for (const auto& [unit, drop_ins] : files.units)
            add_unit(unit, drop_ins);
        Kubernetes kubernetes = read_kubernetes(files.manifests);
        take(std::move(kubernetes.misunderstood));
        std::ranges::move(kubernetes.workloads, std::back_inserter(facts_.workloads));
        add_procfile(files);
        for (const Source& file : files.github_workflows)
            add_ci(read_github_workflow(file));
        if (files.gitlab_ci) add_ci(read_gitlab_ci(files.gitlab_ci));
    }

private:
    void take(std::vector<Misunderstanding> misunderstood) {
        std::ranges::move(misunderstood, std::back_inserter(facts_.workloads_misunderstood));
    }

    void add_unit(const Source& file, const std::vector<Source>& drop_ins) {
        std::vector<Source> files{file};
        files.insert(files.end(), drop_ins.begin(), drop_ins.end());
        SystemdUnit unit = parse_systemd_unit(files);
        take(std::move(unit.misunderstood));
        if (!unit.started_at) return;
        Workload workload{.kind = Workload::Kind::systemd,
                          .name = std::filesystem::path(file->name()).filename().string(),
                          .title = escape_controls(file->name()),
                          .at = *unit.started_at,
                          .commands = std::move(unit.commands),
                          .directory = unit.working_directory,
                          .environment = std::move(unit.environment),
                          .is_open = unit.is_open};
        for (const SystemdUnit::EnvFile& one : unit.env_files)
            add_env_file(one, unit.working_directory, workload);
        std::erase_if(workload.environment, [&](const GivenVariable& given) {
            return std::ranges::find(unit.withheld, given.name) != unit.withheld.end();
        });
        facts_.workloads.push_back(std::move(workload));
    }

    // A file below the unit's working directory is the project's own, if it is in the tree. One that git ignores is
    // another on the host: which names it has is a guess there.
    void add_env_file(const SystemdUnit::EnvFile& named, const std::string& working_directory,
                      Workload& workload) const {
        const std::string& path = named.path;
        const std::string prefix = working_directory.ends_with('/') ? working_directory : working_directory + "/";
        const std::string below = path.starts_with(prefix) ? path.substr(prefix.size()) : std::string();
        const Source file = below.empty() || !tree_.is_file(below) ? nullptr : read(below);
        const bool is_ours = file != nullptr && !facts_.ignored_by_git.excludes(below);
        workload.is_open = workload.is_open || !is_ours;
        if (!is_ours) workload.unread.push_back({By::systemd_env_file, named.at});
        if (!file) return;
        for (const config::EnvEntry& entry : config::parse_env_file(file).entries) {
            // The dialects agree on a plain value only.
            const std::string_view written = file->text(entry.value_span);
            const bool is_plain = written.find_first_of("$\\#") == std::string_view::npos;
            workload.environment.push_back({entry.name, is_ours && is_plain ? entry.value : std::nullopt,
                                            By::systemd_env_file, Location{file, entry.span}});
        }
    }

    Source read(const std::string& path) const {
        try {
            return tree_.read(path);
        } catch (const Error&) {
            return nullptr;
        }
    }

    void add_procfile(const SupplyFiles& files) {
        AppJson app = files.app_json ? parse_app_json(files.app_json) : AppJson{};
        take(std::move(app.misunderstood));
        if (!files.procfile) return;
        Procfile procfile = parse_procfile(files.procfile);
        take(std::move(procfile.misunderstood));
        for (Workload& process : procfile.processes) {
            // What a process sets for itself wins.
            process.environment.insert(process.environment.begin(), app.environment.begin(), app.environment.end());
            facts_.workloads.push_back(std::move(process));
        }
    }

    void add_ci(CiVariables found) {
        take(std::move(found.misunderstood));
        std::ranges::move(found.variables, std::back_inserter(facts_.ci_variables));
    }

    const Tree& tree_;
    Facts& facts_;
};

// Does it make an image of a site? One of a database or a proxy is nothing to us.
bool is_of_site(const SourceText& dockerfile) {
    const auto has = [&](std::string_view word) { return dockerfile.text().find(word) != std::string_view::npos; };
    return has("manage.py") || has("DJANGO_") || std::ranges::any_of(application_servers(), has);
}

// Dockerfiles of sites that no compose file names.
void add_unseen_dockerfiles(const Tree& tree, const SupplyFiles& files, Facts& facts) {
    for (const std::string& path : files.dockerfiles) {
        if (std::ranges::find(facts.dockerfiles, path, &Dockerfile::path) != facts.dockerfiles.end()) continue;
        const Source file = read_if_possible(tree, path);
        if (file && is_of_site(*file)) facts.unseen.push_back({.kind = Unseen::Kind::dockerfile, .path = path});
    }
}

}  // namespace

bool is_manifest(const Tree& tree, const std::filesystem::path& file) {
    const Source source = read_if_possible(tree, file);
    if (!source || !may_be_manifest(*source)) return false;
    const std::string_view text = source->text();
    return !text.starts_with("services:") && text.find("\nservices:") == std::string_view::npos;
}

void gather_workloads(const Tree& tree, const Question& question, Facts& facts) {
    SupplyFiles files = supply_files(tree);
    // What is named is what is deployed; the tree holds what it was rendered from.
    std::vector<Source> named;
    for (const std::filesystem::path& file : question.compose_files) {
        if (is_manifest(tree, file)) named.push_back(tree.read(file));
    }
    if (!named.empty()) files.manifests = std::move(named);
    WorkloadGatherer(tree, facts).gather(files);
    if (question.dockerfiles.empty()) add_unseen_dockerfiles(tree, files, facts);
}

}  // namespace megactl::project

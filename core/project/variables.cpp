#include "core/project/variables.hpp"

#include "core/project/gather_mentions.hpp"
#include "core/project/library_variables.hpp"
#include "core/project/variable_places.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace megactl::project {
namespace {

using Kind = VariableSet::Kind;

// The phases in which each settings module is imported by somebody who is asked for.
std::vector<Phases> phases_of_settings(const Facts& facts) {
    std::vector<Phases> phases(facts.settings.size());
    const std::string& filter = facts.service_filter;
    const auto is_needed = [&](const BuildLoad& load) {
        if (filter.empty()) return true;
        for (std::size_t i = 0; i < facts.images.size(); ++i) {
            const auto& image = facts.images[i];
            if (!image || facts.compose->services[i].name != filter || image->dockerfile != load.dockerfile) continue;
            if (facts.dockerfiles[load.dockerfile].needed_for(image->stage)[load.stage]) return true;
        }
        return false;
    };
    for (const BuildLoad& load : facts.build_loads)
        phases[load.settings].build = phases[load.settings].build || is_needed(load);
    for (const RuntimeLoad& load : facts.runtime_loads) {
        if (filter.empty() || facts.compose->services[load.service].name == filter) {
            phases[load.settings].runtime = true;
        }
    }
    for (const WorkloadLoad& load : facts.workload_loads)
        phases[load.settings].runtime = phases[load.settings].runtime || filter.empty();
    // Settings that no command here is seen to import are somebody's all the same.
    for (std::size_t i = 0; i < phases.size() && filter.empty(); ++i)
        phases[i].runtime = phases[i].runtime || !phases[i].build;
    return phases;
}

// A place that tells only of variables which are known anyway: a pipeline sets many names for its own ends.
bool is_evidence(Kind kind) {
    return kind == Kind::secret || kind == Kind::github_actions || kind == Kind::gitlab_ci;
}

class Listing {
public:
    Listing(const Facts& facts, const VariableFilter& filter) : facts_(facts), filter_(filter) {
        for (std::size_t i = 0; i < facts.images.size(); ++i) {
            if (!facts.images[i]) foreign_services_.insert(facts.compose->services[i].name);
        }
        std::set<std::size_t> own_workloads;
        for (const WorkloadLoad& load : facts.workload_loads)
            own_workloads.insert(load.workload);
        for (std::size_t i = 0; i < facts.workloads.size(); ++i) {
            if (!own_workloads.contains(i)) foreign_services_.insert(facts.workloads[i].name);
        }
    }

    void add_reads() {
        const std::vector<Phases> phases = phases_of_settings(facts_);
        std::map<std::tuple<std::string_view, const SourceText*, std::size_t>, std::size_t> known;
        for (std::size_t i = 0; i < facts_.settings.size(); ++i) {
            for (const VariableRead& read : facts_.settings[i].reads) {
                const Phases in{phases[i].build && read.when != ReadWhen::lazily, phases[i].runtime};
                if (!in.overlap(filter_.phases)) continue;
                Variable& variable = entry(read.name);
                variable.read_in.build = variable.read_in.build || in.build;
                variable.read_in.runtime = variable.read_in.runtime || in.runtime;
                // Several modules share what they import.
                const auto place = std::tuple(std::string_view(read.name), read.at.source.get(), read.at.span.begin);
                if (known.emplace(place, i).second) add_read(variable, read);
            }
        }
    }

    void add_places() {
        visit_places(facts_, [&](const std::string& name, VariableSet place) {
            const bool is_everywhere = filter_.phases.build && filter_.phases.runtime;
            if (is_evidence(place.kind) && !places_.contains(name)) return;
            if (is_everywhere || place.phases.overlap(filter_.phases)) add_place(entry(name), std::move(place));
        });
    }

    void add_process(const std::map<std::string, std::string, std::less<>>& process) {
        for (Variable& variable : variables_) {
            const auto found = process.find(variable.name);
            if (variable.reads.empty() || found == process.end()) continue;
            const auto state = found->second.empty() ? VariableSet::State::empty : VariableSet::State::set;
            variable.set_in.push_back({.kind = Kind::process,
                                       .state = state,
                                       .at = {},
                                       .stage = {},
                                       .service = {},
                                       .phases = {false, facts_.live.has_value()}});
        }
    }

    std::vector<Variable> take() {
        mark_other_readers();
        if (filter_.only_unset || filter_.only_unused) {
            std::erase_if(variables_, [&](const Variable& variable) {
                return !(filter_.only_unset && is_unset(variable)) && !(filter_.only_unused && is_unused(variable));
            });
        }
        return std::move(variables_);
    }

private:
    Variable& entry(const std::string& name) {
        const auto [known, is_new] = places_.try_emplace(name, variables_.size());
        if (is_new) variables_.push_back({.name = name, .reads = {}, .read_in = {}, .set_in = {}});
        return variables_[known->second];
    }

    void add_read(Variable& variable, const VariableRead& read) const {
        variable.reads.push_back(&read);
        if (variable.default_of == nullptr && read.default_text) variable.default_of = &read;
        const bool is_needed = read.is_required && (!read.only_without_debug || facts_.mode == Mode::production) &&
                               read.alternatives.empty();
        variable.is_required = variable.is_required || (is_needed && read.when == ReadWhen::at_import);
    }

    // A load of each RUN knows the same places again.
    void add_place(Variable& variable, VariableSet place) {
        const SourceText* source = place.at ? place.at->source.get() : nullptr;
        const std::size_t begin = place.at ? place.at->span.begin : 0;
        const auto [known, is_new] = set_places_.try_emplace(
            std::tuple(variable.name, place.kind, source, begin, place.service), variable.set_in.size());
        if (is_new) {
            variable.set_in.push_back(std::move(place));
        } else {
            Phases& phases = variable.set_in[known->second].phases;
            phases = {phases.build || place.phases.build, phases.runtime || place.phases.runtime};
        }
    }

    void mark_other_readers() {
        std::set<std::string, std::less<>> interpolated;
        if (facts_.compose) {
            for (const Source& file : facts_.compose->files)
                add_dollar_names(file->text(), "$", interpolated);
        }
        const auto has_prefix = [&](const Variable& variable) {
            return std::ranges::any_of(facts_.settings, [&](const DjangoSettings& settings) {
                return std::ranges::any_of(settings.read_prefixes, [&](const std::string& prefix) {
                    return variable.name.starts_with(prefix);
                });
            });
        };
        for (Variable& variable : variables_) {
            const bool fills_compose =
                interpolated.contains(variable.name) &&
                std::ranges::find(variable.set_in, Kind::compose_env_file, &VariableSet::kind) != variable.set_in.end();
            variable.is_read_elsewhere = facts_.read_elsewhere.contains(variable.name) || fills_compose ||
                                         is_read_by_libraries(variable.name) || has_prefix(variable);
        }
    }

    // Is it read in one of the wanted phases, and nothing sets it there?
    bool is_unset(const Variable& variable) const {
        const auto is_set_in = [&](const Phases& phase) {
            return std::ranges::any_of(variable.set_in,
                                       [&](const VariableSet& place) { return place.phases.overlap(phase); });
        };
        const bool lacks_build = filter_.phases.build && variable.read_in.build && !is_set_in({true, false});
        const bool lacks_runtime = filter_.phases.runtime && variable.read_in.runtime && !is_set_in({false, true});
        return lacks_build || lacks_runtime;
    }

    // What is set for somebody else's image alone is none of ours.
    bool is_unused(const Variable& variable) const {
        if (!variable.reads.empty() || variable.is_read_elsewhere) return false;
        return std::ranges::any_of(
            variable.set_in, [&](const VariableSet& place) { return !foreign_services_.contains(place.service); });
    }

    const Facts& facts_;
    const VariableFilter& filter_;
    std::vector<Variable> variables_;
    std::unordered_map<std::string, std::size_t> places_;  // of the variables
    std::map<std::tuple<std::string, Kind, const SourceText*, std::size_t, std::string>, std::size_t> set_places_;
    std::set<std::string_view> foreign_services_;  // services and workloads that are not the project's own
};

}  // namespace

std::string_view name_of(VariableSet::Kind kind) {
    switch (kind) {
        case Kind::env: return "env";
        case Kind::arg: return "arg";
        case Kind::run: return "run";
        case Kind::secret_mount: return "secret_mount";
        case Kind::build_args: return "build_args";
        case Kind::environment: return "environment";
        case Kind::env_file: return "env_file";
        case Kind::settings_file: return "settings_file";
        case Kind::compose_env_file: return "compose_env_file";
        case Kind::build_secret: return "build_secret";
        case Kind::secret: return "secret";
        case Kind::systemd: return "systemd";
        case Kind::systemd_env_file: return "systemd_env_file";
        case Kind::kubernetes: return "kubernetes";
        case Kind::config_map: return "config_map";
        case Kind::kubernetes_secret: return "kubernetes_secret";
        case Kind::procfile: return "procfile";
        case Kind::app_json: return "app_json";
        case Kind::github_actions: return "github_actions";
        case Kind::gitlab_ci: return "gitlab_ci";
        case Kind::process: break;
    }
    return "process";
}

std::vector<Variable> list_variables(const Facts& facts, const std::map<std::string, std::string, std::less<>>& process,
                                     const VariableFilter& filter) {
    Listing listing(facts, filter);
    listing.add_reads();
    listing.add_places();
    listing.add_process(process);
    return listing.take();
}

}  // namespace megactl::project

#include "core/project/gather_loads.hpp"

#include "core/base/text.hpp"
#include "core/project/dockerfile_commands.hpp"
#include "core/project/env_files_of_settings.hpp"
#include "core/project/image_files.hpp"
#include "core/project/load_supply.hpp"
#include "core/project/own_images.hpp"
#include "core/project/script_follower.hpp"
#include "core/project/settings_of_process.hpp"
#include "core/project/settings_shelf.hpp"
#include "core/project/settings_value.hpp"
#include "core/project/sites.hpp"
#include "core/project/started_commands.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

// Does a variable tell Django how its site is served, by the name that sites commonly give it?
bool is_about_serving(std::string_view name) {
    return name.starts_with("SECURE_") || is_one_of(name, {"DJANGO_SETTINGS_MODULE", "SESSION_COOKIE_SECURE",
                                                           "CSRF_COOKIE_SECURE", "SERVER_TLS_CERT", "SERVER_TLS_KEY"});
}

class LoadGatherer {
public:
    LoadGatherer(const Tree& tree, const Question& question, ImportRoots& roots, Facts& facts)
        : tree_(tree),
          facts_(facts),
          roots_(roots),
          shelf_(tree, question, roots, facts),
          env_files_(tree),
          images_(tree, question.root, facts),
          builds_(builds_of(facts)) {
        for (const Dockerfile& dockerfile : facts.dockerfiles)
            image_sites_.push_back(site_of_image(facts.sites, dockerfile));
    }

    void gather_builds() {
        for (std::size_t i = 0; i < facts_.dockerfiles.size(); ++i) {
            for (std::size_t stage = 0; stage < facts_.dockerfiles[i].stages.size(); ++stage)
                gather_stage(i, stage);
        }
    }

    void gather_services() {
        if (!facts_.compose) return;
        for (std::size_t i = 0; i < facts_.compose->services.size(); ++i)
            gather_service(i);
    }

    void gather_workload_loads() {
        // An image of which one container runs a module of ours is ours in the others as well.
        for (const Workload& workload : facts_.workloads) {
            for (const ShellCommand& command : workload.commands) {
                if (settings_load(command) && site_named_in(command)) images_.add(workload.image);
            }
        }
        for (std::size_t i = 0; i < facts_.workloads.size(); ++i)
            gather_workload(i);
    }

    void gather_process(const Question& question) {
        const auto index = settings_of_process(tree_, question, shelf_, facts_);
        facts_.live_settings = index.value_or(0);
        if (facts_.live && index) env_files_.add_here(facts_.settings[*index], *facts_.live);
    }

private:
    void gather_stage(std::size_t index, std::size_t stage) {
        const Dockerfile& dockerfile = facts_.dockerfiles[index];
        std::set<std::size_t> loading;  // instructions
        for (std::size_t i = dockerfile.stages[stage].from; i < dockerfile.stages[stage].end; ++i) {
            const Instruction& instruction = dockerfile.instructions[i];
            if (instruction.keyword != "RUN" || instruction.is_onbuild) continue;
            const auto commands = commands_of(dockerfile, instruction);
            const auto may_load = [](const ShellCommand& command) {
                return settings_load(command) || ScriptFollower::starts_script(command);
            };
            if (std::ranges::any_of(commands, may_load)) loading.insert(i);
        }
        if (loading.empty()) return;
        std::size_t scripts_left = 200;  // more than any image starts
        const auto visit = [&](std::size_t i, const BuildEnvironment& environment) {
            if (!loading.contains(i)) return;
            const CommandPlace place{dockerfile, stage, i};
            const KnownValues known = known_values(environment);
            for (const ShellCommand& command : commands_of(dockerfile, dockerfile.instructions[i], known)) {
                if (command.execution == Execution::never) continue;
                if (settings_load(command)) keep(build_load(index, place, command, environment), command);
                if (scripts_left == 0 || !ScriptFollower::starts_script(command)) continue;
                --scripts_left;
                for (const FollowedCommand& followed : ScriptFollower(tree_, place).commands_behind(command, known)) {
                    if (followed.command.execution == Execution::never || !settings_load(followed.command)) continue;
                    keep(build_load(index, place, command, followed, environment), followed.command);
                }
            }
        };
        visit_environments(dockerfile, stage, builds_[index].arguments, visit);
    }

    BuildLoad build_load(std::size_t index, const CommandPlace& place, const ShellCommand& command,
                         const BuildEnvironment& environment) const {
        const Dockerfile& dockerfile = place.dockerfile;
        BuildLoad found{.dockerfile = index, .stage = place.stage, .instruction = place.instruction};
        if (const auto load = settings_load(command)) found.load = *load;
        found.at = dockerfile.locate(found.load.program.empty() ? command.span : found.load.span);
        found.is_forgiven = command.is_forgiven;
        found.is_certain = command.execution == Execution::certain;
        found.is_needed = builds_[index].needed[place.stage];
        add_variables(dockerfile, environment, false, found.supply);
        add_mounts(dockerfile.instructions[place.instruction], found.supply);
        add_assignments(command, &dockerfile, found.supply);
        return found;
    }

    // The same of what a command runs in a script.
    BuildLoad build_load(std::size_t index, const CommandPlace& place, const ShellCommand& command,
                         const FollowedCommand& followed, const BuildEnvironment& environment) const {
        BuildLoad found = build_load(index, place, command, environment);
        found.load = *settings_load(followed.command);
        found.in_script = followed.at;
        found.is_forgiven = followed.command.is_forgiven;
        found.goes_on = followed.goes_on;
        found.is_certain = followed.command.execution == Execution::certain;
        // Where the script's commands have them from, is told of the Dockerfile's own alone.
        Supply handed_over;
        add_assignments(followed.command, nullptr, handed_over);
        for (auto& [name, given] : handed_over.values) {
            const SuppliedValue* known = found.supply.find(name);
            const bool is_same = known != nullptr && known->value.has_value() == given.value.has_value() &&
                                 (!given.value || known->value->reveal() == given.value->reveal());
            if (!is_same) found.supply.values.insert_or_assign(name, std::move(given));
        }
        found.supply.is_open = found.supply.is_open || handed_over.is_open;
        return found;
    }

    // What the command says itself is more than what its image was built of.
    std::optional<std::string> site_run(std::size_t dockerfile, const CommandPlace& place,
                                        const ShellCommand& command) const {
        auto site = site_of_command(tree_, facts_.sites, place, command);
        return site ? site : image_sites_[dockerfile];
    }

    void keep(BuildLoad found, const ShellCommand& command) {
        const CommandPlace place{facts_.dockerfiles[found.dockerfile], found.stage, found.instruction};
        const auto settings = shelf_.find(site_run(found.dockerfile, place, command), found.load, found.supply);
        if (!settings) return;
        found.settings = *settings;
        env_files_.add_at_build(facts_.dockerfiles[found.dockerfile], found.stage, found.instruction,
                                facts_.settings[*settings], found.supply);
        facts_.build_loads.push_back(std::move(found));
    }

    void gather_service(std::size_t index) {
        const Service& service = facts_.compose->services[index];
        const auto& image = facts_.images[index];
        if (!image) return note_service_of_elsewhere(service);
        const Dockerfile& dockerfile = facts_.dockerfiles[image->dockerfile];
        const StartedCommands started = started_commands(tree_, dockerfile, image->stage, service);
        const auto load = std::ranges::find_if(
            started.commands, [](const ShellCommand& command) { return settings_load(command).has_value(); });
        if (load == started.commands.end()) return;

        RuntimeLoad found;
        found.service = index;
        found.started = text_of(started.commands);
        found.supply = service_supply(facts_, index, builds_, started);
        add_assignments(*load, nullptr, found.supply);
        found.load = *settings_load(*load);
        const CommandPlace place{dockerfile, image->stage, dockerfile.stages[image->stage].end, &service};
        const auto settings = shelf_.find(site_run(image->dockerfile, place, *load), found.load, found.supply);
        if (!settings) return;
        found.settings = *settings;
        found.is_named = !found.load.settings.empty() || found.supply.find("DJANGO_SETTINGS_MODULE") != nullptr;
        add_names_of_platform(std::nullopt, facts_.settings[*settings].reads, found.supply);
        env_files_.add_at_start(dockerfile, image->stage, service, facts_.settings[*settings], found.supply);
        facts_.runtime_loads.push_back(std::move(found));
    }

    // A service whose image is made elsewhere. Many such are other people's: what makes it a site that should be looked
    // at is a command that runs a module or the manage.py of one, or a variable by which Django is told how it is
    // served.
    void note_service_of_elsewhere(const Service& service) {
        std::vector<std::string> words = service.entrypoint;
        words.insert(words.end(), service.command.begin(), service.command.end());
        const bool is_site = starts_site(argument_commands(words)) ||
                             std::ranges::any_of(service.environment, is_about_serving, &ContainerVariable::name);
        if (service.build || !is_site) return;
        note_misspelt_module(service);
        facts_.unseen.push_back({.kind = Unseen::Kind::service, .path = service.name, .at = service.at});
    }

    // The same of a container whose settings nothing here leads to. One of this project's images that decides itself
    // what it starts is none that can be passed over either, where there is a site at all.
    void note_container_of_elsewhere(const Workload& workload) {
        if (workload.kind != Workload::Kind::kubernetes) return;
        const bool is_own_image =
            workload.begins_with_image && !facts_.sites.empty() && images_.are_built_here(workload.image);
        const bool is_site = is_own_image || starts_site(workload.commands) ||
                             std::ranges::any_of(workload.environment, is_about_serving, &GivenVariable::name);
        if (!is_site) return;
        facts_.unseen.push_back({.kind = Unseen::Kind::container, .path = workload.name, .at = workload.at});
    }

    bool starts_site(const std::vector<ShellCommand>& commands) {
        return std::ranges::any_of(commands, [&](const ShellCommand& command) {
            const auto load = settings_load(command);
            return load && (load->program.starts_with("manage.py") || site_named_in(command));
        });
    }

    void note_misspelt_module(const Service& service) {
        if (facts_.sites.size() > 1) return;
        const std::string site = facts_.sites.empty() ? "" : facts_.sites.front();
        for (const ContainerVariable& given : service.environment) {
            const bool is_named = given.name == "DJANGO_SETTINGS_MODULE" && given.value && !given.value->empty();
            if (is_named) shelf_.note_misspelt(site, *given.value, given.at);
        }
    }

    void gather_workload(std::size_t index) {
        const Workload& workload = facts_.workloads[index];
        const auto load = std::ranges::find_if(
            workload.commands, [](const ShellCommand& command) { return settings_load(command).has_value(); });
        if (load == workload.commands.end()) return gather_own_image(index);
        const auto site = site_of(workload, *load);
        if (!site) return note_container_of_elsewhere(workload);
        WorkloadLoad found{.workload = index, .started = text_of(workload.commands)};
        if (workload.kind == Workload::Kind::kubernetes) add_images(found.supply);
        for (const GivenVariable& given : workload.environment)
            found.supply.set(given.name, given.value, given.at);
        // Those of a Procfile are among its environment, with their places.
        if (workload.kind != Workload::Kind::procfile) add_assignments(*load, nullptr, found.supply);
        // What the entry point of an image sets is not looked for.
        found.supply.is_open = found.supply.is_open || workload.is_open || workload.begins_with_image;
        const auto settings = shelf_.find(site, *settings_load(*load), found.supply);
        keep(workload, settings, std::move(found));
    }

    // A container that leaves its command to an image of this project.
    void gather_own_image(std::size_t index) {
        const Workload& workload = facts_.workloads[index];
        const bool is_ours = workload.kind == Workload::Kind::kubernetes && workload.commands.empty() &&
                             facts_.dockerfiles.size() == 1 && images_.are_built_here(workload.image);
        if (!is_ours || facts_.dockerfiles.front().stages.empty()) return note_container_of_elsewhere(workload);
        const Dockerfile& dockerfile = facts_.dockerfiles.front();
        const StartedCommands started =
            started_commands(tree_, dockerfile, dockerfile.stages.size() - 1, Service());  // none that replaces any
        const auto load = std::ranges::find_if(
            started.commands, [](const ShellCommand& command) { return settings_load(command).has_value(); });
        const bool is_known = load != started.commands.end();
        WorkloadLoad found{.workload = index, .started = text_of(started.commands)};
        add_images(found.supply);
        for (const GivenVariable& given : workload.environment)
            found.supply.set(given.name, given.value, given.at);
        for (const std::string& name : started.exported)
            found.supply.set(name, std::nullopt);
        if (is_known) add_assignments(*load, nullptr, found.supply);
        found.supply.is_open = found.supply.is_open || workload.is_open || started.is_open || !is_known;
        const auto settings =
            shelf_.find(image_sites_.front(), is_known ? *settings_load(*load) : SettingsLoad(), found.supply);
        keep(workload, settings, std::move(found));
    }

    void keep(const Workload& workload, std::optional<std::size_t> settings, WorkloadLoad found) {
        if (!settings) return;
        found.settings = *settings;
        add_names_of_platform(workload.kind, facts_.settings[*settings].reads, found.supply);
        EnvFilesOfSettings::open_for_elsewhere(facts_.settings[*settings], found.supply);
        facts_.workload_loads.push_back(std::move(found));
    }

    // A line a command.
    static std::string text_of(const std::vector<ShellCommand>& commands) {
        std::string text;
        for (const ShellCommand& command : commands) {
            for (const ShellWord& word : command.words)
                text += word.text + " ";
            text += '\n';
        }
        return text;
    }

    // The site that a workload starts; nothing where it is none of the project's, or which one can't be told. Manifests
    // may start other people's Django as well, and each has a manage.py.
    std::optional<std::string> site_of(const Workload& workload, const ShellCommand& command) {
        const bool is_ours = workload.kind != Workload::Kind::kubernetes || images_.are_built_here(workload.image);
        const bool is_manage =
            std::ranges::any_of(command.words, [](const ShellWord& word) { return word.text.ends_with("manage.py"); });
        if (is_manage && is_ours && facts_.sites.size() < 2) return facts_.sites.empty() ? "" : facts_.sites.front();
        auto named = is_ours ? site_run_by(workload, command) : std::nullopt;
        return named ? named : site_named_in(command);
    }

    // The one of several sites in whose folder a workload runs the command.
    std::optional<std::string> site_run_by(const Workload& workload, const ShellCommand& command) const {
        if (workload.kind != Workload::Kind::kubernetes)
            return site_of_command(facts_.sites, workload.directory, command);
        if (facts_.dockerfiles.size() != 1 || facts_.dockerfiles.front().stages.empty()) return std::nullopt;
        const Dockerfile& image = facts_.dockerfiles.front();
        ShellCommand begun = command;
        if (!workload.directory.empty()) begun.directory = container_path(workload.directory, command.directory);
        const std::size_t last = image.stages.size() - 1;
        return site_of_command(tree_, facts_.sites, {image, last, image.stages[last].end}, begun);
    }

    // The site whose module a command names.
    std::optional<std::string> site_named_in(const ShellCommand& command) {
        bool names_application = false;  // `-A config`
        for (const ShellWord& word : command.words) {
            if (word.text.ends_with("manage.py")) continue;
            const std::string module = word.text.substr(word.text.find('=') + 1);
            const std::string package = module.substr(0, module.find_first_of(".:"));
            const bool is_module =
                names_application || package.size() < word.text.size() || is_one_of(package, {"wsgi", "asgi"});
            names_application = word.text == "-A" || word.text == "--app";
            if (!is_module || !is_variable_name(package)) continue;
            if (auto site = site_with(package)) return site;
        }
        return std::nullopt;
    }

    std::optional<std::string> site_with(const std::string& package) {
        const std::vector<std::string> none = {""};
        std::optional<std::string> found;
        for (const std::string& site : facts_.sites.empty() ? none : facts_.sites) {
            const bool has = std::ranges::any_of(roots_.of(site), [&](const std::string& root) {
                const std::string path = joined_path(root, package);
                return tree_.is_directory(path) || tree_.is_file(path + ".py");
            });
            if (has && found) return std::nullopt;
            if (has) found = site;
        }
        return found;
    }

    // Which Dockerfile makes the image of a container, nothing here says: what any of them has may be there.
    void add_images(Supply& supply) const {
        supply.is_open = supply.is_open || facts_.dockerfiles.empty();
        for (const Dockerfile& dockerfile : facts_.dockerfiles) {
            for (const Instruction& instruction : dockerfile.instructions) {
                if (instruction.keyword != "ENV" || instruction.is_onbuild) continue;
                for (const Assignment& assignment : instruction.assignments)
                    supply.set(assignment.name, std::nullopt, dockerfile.locate(assignment.span));
            }
        }
        if (facts_.dockerfiles.size() != 1 || facts_.dockerfiles.front().stages.empty()) return;
        const Dockerfile& only = facts_.dockerfiles.front();
        const std::size_t last = only.stages.size() - 1;
        add_variables(only, environment_before(only, last, only.stages[last].end, builds_.front().arguments), true,
                      supply);
    }

    const Tree& tree_;
    Facts& facts_;
    ImportRoots& roots_;
    SettingsShelf shelf_;
    EnvFilesOfSettings env_files_;
    OwnImages images_;
    std::vector<Builds> builds_;  // by Dockerfile, as below
    std::vector<std::optional<std::string>> image_sites_;
};

}  // namespace

void gather_loads(const Tree& tree, const Question& question, ImportRoots& roots, Facts& facts) {
    LoadGatherer gatherer(tree, question, roots, facts);
    gatherer.gather_builds();
    gatherer.gather_services();
    gatherer.gather_workload_loads();
    gatherer.gather_process(question);
    for (const DjangoSettings& settings : facts.settings)
        facts.read_elsewhere.merge(names_read_elsewhere(tree, settings));
}

}  // namespace megactl::project

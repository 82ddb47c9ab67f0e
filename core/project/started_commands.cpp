#include "core/project/started_commands.hpp"

#include "core/base/text.hpp"
#include "core/project/dockerfile_commands.hpp"
#include "core/project/entry_point.hpp"
#include "core/project/image_files.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace megactl::project {
namespace {

using Words = std::vector<std::string>;

Words words_of(const Instruction* instruction) {
    if (instruction == nullptr) return {};
    if (instruction->exec_form) return *instruction->exec_form;
    return {"/bin/sh", "-c", instruction->rest.text()};
}

// The project's file at a path of the container: copied there, or mounted over it.
Source project_file(const Tree& tree, const Dockerfile& dockerfile, std::size_t stage, const Service& service,
                    const std::string& path) {
    const auto mounted = host_path_of(service, path);
    if (mounted && !tree.covers(*mounted)) return nullptr;
    if (mounted && tree.is_file(*mounted)) return tree.read(*mounted);
    const auto in_context = [&](const std::string& source) {
        return (std::filesystem::path(dockerfile.context) / source).lexically_normal().string();
    };
    const auto is_directory = [&](const std::string& source) { return tree.is_directory(in_context(source)); };
    const auto copies = copies_before(dockerfile, stage, dockerfile.stages[stage].end);
    const auto source = context_path_of(copies, path, is_directory);
    if (!source || !tree.is_file(in_context(*source))) return nullptr;
    return tree.read(in_context(*source));
}

// Is this the path of a program that somebody else wrote?
bool is_system_program(std::string_view path) {
    constexpr std::array<std::string_view, 6> folders{
        "/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/python", "/opt/"};
    return std::ranges::any_of(folders, [&](std::string_view folder) { return path.starts_with(folder); });
}

// `/venv/bin/gunicorn`
bool is_in_bin(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash != std::string_view::npos && path.substr(0, slash).ends_with("bin");
}

class Starter {
public:
    Starter(const Tree& tree, const Dockerfile& dockerfile, std::size_t stage, const Service& service)
        : tree_(tree), dockerfile_(dockerfile), stage_(stage), service_(service) {
        directory_ = working_directory_before(dockerfile, stage, dockerfile.stages[stage].end);
    }

    void start(const Words& words) {
        if (words.empty()) return;
        for (const ShellCommand& command : argument_commands(words))
            add(command);
    }

    StartedCommands take() && { return std::move(started_); }

private:
    void add(const ShellCommand& command) {
        started_.commands.push_back(command);
        if (command.words.empty()) return;
        std::string_view program = command.words.front().text;
        const bool is_shell = program == "sh" || program == "bash" || program == "/bin/sh" || program == "/bin/bash";
        if (is_shell && command.words.size() > 1) program = command.words[1].text;
        const bool is_path = program.find('/') != std::string_view::npos || program.ends_with(".sh");
        if (!is_path && !is_shell) {
            // `COPY start /usr/local/bin/` makes a command of a script.
            follow("/usr/local/bin/" + std::string(program), false);
            return;
        }
        const bool is_installed = is_system_program(program) || (is_in_bin(program) && settings_load(command));
        if (is_path) follow(container_path(directory_, program), !is_installed);
    }

    void follow(const std::string& path, bool must_be_ours) {
        const Source script = project_file(tree_, dockerfile_, stage_, service_, path);
        if (!script) {
            started_.is_open = started_.is_open || must_be_ours;
            return;
        }
        if (script->text().starts_with("#!") && script->line_count() > 0) {
            const std::string_view first = script->text(script->line_span(1));
            if (first.find("sh") == std::string_view::npos) return;  // a Python program is a word of its command
        }
        for (const ShellCommand& command : shell_commands(script->text())) {
            started_.commands.push_back(command);
            for (const auto& assignment : command.inherited)
                started_.exported.insert(assignment.name);
            started_.is_open = started_.is_open || command.unknown_environment;
            if (command.words.size() > 1 && command.words.front().text == "export") export_names(command);
        }
    }

    void export_names(const ShellCommand& command) {
        for (const ShellWord& word : command.words) {
            started_.exported.emplace(word.text.substr(0, word.text.find('=')));
        }
    }

    const Tree& tree_;
    const Dockerfile& dockerfile_;
    std::size_t stage_;
    const Service& service_;
    std::string directory_;
    StartedCommands started_;
};

}  // namespace

StartedCommands started_commands(const Tree& tree, const Dockerfile& dockerfile, std::size_t stage,
                                 const Service& service) {
    const Words entry =
        service.entrypoint.empty() ? words_of(effective(dockerfile, stage, "ENTRYPOINT")) : service.entrypoint;
    Words command = service.command;
    // An entry point of the compose file clears the image's command.
    if (command.empty() && service.entrypoint.empty()) command = words_of(effective(dockerfile, stage, "CMD"));
    Starter starter(tree, dockerfile, stage, service);
    Words whole = entry;
    whole.insert(whole.end(), command.begin(), command.end());
    starter.start(whole);
    if (!entry.empty()) starter.start(command);  // `exec "$@"` at the end of the entry point
    return std::move(starter).take();
}

void add_service_environment(const Service& service, bool has_dotenv, Supply& supply) {
    for (const ContainerVariable& variable : service.environment) {
        const auto asks_whoever_deploys = [&](const Interpolation& part) {
            const bool demands = part.operation == "?" || part.operation == ":?";
            return part.found == NameSource::nowhere && (demands || (part.operation.empty() && !has_dotenv));
        };
        if (!variable.is_set && has_dotenv) {
            supply.values.erase(variable.name);
        } else {
            const bool is_unknown =
                !variable.is_set || std::ranges::any_of(variable.interpolations, asks_whoever_deploys);
            supply.set(variable.name, is_unknown ? std::nullopt : variable.value, variable.at);
        }
    }
    const auto is_missing = [](const EnvFileUse& use) { return use.is_missing; };
    supply.is_open = supply.is_open || service.is_unknown || std::ranges::any_of(service.env_files, is_missing);
}

}  // namespace megactl::project

#include "cli/context.hpp"

#include "cli/standard_input.hpp"
#include "core/base/error.hpp"
#include "core/log/log.hpp"
#include "core/os/file.hpp"
#include "core/os/process.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <utility>

namespace megactl::cli {
namespace {

namespace fs = std::filesystem;

using Variables = std::map<std::string, std::string, std::less<>>;

Variables process_variables() {
    Variables variables;
    for (const std::string& entry : os::process_environment()) {
        const std::size_t equals = entry.find('=');
        // As getenv(): the first of two wins.
        if (equals != std::string::npos) variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
    }
    return variables;
}

fs::path working_folder() {
    std::error_code failure;
    fs::path folder = fs::current_path(failure);
    if (!failure) return folder;
    throw Error(Error::Kind::input,
                fmt::format("the working directory can't be told: {}", system_reason(failure.value())));
}

// Absolute and without links, so that its parents are the true ones.
fs::path project_folder(const Invocation& invocation) {
    fs::path working = working_folder();
    const auto said = invocation.value("--project");
    if (!said) return working;
    std::error_code failure;
    fs::path folder = fs::canonical(working / *said, failure);
    if (failure) {
        throw Error(Error::Kind::input, fmt::format("can't work in `{}`: {}", *said, system_reason(failure.value())))
            .from("--project");
    }
    if (!fs::is_directory(folder, failure)) {
        throw Error(Error::Kind::input, fmt::format("can't work in `{}`: it is not a folder", *said)).from("--project");
    }
    return folder;
}

// `named_by` is the option that named the file; empty where nobody did.
Source read_source(const fs::path& file, std::string_view named_by) {
    if (!named_by.empty() && file == "-") return read_standard_input();
    auto content = os::read_file(file);
    if (content) return std::make_shared<SourceText>(file.string(), *std::move(content));
    Error error(Error::Kind::input, fmt::format("can't read `{}`: {}", file.string(), content.error().explanation));
    if (named_by.empty()) throw Error(std::move(error));
    throw std::move(error).from(std::string(named_by));
}

// The nearest megactl.toml from the project upward, as it is called from the working folder.
std::optional<fs::path> find_config_file(const fs::path& project) {
    for (fs::path folder = project;; folder = folder.parent_path()) {
        const fs::path file = folder / "megactl.toml";
        std::error_code ignored;
        if (fs::exists(fs::symlink_status(file, ignored))) return file.lexically_proximate(working_folder());
        if (!folder.has_relative_path()) return std::nullopt;
    }
}

void read_config_file(Context& context, const Invocation& invocation) {
    const auto said = invocation.value("--config");
    context.config_file = said ? fs::path(*said) : find_config_file(context.project);
    if (!context.config_file) return;
    // Its name is relative to the working folder. Where that is not the project's, to which some paths are relative,
    // and others not, those in the file are whole.
    std::optional<fs::path> folder;
    if (context.project != working_folder())
        folder = fs::absolute(*context.config_file).lexically_normal().parent_path();
    context.layers.toml = config::parse_toml_file(read_source(*context.config_file, said ? "--config" : ""), folder);
    context.tasks = config::own_tasks(context.layers.toml);
}

// With the process's variables where a value names one, `${NAME}`.
config::EnvFile parse_as_compose(const Source& source, const Variables& process) {
    return config::parse_env_file(source, config::Dialect::compose, [&](std::string_view name) {
        const auto found = process.find(name);
        return found == process.end() ? std::nullopt : std::optional(found->second);
    });
}

config::EnvFile read_env_file(const fs::path& file, const Variables& process) {
    const Source source = read_source(file, "--env-file");
    config::EnvFile parsed = parse_as_compose(source, process);
    if (parsed.problems.empty()) return parsed;
    // Half of a file that somebody named would be worse than none.
    const config::EnvProblem& problem = parsed.problems.front();
    throw Error(Error::Kind::input, fmt::format("can't read `{}` as an env file", source->name()))
        .at({source, problem.span}, problem.reason)
        .from("--env-file");
}

void read_environment(Context& context, const Invocation& invocation) {
    Variables process = process_variables();
    context.is_ci = process.contains("CI") && !process["CI"].empty();
    if (!invocation.has("--no-env")) context.process_environment = std::move(process);
    for (const std::string& file : invocation.values("--env-file")) {
        context.layers.env_files.push_back(read_env_file(file, context.process_environment));
        for (const config::EnvEntry& entry : context.layers.env_files.back().entries) {
            if (entry.value) context.environment.insert_or_assign(entry.name, *entry.value);
        }
    }
    for (const auto& [name, value] : context.process_environment)
        context.environment.insert_or_assign(name, value);
    context.layers.environment = context.process_environment;
}

// The project's own `.env`: the weakest of the env files, for nobody named it. What is not understood in it is said,
// and the rest counts.
void read_dot_env(Context& context) {
    const fs::path file = context.project / ".env";
    std::error_code failure;
    if (fs::symlink_status(file, failure).type() == fs::file_type::not_found) return;
    if (fs::is_directory(file, failure)) return;  // of env files, or a virtual environment: no file of ours
    const Source source = read_source(file.lexically_proximate(working_folder()), "");
    config::EnvFile parsed = parse_as_compose(source, context.process_environment);
    if (!parsed.problems.empty() && !context.is_quiet) {
        const config::EnvProblem& problem = parsed.problems.front();
        const Error said = Error(Error::Kind::input, fmt::format("`{}` is not understood as a whole", source->name()))
                               .at({source, problem.span}, problem.reason);
        context.terminal.tell(report::render_warning(said, context.terminal.error_palette()));
    }
    context.layers.env_files.insert(context.layers.env_files.begin(), std::move(parsed));
}

void read_setting_flags(Context& context, const Invocation& invocation, std::span<const Option> options) {
    for (const Option& option : options) {
        if (!option.setting.empty() && invocation.has(option.name)) {
            context.layers.flags.insert_or_assign(std::string(option.setting), invocation.values(option.name));
            context.layers.flag_names.insert_or_assign(std::string(option.setting), std::string(option.name));
        }
    }
}

log::Level said_level(const config::Settings& settings) {
    constexpr std::array<std::pair<std::string_view, log::Level>, 4> levels{{{"debug", log::Level::debug},
                                                                             {"info", log::Level::info},
                                                                             {"warning", log::Level::warning},
                                                                             {"error", log::Level::error}}};
    const std::string word = settings.text("log.level");
    return std::ranges::find(levels, word, &std::pair<std::string_view, log::Level>::first)->second;
}

// An operator follows a service by its events, unless another level is said. Of one that is quiet the warnings stay:
// nobody else tells of them.
log::Level log_level(const Context& context, const Command& command) {
    if (!command.is_service || context.settings.is_said("log.level")) return said_level(context.settings);
    if (context.is_verbose) return log::Level::debug;
    return context.is_quiet ? log::Level::warning : log::Level::info;
}

void configure_log(const Context& context, const Command& command) {
    const auto format = context.settings.text("log.format") == "json" ? log::Format::json : log::Format::text;
    log::configure(log_level(context, command), format, context.terminal.error_palette().is_coloured());
}

}  // namespace

std::string process_variable(const Context& context, std::string_view name) {
    const auto found = context.process_environment.find(name);
    return found == context.process_environment.end() ? std::string() : found->second;
}

int tell_refusal(Context& context, const Error& refusal) {
    context.terminal.tell(report::render_error(refusal, context.terminal.error_palette()));
    return 1;
}

void prepare(Context& context, const Invocation& invocation) {
    const Command& command = *invocation.command;
    context.is_quiet = invocation.has("--quiet");
    context.is_verbose = invocation.has("--verbose");
    context.says_yes = invocation.has("--yes");
    context.project = project_folder(invocation);
    read_setting_flags(context, invocation, global_options());
    read_setting_flags(context, invocation, command.options);
    for (const std::span<const Option> table : command.more_options)
        read_setting_flags(context, invocation, table);
    if (command.reads_settings) {
        read_environment(context, invocation);
        if (command.reads_dot_env) read_dot_env(context);
        read_config_file(context, invocation);
    }
    context.settings = config::resolve(context.layers);
    configure_log(context, command);
}

}  // namespace megactl::cli

#include "core/project/env_template.hpp"

#include "cli/commands/check_options.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/judgement.hpp"
#include "cli/context.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::cli::commands {
namespace {

constexpr std::string_view default_file = ".env.example";

// What is there already; null where nothing is.
Source existing(const std::filesystem::path& place, const std::string& name) {
    std::error_code failure;
    if (std::filesystem::symlink_status(place, failure).type() == std::filesystem::file_type::not_found) return nullptr;
    auto content = os::read_file(place);
    if (content) return std::make_shared<SourceText>(name, *std::move(content));
    throw Error(Error::Kind::input,
                fmt::format("can't read `{}`: {}", escape_controls(name), content.error().explanation));
}

void require_settings(const Context& context, const project::Facts& facts) {
    if (!facts.settings.empty()) return;
    throw Error(Error::Kind::input, fmt::format("no settings module found from {}", context.project.string()))
        .help("`-C DIR` names the folder of manage.py, `--settings FILE` the module");
}

int run_env_template(Context& context, const Invocation& invocation) {
    const project::Question question = question_of(context, invocation);
    const project::DiskTree tree = tree_of(context, question);
    const project::Facts facts = gather(tree, question);
    require_settings(context, facts);
    const std::string name = invocation.value("--output").value_or(std::string(default_file));
    const bool is_printed = name == "-";
    const std::filesystem::path place = context.project / name;
    // What is printed starts from the sample that the project has.
    const Source old =
        is_printed ? existing(context.project / default_file, std::string(default_file)) : existing(place, name);
    const project::EnvTemplate made = project::env_template(facts, old);
    if (is_printed) {
        context.terminal.print(made.text);
        return 0;
    }
    const bool is_unchanged = old && old->text() == made.text;
    if (!is_unchanged) os::write_atomically(place, made.text);
    if (context.is_quiet) return 0;
    const std::string what = count_of(made.variables, "variable", "variables");
    const std::string shown = escape_controls(name);
    context.terminal.print(is_unchanged ? fmt::format("unchanged {}, {}\n", shown, what)
                                        : fmt::format("wrote {}: {}, {} new\n", shown, what, made.added));
    return 0;
}

constexpr std::array options{
    Option{.name = "--output",
           .value = "FILE",
           .summary = "the file to write, `-` for standard output (default: .env.example)",
           .completion = Completion::file},
};

using Tables = std::span<const Option>;
constexpr std::array<Tables, 2> tables{options, project_options};

constexpr std::array examples{
    Example{"write .env.example, or bring it up to date", "megactl env template"},
    Example{"look at it first", "megactl env template --output -"},
};

constexpr std::array exits{
    ExitNote{0, "the file holds what the settings read"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "there are no settings, or the file can't be read, understood or written"},
};

}  // namespace

constinit const Command env_template{
    .path = "env template",
    .summary = "writes a .env.example for the project",
    .description =
        R"(Writes the variables that the settings read into a sample env file, in the order of the settings, each below a comment that says where it is read, its type, and whether it is required.

A default stands there as the value. Where it is computed, may be a secret, or is none at all, the line is switched off by a `#`, for an empty value is not the same as none. Values are written so that every reader of env files understands them alike.

A file that is there already keeps its comments and values: an entry moves with the comment lines above it, and what the settings do not read stays at the end. Comments ahead of the first empty line stay at the top. A second run changes nothing.)",
    .more_options = tables,
    .examples = examples,
    .exits = exits,
    .run = run_env_template,
};

}  // namespace megactl::cli::commands

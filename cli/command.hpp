#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace megactl::cli {

class Context;
struct Invocation;

// What completes a value that has no choices.
enum class Completion { none, file, directory, rules, rule_groups, services, queues, workers, tasks, commands };

// An option as data: parser, help, manual and completions are made from it.
struct Option {
    std::string_view name;                        // "--root"
    char letter = 0;                              // 'q' for `-q`
    std::string_view value{};                     // "DIR"; empty for a flag
    std::string_view summary;                     // one sentence, lower case, without a full stop
    std::span<const std::string_view> choices{};  // where its setting gives none
    bool is_repeatable = false;
    bool is_list = false;        // commas separate values
    std::string_view setting{};  // the key of the setting it sets
    Completion completion = Completion::none;
};

struct Argument {
    std::string_view name;  // "FILE"
    std::string_view summary;
    bool is_required = true;
    bool is_repeatable = false;
    bool takes_rest = false;  // everything behind it is its own: `env run -- COMMAND…`
    Completion completion = Completion::none;
    std::span<const std::string_view> choices{};
};

struct Example {
    std::string_view summary;
    std::string_view command;  // "megactl check --phase build"
};

struct ExitNote {
    int status;
    std::string_view meaning;  // what it means for this command
};

struct JsonKey {
    std::string_view name;  // "findings[].rule"
    std::string_view meaning;
};

// What can be typed. A file a noun under cli/commands/ holds them; the catalogue lists them in the manual's order.
struct Command {
    std::string_view path;                  // "env check"; several words for a noun and its verb
    std::string_view alias{};               // "collectstatic"
    std::string_view summary;               // one sentence, lower case, without a full stop
    std::string_view description;           // paragraphs, separated by an empty line
    std::string_view shared_description{};  // a paragraph that several commands have, behind their own
    std::span<const Option> options{};
    std::span<const std::span<const Option>> more_options{};  // tables several commands share
    std::span<const Argument> arguments{};
    std::span<const Example> examples{};
    std::span<const ExitNote> exits{};
    std::span<const JsonKey> json_keys{};
    std::span<const std::string_view> formats{};  // of --format; empty where the command has none
    bool is_hidden = false;
    bool reads_settings = true;  // false for what must work where megactl.toml is broken: `help`
    bool reads_dot_env = false;  // for what runs or asks something; checks read the project's `.env` as evidence only
    bool is_service = false;     // followed by its events: the log starts at `info` where no level is said
    int (*run)(Context&, const Invocation&) = nullptr;
};

std::span<const Command* const> command_catalogue();
// The options every command takes.
std::span<const Option> global_options();

}  // namespace megactl::cli

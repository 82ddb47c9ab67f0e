// Every command, in the order of the manual. To add one:
//   1. write its `Command` in cli/commands/<noun>.cpp, declare it in cli/commands/commands.hpp, and give it a line
//   below;
//   2. write its transcript, tests/cli/<noun>.md;
//   3. build the target `docs`, and commit what it writes.
// Parser, help, manual and completions know it from here.

#include "cli/command.hpp"
#include "cli/commands/commands.hpp"

#include <array>

namespace megactl::cli {
namespace {

// One a line, so that two that are added at the same time do not meet.
constexpr std::array command_list{
    &commands::check,
    &commands::explain,  //
    &commands::env_check,
    &commands::env_list,
    &commands::env_diff,
    &commands::env_template,
    &commands::env_run,  //
    &commands::tls_check,
    &commands::tls_show,
    &commands::tls_probe,  //
    &commands::mounts_check,
    &commands::mounts_why,  //
    &commands::static_collect,
    &commands::static_find,
    &commands::static_list,
    &commands::static_verify,
    &commands::static_releases,
    &commands::static_rollback,  //
    &commands::serve_command,
    &commands::serve_spool,  //
    &commands::link_add,
    &commands::link_list,
    &commands::link_show,
    &commands::link_rm,
    &commands::link_import,
    &commands::link_export,
    &commands::link_stats,  //
    &commands::db_init,
    &commands::db_check,
    &commands::wait,  //
    &commands::worker_run,
    &commands::worker_ping,
    &commands::worker_list,
    &commands::worker_stats,
    &commands::worker_active,
    &commands::worker_reserved,
    &commands::worker_scheduled,
    &commands::worker_registered,
    &commands::worker_revoked,
    &commands::worker_queues,
    &commands::worker_shutdown,
    &commands::worker_pool,
    &commands::worker_consumer,
    &commands::worker_rate_limit,
    &commands::worker_drain,  //
    &commands::queue_list,
    &commands::queue_peek,
    &commands::queue_top,
    &commands::queue_purge,
    &commands::queue_move,
    &commands::queue_export,
    &commands::queue_import,
    &commands::queue_unacked,
    &commands::queue_restore,
    &commands::queue_check,  //
    &commands::task_send,
    &commands::task_show,
    &commands::task_revoke,
    &commands::task_failed,
    &commands::task_retry,  //
    &commands::config_show,
    &commands::config_check,  //
    &commands::help,
    &commands::completion,
    &commands::complete,
    &commands::docs,  //
};

constexpr std::array<std::string_view, 3> colour_choices{"auto", "always", "never"};

constexpr std::array global_option_list{
    Option{.name = "--project",
           .letter = 'C',
           .value = "DIR",
           .summary = "the project's folder; by default the working directory",
           .completion = Completion::directory},
    Option{.name = "--config",
           .value = "FILE",
           .summary = "the configuration; by default megactl.toml, looked for upward from the project",
           .completion = Completion::file},
    Option{.name = "--env-file",
           .value = "FILE",
           .summary = "variables of a file, weaker than the process environment; a later file wins over an earlier",
           .is_repeatable = true,
           .completion = Completion::file},
    Option{.name = "--no-env", .summary = "ignores the process environment"},
    Option{.name = "--format", .value = "FORMAT", .summary = "how data is written"},
    Option{.name = "--color",
           .value = "WHEN",
           .summary = "whether words are coloured; by default in a terminal",
           .choices = colour_choices},
    Option{.name = "--quiet",
           .letter = 'q',
           .summary = "says only what was asked for, and errors; a service its warnings too"},
    Option{.name = "--verbose", .letter = 'v', .summary = "says more, as each command tells"},
    Option{.name = "--log-format",
           .value = "FORMAT",
           .summary = "how events are written to standard error",
           .setting = "log.format"},
    Option{
        .name = "--log-level", .value = "LEVEL", .summary = "the least event that is logged", .setting = "log.level"},
    Option{.name = "--no-progress", .summary = "draws no progress, even in a terminal"},
    Option{.name = "--yes", .summary = "answers questions before what can't be undone with yes"},
    Option{.name = "--version", .summary = "prints the version"},
    Option{
        .name = "--help", .letter = 'h', .summary = "prints a screen of help as `-h`, the manual's text as `--help`"},
};

}  // namespace

std::span<const Command* const> command_catalogue() {
    return command_list;
}

std::span<const Option> global_options() {
    return global_option_list;
}

}  // namespace megactl::cli

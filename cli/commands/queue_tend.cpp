#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/queue_filter.hpp"
#include "cli/commands/queue_runs.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"

#include <array>
#include <string_view>

// What can be typed to look after what workers hold: `queue unacked` and `queue restore`.
namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 3> list_formats{"text", "json", "jsonl"};
constexpr std::array<std::string_view, 2> act_formats{"text", "json"};

const std::array chosen_options{filter_options, patience_options, broker_options};

constexpr std::array unacked_options{
    Option{.name = "--queue",
           .value = "Q",
           .summary = "only what was taken from this queue",
           .completion = Completion::queues},
    Option{.name = "--limit", .value = "N", .summary = "at most so many messages, 0 for all; by default 20"},
};
constexpr std::array restore_options{
    Option{.name = "--queue",
           .value = "Q",
           .summary = "only what was taken from this queue",
           .completion = Completion::queues},
    Option{.name = "--force", .summary = "also what was taken not long ago, and no worker says to hold"},
    Option{.name = "--dry-run", .letter = 'n', .summary = "tells what would be restored, and changes nothing"},
};
constexpr std::array unacked_exits{
    ExitNote{0, "it was looked; nothing may be held"},
    ExitNote{2, "the command line is wrong, a value is empty, or a file of ids holds none"},
    ExitNote{3, "nothing names a broker, or the embedded one that is named does not exist"},
    ExitNote{4, "the broker can't be reached, or refused"},
    ExitNote{130, "stopped by Ctrl-C (143: by SIGTERM); what was seen before is shown"},
};
constexpr std::array restore_exits{
    ExitNote{0, "they wait again; there may have been none"},
    ExitNote{1, "some are left because not every worker answered, or the answer was no"},
    ExitNote{2, "the command line is wrong, or there is no terminal to ask and no `--yes`"},
    ExitNote{3, "nothing names a broker, or the embedded one that is named does not exist"},
    ExitNote{4, "the broker can't be reached, or refused"},
    ExitNote{130, "stopped by Ctrl-C (143: by SIGTERM); run it again for the rest"},
};
constexpr std::array unacked_examples{
    Example{.summary = "what is held for longest, and by whom", .command = "megactl queue unacked"},
    Example{.summary = "what nobody holds any more, for a script",
            .command = "megactl queue unacked --limit 0 --format jsonl | jq 'select(.state == \"overdue\").id'"},
};
constexpr std::array restore_examples{
    Example{.summary = "what would go back", .command = "megactl queue restore --dry-run"},
    Example{.summary = "mail that a killed worker took with it a moment ago",
            .command = "megactl queue restore --queue email --force --yes"},
};
constexpr std::array unacked_keys{
    JsonKey{"messages", "what was chosen, what is held for longest first (`jsonl`: a line each)"},
    JsonKey{"messages[].id", "the id of the task"},
    JsonKey{"messages[].task", "its name"},
    JsonKey{"messages[].encoding", "`escaped` where a name is no UTF-8 and its odd bytes are written as `\\xHH`"},
    JsonKey{"messages[].args",
            "the arguments, an array, with `NaN` and `Infinity` as texts; null where the message can't be read, as all "
            "until `eta`"},
    JsonKey{"messages[].kwargs", "the keyword arguments, an object"},
    JsonKey{"messages[].retries", "how often it was tried again"},
    JsonKey{"messages[].origin", "who sent it"},
    JsonKey{"messages[].eta", "when it is due; null for at once"},
    JsonKey{"messages[].error", "why the message can't be read; else null"},
    JsonKey{"messages[].queue", "the queue that it was taken from; null where nothing tells any more"},
    JsonKey{"messages[].holder", "the worker that holds it; null where that is not known"},
    JsonKey{"messages[].since", "when it was taken; null where that is not known"},
    JsonKey{"messages[].state", "`held`, `gone`, `overdue` or `young`"},
};
constexpr std::array restore_keys{
    JsonKey{"restored", "how many messages wait again; with `--dry-run`, would"},
    JsonKey{"buried", "how many were no messages, and are in `megactl.dead` now"},
    JsonKey{"unplaced", "how many are left because nothing tells which queue they came from"},
    JsonKey{"missed", "how many are left because they were settled or taken anew meanwhile"},
    JsonKey{"held", "how many are left because a worker that lives holds them"},
    JsonKey{"young", "how many are left because they were taken not long ago"},
    JsonKey{"open", "how many are left because not every worker answered"},
    JsonKey{"dry_run", "whether nothing was changed because of `--dry-run`"},
};
constexpr std::string_view unacked_description =
    R"(Shows messages that workers took and have not acknowledged, decoded, what is held for longest first: what runs, what waits in a
worker's memory for its turn or its time, and what a dead worker has left. Nothing is changed.

The state is `held` where the worker lives: it says so when it is asked, or its lease shows it if it is one of megactl's. It is `gone`
where the lease of one of megactl's is over. Celery's workers write down nothing of themselves: what none of them says to hold is
`overdue` once the visibility timeout has passed, and `young` before.

Of an embedded queue only megactl's own workers are known: Celery's never mark there what they have done. In a pipe each line has
id, task, queue, worker, the time of the taking, state, arguments, keyword arguments, retries, eta, origin and error, separated by
tabs.)";

constexpr std::string_view restore_description =
    R"(Puts back what no worker holds any more: what one of megactl's held whose lease is over, and what was taken by one of Celery's for
longer than the visibility timeout ago, by the clock of the server, and none of them says to hold. Each message goes to the head of
its queue, with its priority, marked as redelivered, so that the oldest is served first. What is no message goes to `megactl.dead`.

What a worker that lives holds is never touched, with `--force` neither. Workers are asked: where one that listens does not answer
within `--timeout`, all that Celery's workers hold is left. `--force` also puts back what was taken not long ago, by a worker that
was killed, say; a message that is on its way to a worker just then may run twice.

Each message goes as a whole or not at all, and only if nobody has taken it anew. It may be killed at any moment; run it again for
the rest. Workers do the same by themselves, megactl's for what their like leave within half a minute.)";

}  // namespace

const Command queue_unacked{
    .path = "queue unacked",
    .summary = "shows messages that workers hold",
    .description = unacked_description,
    .shared_description = filter_description,
    .options = unacked_options,
    .more_options = chosen_options,
    .examples = unacked_examples,
    .exits = unacked_exits,
    .json_keys = unacked_keys,
    .formats = list_formats,
    .reads_dot_env = true,
    .run = run_queue_unacked,
};

const Command queue_restore{
    .path = "queue restore",
    .summary = "puts back what dead workers held",
    .description = restore_description,
    .shared_description = filter_description,
    .options = restore_options,
    .more_options = chosen_options,
    .examples = restore_examples,
    .exits = restore_exits,
    .json_keys = restore_keys,
    .formats = act_formats,
    .reads_dot_env = true,
    .run = run_queue_restore,
};

}  // namespace megactl::cli::commands

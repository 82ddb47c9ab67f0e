#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/task_runs.hpp"
#include "cli/commands/worker_asking.hpp"

#include <array>
#include <string_view>

// What can be typed about single tasks: `task send`, `show`, `revoke`, `failed` and `retry`.
namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<std::string_view, 3> listing_formats{"text", "json", "jsonl"};

const std::array shared_options{broker_options, database_options};
const std::array asking_options{patience_options, broker_options, database_options};

constexpr std::array send_options{
    Option{.name = "--args", .value = "JSON", .summary = "the arguments, an array; by default none"},
    Option{.name = "--kwargs", .value = "JSON", .summary = "the keyword arguments, an object; by default none"},
    Option{.name = "--queue",
           .value = "Q",
           .summary = "the queue that it waits in; by default `celery`, as Celery's",
           .completion = Completion::queues},
    Option{.name = "--countdown", .value = "D", .summary = "it runs after so long, as in `10m`"},
    Option{.name = "--eta", .value = "T", .summary = "it runs at this time, as in `2026-11-29T12:00:00Z`"},
    Option{.name = "--expires", .value = "T", .summary = "it does not run behind this time, or after so long"},
    Option{.name = "--wait", .summary = "waits for the result, and prints it"},
};

constexpr std::array revoke_options{
    Option{.name = "--terminate", .summary = "also kills the process that runs it, if that is one of Celery's"},
};

constexpr std::array failed_options{
    Option{.name = "--since", .value = "D", .summary = "only what failed within so long, as in `1h`"},
    Option{.name = "--limit", .value = "N", .summary = "at most so many tasks, 0 for all; by default 20"},
};

constexpr std::array name_argument{
    Argument{.name = "NAME", .summary = "the task's name, as in `links.tasks.debug`", .completion = Completion::tasks}};
constexpr std::array id_argument{Argument{.name = "ID", .summary = "the id that the task was sent with"}};

constexpr std::array send_examples{
    Example{.summary = "one mail, and its id",
            .command = "megactl task send core.tasks.send_welcome_email --kwargs '{\"user_id\": 7}' --queue email"},
    Example{.summary = "does a worker answer?", .command = "megactl task send config.celery.debug_task --wait"},
};

constexpr std::array show_examples{
    Example{.summary = "what became of a task", .command = "megactl task show 7f3a54f4-3dc1-4c07-a6b1-9a2f8a3d7f11"},
};

constexpr std::array revoke_examples{
    Example{.summary = "a mail that must not go out",
            .command = "megactl task revoke 7f3a54f4-3dc1-4c07-a6b1-9a2f8a3d7f11"},
    Example{.summary = "a report that runs for too long",
            .command = "megactl task revoke 7f3a54f4-3dc1-4c07-a6b1-9a2f8a3d7f11 --terminate --yes"},
};

constexpr std::array failed_examples{
    Example{.summary = "what broke in the last hour", .command = "megactl task failed --since 1h"},
    Example{.summary = "for a script, all of it", .command = "megactl task failed --limit 0 --format jsonl"},
};

constexpr std::array retry_examples{
    Example{.summary = "the same task once more", .command = "megactl task retry 7f3a54f4-3dc1-4c07-a6b1-9a2f8a3d7f11"},
};

constexpr std::array send_exits{
    ExitNote{0, "it was sent; with `--wait`: it succeeded"},
    ExitNote{1, "with `--wait`: it failed, or was revoked"},
    ExitNote{2, "the command line is wrong, or a value is no JSON"},
    ExitNote{3, "nothing names a broker, or the embedded one that is named does not exist; nothing keeps results"},
    ExitNote{4, "the broker or the results can't be reached, or refused"},
};

constexpr std::array show_exits{
    ExitNote{0, "it was found"},
    ExitNote{1, "there is no trace of it"},
    ExitNote{3, "nothing names a broker, or an embedded store that is named does not exist"},
    ExitNote{4, "the broker or the results can't be reached, or refused"},
};

constexpr std::array revoke_exits{
    ExitNote{0, "its message was removed, or workers were told not to run it"},
    ExitNote{1,
             "no queue holds it and no worker answers, with `--terminate` a worker that can't end it runs it, or the "
             "answer was no"},
    ExitNote{2, "the command line is wrong, or there is no terminal to ask and no `--yes`"},
    ExitNote{3, "nothing names a broker, or an embedded store that is named does not exist"},
    ExitNote{4, "the broker or the results can't be reached, or refused"},
};

constexpr std::array failed_exits{
    ExitNote{0, "it was looked; nothing may have failed"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "nothing names a broker, or an embedded store that is named does not exist"},
    ExitNote{4, "the broker or the results can't be reached, or refused"},
    ExitNote{130, "stopped by Ctrl-C (143: by SIGTERM); what was seen before is shown"},
};

constexpr std::array retry_exits{
    ExitNote{0, "it waits in its queue again"},
    ExitNote{1, "it ended well, waits already, may be running, or its arguments are not kept"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "nothing names a broker, or an embedded store that is named does not exist"},
    ExitNote{4, "the broker or the results can't be reached, or refused"},
};

constexpr std::array send_keys{
    JsonKey{"id", "the task's id; with `--wait` the keys are those of `megactl task show`"},
    JsonKey{"queue", "where it waits"},
};

constexpr std::array show_keys{
    JsonKey{"id", "the task's id"},
    JsonKey{"state", "Celery's word; `DEAD` for a dead letter"},
    JsonKey{"result", "what it returned, or its exception"},
    JsonKey{"traceback", "Python's, or null"},
    JsonKey{"children", "the tasks it sent, as Celery keeps them"},
    JsonKey{"date_done", "when it ended, or null"},
    JsonKey{"group", "the group it belongs to, or null"},
    JsonKey{"parent", "the task that sent it, or null"},
    JsonKey{"queue", "where it waits, or was taken from before it died; else null"},
    JsonKey{"error", "why a dead letter will not run; else null"},
    JsonKey{"parts", "of a chord, whose state is `CHORD`: how many parts it has"},
    JsonKey{"ended", "how many of them have ended"},
    JsonKey{"failed", "the ids of those that ended, and not well"},
    JsonKey{"missing", "the parts that have not ended, as far as they can be told, in their order"},
    JsonKey{"missing[].index", "its place among the parts, or null"},
    JsonKey{"missing[].id", "its id, or null where its message is not found"},
    JsonKey{"missing[].task", "its name, or null"},
    JsonKey{"missing[].queue", "where it waits, or was taken from; else null"},
    JsonKey{"missing[].held", "whether a worker holds its message"},
};

constexpr std::array revoke_keys{
    JsonKey{"id", "the task's id"},
    JsonKey{"revoked", "whether its message was removed, or a worker was told"},
    JsonKey{"removed", "the queues that its message was removed from"},
    JsonKey{"left", "the queues that it is left to, being a part of a chord"},
    JsonKey{"workers", "the workers that were told and said so"},
    JsonKey{"refusing", "the workers that say they can't end it"},
    JsonKey{"holders", "the workers of an embedded queue that it was taken from"},
    JsonKey{"silent", "how many workers that listen did not answer in time"},
};

constexpr std::array failed_keys{
    JsonKey{"tasks", "the last that failed, the newest first (`jsonl`: a line each)"},
    JsonKey{"tasks[].id", "the task's id"},
    JsonKey{"tasks[].encoding", "`escaped` where a name is no UTF-8 and its odd bytes are written as `\\xHH`"},
    JsonKey{"tasks[].task", "its name, or null where that is not kept"},
    JsonKey{"tasks[].args", "the arguments, an array, or null where they are not kept"},
    JsonKey{"tasks[].kwargs", "the keyword arguments, an object, or null"},
    JsonKey{"tasks[].queue", "where it waited, or null"},
    JsonKey{"tasks[].failed", "when it failed, or null"},
    JsonKey{"tasks[].error", "its exception, or why it is a dead letter"},
    JsonKey{"tasks[].kept", "what tells of it: `result`, or `dead letter`"},
    JsonKey{"tasks[].retryable", "whether `megactl task retry` can send it again"},
};

constexpr std::array retry_keys{
    JsonKey{"id", "the task's id"},
    JsonKey{"task", "its name"},
    JsonKey{"queue", "where it waits"},
    JsonKey{"from", "what its message was made of: `result`, or `dead letter`"},
};

constexpr std::string_view send_description =
    R"(Sends a task as Celery does, and prints its id. Nothing checks whether a worker knows the name: `--wait` shows whether one runs
it, and ends with 1 where it failed.

The queue is `celery` unless `--queue` names another: the routes of a project are its own code.)";

constexpr std::string_view show_description =
    R"(Tells how a task stands: by its result where one is kept, else by where its message is. Celery says PENDING of every id it has no
result of; here that means that the message waits in a queue, with how many are served before it.

The id of a group, which its parts tell, shows how far a chord has come: which parts have not ended, and where their messages are.
What is in no queue runs, or is lost. That is counted where results are kept in Redis.)";

constexpr std::string_view revoke_description =
    R"(Keeps a task from being run. Workers are told, megactl's and Celery's alike, and drop it where they hold it already; they forget
that when they are restarted, so its message is removed from the queue that it waits in as well, and its result says REVOKED. What
runs already goes on, unless `--terminate` kills the process, which Celery's workers can and megactl's can't.

The workers of an embedded queue can't be told: there the message is taken away from the one of megactl's that holds it, which drops
it within a few seconds, unless it has begun by then. The message of a part of a chord is left where it is, for the chord goes on only
when a worker has met it.)";

constexpr std::string_view failed_description =
    R"(Lists what failed last: the failures that the result backend keeps, and the dead letters. RETRY says whether `megactl task retry`
can send it again: a dead letter is the message itself, and a failure of megactl's own worker keeps what was called; one of Celery's does only where
the project sets `result_extended`. Where it does not, TASK is not known either.)";

constexpr std::string_view retry_description =
    R"(Sends a task that failed once more: under the same id, into the queue that it came from, with no retries counted. Its message is
taken from the dead letters, or made of what its result keeps of the call, which megactl's own worker does, and Celery's where the
project sets `result_extended`; never of the form that is printed for people. Callbacks, and a chain or chord that it belonged to, are
kept in dead letters alone. The result says RETRY until it has ended again.

What ended well, waits in a queue, or is held by a worker is refused: nothing runs twice by this. A time to expire that has passed
is dropped.)";

}  // namespace

const Command task_send{
    .path = "task send",
    .summary = "sends a task",
    .description = send_description,
    .options = send_options,
    .more_options = shared_options,
    .arguments = name_argument,
    .examples = send_examples,
    .exits = send_exits,
    .json_keys = send_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_task_send,
};

const Command task_show{
    .path = "task show",
    .summary = "tells how a task stands",
    .description = show_description,
    .more_options = shared_options,
    .arguments = id_argument,
    .examples = show_examples,
    .exits = show_exits,
    .json_keys = show_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_task_show,
};

const Command task_revoke{
    .path = "task revoke",
    .summary = "keeps a task from being run",
    .description = revoke_description,
    .options = revoke_options,
    .more_options = asking_options,
    .arguments = id_argument,
    .examples = revoke_examples,
    .exits = revoke_exits,
    .json_keys = revoke_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_task_revoke,
};

const Command task_failed{
    .path = "task failed",
    .summary = "lists what failed last",
    .description = failed_description,
    .options = failed_options,
    .more_options = shared_options,
    .examples = failed_examples,
    .exits = failed_exits,
    .json_keys = failed_keys,
    .formats = listing_formats,
    .reads_dot_env = true,
    .run = run_task_failed,
};

const Command task_retry{
    .path = "task retry",
    .summary = "sends a task that failed once more",
    .description = retry_description,
    .more_options = asking_options,
    .arguments = id_argument,
    .examples = retry_examples,
    .exits = retry_exits,
    .json_keys = retry_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_task_retry,
};

}  // namespace megactl::cli::commands

#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"
#include "cli/commands/worker_runs.hpp"

#include <array>
#include <string_view>

// What can be typed to ask running workers.
namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 3> formats{"text", "json", "jsonl"};
constexpr std::array<std::string_view, 1> down_choices{"ok"};

const std::array shared_options{destination_options, patience_options, broker_options};

constexpr std::array ping_options{
    Option{.name = "--self",
           .summary = "a health check: only a worker of this host is meant, and its first answer ends it; waits `2s`"},
    Option{.name = "--node",
           .value = "NAME",
           .summary = "the same of the worker of this name",
           .completion = Completion::workers},
    Option{.name = "--broker-down",
           .value = "WHAT",
           .summary = "what a health check says where the broker is away; with `ok` that the worker is well",
           .choices = down_choices},
};

constexpr std::array ping_examples{
    Example{.summary = "who is there", .command = "megactl worker ping"},
    Example{.summary = "a container's health check", .command = "megactl -q worker ping --self"},
};
constexpr std::array list_examples{
    Example{.summary = "the workers of the broker that the project names", .command = "megactl worker list"},
};
constexpr std::array stats_examples{
    Example{.summary = "the memory of each, in KiB",
            .command = R"(megactl worker stats | awk -F '\t' '$2 == "rusage.maxrss"')"},
};
constexpr std::array active_examples{
    Example{.summary = "what runs, and for how long", .command = "megactl worker active"},
};
constexpr std::array reserved_examples{
    Example{.summary = "what one worker holds and has not begun",
            .command = "megactl worker reserved --destination celery@web-2"},
};
constexpr std::array scheduled_examples{
    Example{.summary = "what waits for its time in the workers", .command = "megactl worker scheduled"},
};
constexpr std::array registered_examples{
    Example{.summary = "who knows a task", .command = "megactl worker registered | grep core.tasks.send_welcome_email"},
};
constexpr std::array revoked_examples{
    Example{.summary = "what will not run", .command = "megactl worker revoked"},
};
constexpr std::array queues_examples{
    Example{.summary = "who takes from the queue `email`", .command = "megactl worker queues | grep -w email"},
};

constexpr std::array ping_exits{
    ExitNote{0, "everybody who is meant answered; with `--self` or `--node` that one did"},
    ExitNote{1, "no worker is there, or one did not answer in time"},
    carries_no_broadcasts,
    ExitNote{4, "the broker can't be reached, or refused; with `--broker-down ok` that is 0"},
};
constexpr std::array exits{
    ExitNote{0, "everybody who is meant answered"},
    ExitNote{1, "no worker is there, one did not answer in time, or one refuses"},
    carries_no_broadcasts,
    broker_is_away,
};

constexpr std::array keys{
    JsonKey{"workers", "each that answered, by name (`jsonl`: a line each)"},
    worker_key,
    JsonKey{"workers[].answer", "what it said, as Celery's `inspect` has it"},
    silent_key,
};
constexpr std::array list_keys{
    JsonKey{"workers", "each that answered, by name (`jsonl`: a line each)"},
    worker_key,
    JsonKey{"workers[].pool", "how many tasks it runs at once"},
    JsonKey{"workers[].begun", "how many tasks it has begun since its start"},
    JsonKey{"workers[].uptime", "the seconds since its start"},
    JsonKey{"workers[].pid", "the id of its process, on its own host"},
    silent_key,
};

constexpr std::string_view asking_description =
    R"(Workers are asked by Celery's remote control, megactl's and Celery's alike, over a Redis broker; the embedded one carries no
broadcasts. It ends as soon as everybody has answered who is meant, and at the latest after `--timeout`; who did not answer by
then is named. One that has hung, or whose only process is busy, is silent. In a pipe the columns are separated by tabs.)";

constexpr std::string_view ping_description =
    R"(Asks who is there.

`--self` is for the health check of a container: it ends at the first answer of a worker whose name ends in `@` and the name of
this host, and costs some milliseconds. Where the broker is away nobody can say whether the worker is well, and restarting it
mends nothing: `--broker-down ok` says so.)";

constexpr std::string_view list_description =
    R"(Lists the workers: how many tasks each runs at once, how many it has begun, how long it has been up, and its process.)";
constexpr std::string_view stats_description = R"(Shows all that each worker tells of itself, a line each.)";
constexpr std::string_view active_description = R"(Shows the tasks that run now.)";
constexpr std::string_view reserved_description =
    R"(Shows the tasks that workers have taken from their queues and not begun. A worker of megactl's takes none that it has no free
thread for, so these wait for their turn under a rate limit.)";
constexpr std::string_view scheduled_description =
    R"(Shows the tasks that workers have taken from their queues and that are due later.)";
constexpr std::string_view registered_description =
    R"(Shows the tasks that each worker knows, with the rate limit where one has such.)";
constexpr std::string_view revoked_description =
    R"(Shows the ids of the tasks that each worker has been told not to run.)";
constexpr std::string_view queues_description = R"(Shows the queues that each worker takes from.)";

}  // namespace

const Command worker_ping{
    .path = "worker ping",
    .summary = "asks which workers are there; a health check",
    .description = ping_description,
    .shared_description = asking_description,
    .options = ping_options,
    .more_options = shared_options,
    .examples = ping_examples,
    .exits = ping_exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_ping,
};

const Command worker_list{
    .path = "worker list",
    .summary = "lists the running workers",
    .description = list_description,
    .shared_description = asking_description,
    .more_options = shared_options,
    .examples = list_examples,
    .exits = exits,
    .json_keys = list_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_list,
};

const Command worker_stats{
    .path = "worker stats",
    .summary = "shows all that workers tell of themselves",
    .description = stats_description,
    .shared_description = asking_description,
    .more_options = shared_options,
    .examples = stats_examples,
    .exits = exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_stats,
};

const Command worker_active{
    .path = "worker active",
    .summary = "shows the tasks that run now",
    .description = active_description,
    .shared_description = asking_description,
    .more_options = shared_options,
    .examples = active_examples,
    .exits = exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_active,
};

const Command worker_reserved{
    .path = "worker reserved",
    .summary = "shows the tasks that workers hold and have not begun",
    .description = reserved_description,
    .shared_description = asking_description,
    .more_options = shared_options,
    .examples = reserved_examples,
    .exits = exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_reserved,
};

const Command worker_scheduled{
    .path = "worker scheduled",
    .summary = "shows the tasks that workers hold until they are due",
    .description = scheduled_description,
    .shared_description = asking_description,
    .more_options = shared_options,
    .examples = scheduled_examples,
    .exits = exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_scheduled,
};

const Command worker_registered{
    .path = "worker registered",
    .summary = "shows the tasks that workers know",
    .description = registered_description,
    .shared_description = asking_description,
    .more_options = shared_options,
    .examples = registered_examples,
    .exits = exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_registered,
};

const Command worker_revoked{
    .path = "worker revoked",
    .summary = "shows the tasks that workers were told not to run",
    .description = revoked_description,
    .shared_description = asking_description,
    .more_options = shared_options,
    .examples = revoked_examples,
    .exits = exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_revoked,
};

const Command worker_queues{
    .path = "worker queues",
    .summary = "shows the queues that workers take from",
    .description = queues_description,
    .shared_description = asking_description,
    .more_options = shared_options,
    .examples = queues_examples,
    .exits = exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_queues,
};

}  // namespace megactl::cli::commands

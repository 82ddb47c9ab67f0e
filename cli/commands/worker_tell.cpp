#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"
#include "cli/commands/worker_runs.hpp"

#include <array>
#include <string_view>

// What can be typed to tell running workers what to do.
namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<std::string_view, 2> pool_choices{"grow", "shrink"};
constexpr std::array<std::string_view, 2> consumer_choices{"add", "cancel"};

const std::array shared_options{destination_options, patience_options, broker_options};
const std::array drain_shared_options{destination_options, broker_options};

constexpr std::array drain_options{
    Option{
        .name = "--timeout", .value = "D", .summary = "how long to wait until nothing is left to do; by default `5m`"},
    Option{.name = "--resume", .summary = "lets them take again from the queues that they were drained of"},
};

constexpr std::array pool_arguments{
    Argument{.name = "CHANGE", .summary = "whether more or less tasks may run at once", .choices = pool_choices},
    Argument{.name = "N", .summary = "by how many; by default 1", .is_required = false},
};
constexpr std::array consumer_arguments{
    Argument{.name = "CHANGE", .summary = "whether a queue is taken from, or no longer", .choices = consumer_choices},
    Argument{.name = "QUEUE", .summary = "the queue's name", .completion = Completion::queues},
};
constexpr std::array rate_arguments{
    Argument{.name = "TASK", .summary = "the task's name", .completion = Completion::tasks},
    Argument{.name = "RATE",
             .summary = "how often it may begin, as in `10/m`; also `/s` and `/h`; `0` lifts the limit"},
};

constexpr std::array shutdown_examples{
    Example{.summary = "end one worker, once what it runs is done",
            .command = "megactl worker shutdown --destination megactl@web-1"},
};
constexpr std::array pool_examples{
    Example{.summary = "two more tasks at once in each worker", .command = "megactl worker pool grow 2"},
};
constexpr std::array consumer_examples{
    Example{.summary = "take no more mails for now", .command = "megactl worker consumer cancel email"},
    Example{.summary = "and go on", .command = "megactl worker consumer add email"},
};
constexpr std::array rate_examples{
    Example{.summary = "at most thirty mails a minute in each worker",
            .command = "megactl worker rate-limit core.tasks.send_welcome_email 30/m"},
};

constexpr std::array drain_examples{
    Example{.summary = "before a worker is replaced",
            .command = "megactl worker drain --destination megactl@web-1 --timeout 10m"},
    Example{.summary = "it was not replaced after all", .command = "megactl worker drain --resume"},
};

constexpr std::array drain_exits{
    ExitNote{0, "they have nothing left to do; with `--resume`: they take from their queues again"},
    ExitNote{1, "something is left to do at the end of the time, or a worker is silent"},
    carries_no_broadcasts,
    broker_is_away,
    ExitNote{130, "stopped by Ctrl-C (143: by SIGTERM); the queues stay drained"},
};
constexpr std::array shutdown_exits{
    ExitNote{0, "all who are meant were told"},
    ExitNote{1, "no worker is there, one did not answer in time, or the answer was no"},
    ExitNote{2, "the command line is wrong, or there is no terminal to ask and no `--yes`"},
    carries_no_broadcasts,
    broker_is_away,
};
constexpr std::array exits{
    ExitNote{0, "all who are meant did it"},
    ExitNote{1, "no worker is there, one did not answer in time, or one refuses"},
    carries_no_broadcasts,
    broker_is_away,
};

constexpr std::array drain_keys{
    JsonKey{"remaining", "the tasks that were left at the end of the time"},
    JsonKey{"remaining[].worker", "the worker that has it"},
    JsonKey{"remaining[].id", "its id"},
    JsonKey{"remaining[].task", "its name"},
    JsonKey{"remaining[].state", "`active`, `reserved`, or `silent` where the worker did not say"},
    JsonKey{"resumed", "instead, with `--resume`: the names of the workers that take from their queues again"},
};
constexpr std::array shutdown_keys{JsonKey{"told", "the names of the workers that were told"}};
constexpr std::array keys{
    JsonKey{"workers", "each that answered, by name"},
    worker_key,
    JsonKey{"workers[].answer", "what it said, as Celery's `control` has it: `ok` or `error`"},
    silent_key,
};

constexpr std::string_view telling_description =
    R"(Workers are told by Celery's remote control, megactl's and Celery's alike, over a Redis broker; the embedded one carries no
broadcasts. It holds until a worker ends: what it is told is not kept anywhere. Who did not answer within `--timeout` is named;
it may have done it all the same.)";

constexpr std::string_view shutdown_description =
    R"(Ends workers as a first SIGTERM does: they take no more, let what runs come to its end, and give the rest back. A worker of
megactl's ends what runs for longer than its `--grace`. Whoever supervises a worker may start it again.

It asks before it does so; without a terminal it wants `--yes`. Those are found first who are there, and just they are told; no
worker says when it has ended.)";
constexpr std::string_view pool_description =
    R"(Changes how many tasks a worker runs at once. One that shrinks interrupts nothing.)";
constexpr std::string_view consumer_description =
    R"(Lets workers take from one more queue, or from one less. What a worker has taken of it already is done all the same.)";
constexpr std::string_view rate_description =
    R"(Changes how often a task may begin in a worker; each counts for itself. What waits for its turn already keeps it.)";

constexpr std::string_view drain_description =
    R"(Lets workers, megactl's and Celery's alike, take nothing more from their queues, and waits until they run nothing and hold nothing
that could run. What is due later they keep: it goes back to its queue when they end.

Which queues they took from is kept in the broker, under `megactl:drained`, so that `--resume` may come later and from elsewhere.
A worker that starts anew takes from its queues whatever it was told before.)";

}  // namespace

const Command worker_drain{
    .path = "worker drain",
    .summary = "lets workers take nothing more, and waits until they are done",
    .description = drain_description,
    .options = drain_options,
    .more_options = drain_shared_options,
    .examples = drain_examples,
    .exits = drain_exits,
    .json_keys = drain_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_drain,
};

const Command worker_shutdown{
    .path = "worker shutdown",
    .summary = "ends workers, once what they run is done",
    .description = shutdown_description,
    .shared_description = telling_description,
    .more_options = shared_options,
    .examples = shutdown_examples,
    .exits = shutdown_exits,
    .json_keys = shutdown_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_shutdown,
};

const Command worker_pool{
    .path = "worker pool",
    .summary = "changes how many tasks workers run at once",
    .description = pool_description,
    .shared_description = telling_description,
    .more_options = shared_options,
    .arguments = pool_arguments,
    .examples = pool_examples,
    .exits = exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_pool,
};

const Command worker_consumer{
    .path = "worker consumer",
    .summary = "changes which queues workers take from",
    .description = consumer_description,
    .shared_description = telling_description,
    .more_options = shared_options,
    .arguments = consumer_arguments,
    .examples = consumer_examples,
    .exits = exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_consumer,
};

const Command worker_rate_limit{
    .path = "worker rate-limit",
    .summary = "changes how often a task may begin in a worker",
    .description = rate_description,
    .shared_description = telling_description,
    .more_options = shared_options,
    .arguments = rate_arguments,
    .examples = rate_examples,
    .exits = exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_worker_rate_limit,
};

}  // namespace megactl::cli::commands

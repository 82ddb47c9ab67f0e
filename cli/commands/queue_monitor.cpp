#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/queue_runs.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"

#include <array>
#include <string_view>

// What can be typed for monitors and deploy scripts: `queue check`.
namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 4> formats{"text", "json", "nagios", "prom"};

const std::array shared_options{patience_options, broker_options};

constexpr std::array options{
    Option{.name = "--max-waiting",
           .value = "Q=N",
           .summary = "fails where more than N messages wait in the queue Q",
           .is_repeatable = true},
    Option{.name = "--max-unacked", .value = "N", .summary = "fails where workers hold more than N messages in all"},
    Option{.name = "--need-consumer", .summary = "fails where messages wait in a queue and no worker takes from it"},
    Option{.name = "--unregistered",
           .summary = "fails where messages wait of a task that no worker and no source knows"},
};

constexpr std::array exits{
    ExitNote{0, "all is as it is asked to be"},
    ExitNote{1, "something is not; with `--format nagios` this is 2"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "nothing names a broker, or the embedded one that is named does not exist"},
    ExitNote{4, "the broker can't be reached, or refused; with `--format nagios` this is 3"},
};

constexpr std::array examples{
    Example{.summary = "before a rollout: does the new code know all that waits?",
            .command = "megactl queue check --unregistered"},
    Example{.summary = "for Nagios",
            .command = "megactl queue check --max-waiting email=1000 --need-consumer --format nagios"},
    Example{.summary = "for Prometheus' node exporter",
            .command = "megactl -q queue check --need-consumer --format prom > queues.prom"},
};

constexpr std::array keys{
    JsonKey{"status", "`ok`, `failed`, or `unknown` where the broker does not answer"},
    JsonKey{"troubles", "what is not as it is asked to be"},
    JsonKey{"troubles[].check", "`max-waiting`, `max-unacked`, `need-consumer` or `unregistered`"},
    JsonKey{"troubles[].queue", "the queue; null where it is of all"},
    JsonKey{"troubles[].message", "what is wrong with it"},
    JsonKey{"queues", "each queue, by name"},
    JsonKey{"queues[].queue", "its name"},
    JsonKey{"queues[].encoding", "`escaped` where the name is no UTF-8 and its odd bytes are written as `\\xHH`"},
    JsonKey{"queues[].waiting", "how many messages wait"},
    JsonKey{"queues[].unacked", "how many messages a worker holds"},
    JsonKey{"queues[].consumers", "how many workers take from it; null where that was not asked, or can't be told"},
    JsonKey{"error", "why the broker does not answer; else null"},
};

constexpr std::string_view description =
    R"(Tells in one line whether queues are as they should be, for monitors and deploy scripts. Without a condition it asks whether the
broker answers.

`--need-consumer` looks at every queue in which messages wait, and at those that `--max-waiting` names: a worker of megactl's or
Celery's must take from each. They are asked, and one that does not answer within `--timeout` counts for none. Of an
embedded queue nothing tells who takes from it.

`--unregistered` looks through all that waits. A task is known where a worker that answers has it, where megactl brings
it or megactl.toml names it, and where a Python file of the project has its name as a text, or its function in the module that the
name says.

`--format nagios` prints a plugin's line with its data, and ends with 0, 2 or 3; `--format prom` prints metrics in the text format of
Prometheus.)";

}  // namespace

const Command queue_check{
    .path = "queue check",
    .summary = "tells monitors whether queues are as they should be",
    .description = description,
    .options = options,
    .more_options = shared_options,
    .examples = examples,
    .exits = exits,
    .json_keys = keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_queue_check,
};

}  // namespace megactl::cli::commands

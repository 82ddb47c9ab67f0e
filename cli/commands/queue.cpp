#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/queue_runs.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"

#include <array>
#include <string_view>

namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 3> list_formats{"text", "json", "jsonl"};

const std::array shared_options{patience_options, broker_options};

constexpr std::array list_examples{
    Example{.summary = "every queue of the broker that the project names", .command = "megactl queue list"},
    Example{.summary = "how many clicks wait, for a script",
            .command = "megactl queue list --format jsonl | jq 'select(.queue == \"clicks\").waiting'"},
};

constexpr std::array list_exits{
    ExitNote{0, "the queues were listed; there may be none"},
    ExitNote{3, "nothing names a broker, or the embedded one that is named does not exist"},
    ExitNote{4, "the broker can't be reached, or refused"},
};

constexpr std::array list_keys{
    JsonKey{"queues", "each queue that holds something or that somebody declared, by name (`jsonl`: a line each)"},
    JsonKey{"queues[].queue", "its name"},
    JsonKey{"queues[].encoding", "`escaped` where the name is no UTF-8 and its odd bytes are written as `\\xHH`"},
    JsonKey{"queues[].waiting", "how many messages wait"},
    JsonKey{"queues[].unacked", "how many messages a worker holds"},
    JsonKey{"queues[].oldest", "when the next message was sent, where it tells; else null"},
    JsonKey{"queues[].consumers", "how many workers take from it, Celery's and megactl's; null where nothing can tell"},
};

constexpr std::string_view list_description =
    R"(Shows what waits, and how many workers take from each queue. `?` stands where nothing can tell: only a message that carries its
time has an age; workers are asked, megactl's and Celery's alike, and where one that listens does not answer in time, or the queue is
an embedded one, who takes from it is not known.

In a pipe each line has the queue, the waiting, the unacknowledged, the time of the oldest and the workers, separated by tabs.)";

}  // namespace

const Command queue_list{
    .path = "queue list",
    .summary = "lists the queues: what waits and what is held",
    .description = list_description,
    .more_options = shared_options,
    .examples = list_examples,
    .exits = list_exits,
    .json_keys = list_keys,
    .formats = list_formats,
    .reads_dot_env = true,
    .run = run_queue_list,
};

}  // namespace megactl::cli::commands

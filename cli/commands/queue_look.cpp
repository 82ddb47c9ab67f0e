#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/queue_filter.hpp"
#include "cli/commands/queue_runs.hpp"
#include "cli/commands/stores.hpp"

#include <array>
#include <string_view>

// What can be typed to look at messages that wait: `queue peek` and `queue top`.
namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 3> formats{"text", "json", "jsonl"};

const std::array shared_options{filter_options, broker_options};

constexpr std::array queue_argument{
    Argument{.name = "QUEUE", .summary = "the queue's name", .completion = Completion::queues}};

constexpr std::array peek_options{
    Option{.name = "--limit", .value = "N", .summary = "at most so many messages, 0 for all; by default 20"},
};

constexpr std::array top_options{
    Option{.name = "--by",
           .value = "TRAIT",
           .summary = "what is counted: `task`, `origin`, `eta` (to the minute), `retries`, `arg:NAME` or `arg:0`"},
};

constexpr std::array peek_exits{
    ExitNote{0, "the queue was looked at; nothing may wait in it"},
    ExitNote{1, "there is no such queue"},
    ExitNote{2, "the command line is wrong, a value is empty, or a file of ids holds none"},
    ExitNote{3, "nothing names a broker, or the embedded one that is named does not exist"},
    ExitNote{4, "the broker can't be reached, or refused"},
    ExitNote{130, "stopped by Ctrl-C (143: by SIGTERM); what was seen before is shown"},
};

constexpr std::array top_exits{
    ExitNote{0, "the queue was looked at; nothing may wait in it"},
    ExitNote{1, "there is no such queue"},
    ExitNote{2, "the command line is wrong, a value is empty, or a file of ids holds none"},
    ExitNote{3, "nothing names a broker, or the embedded one that is named does not exist"},
    ExitNote{4, "the broker can't be reached, or refused"},
};

constexpr std::array peek_examples{
    Example{.summary = "what is served next", .command = "megactl queue peek clicks --limit 3"},
    Example{.summary = "mail that was tried three times, for a script",
            .command = "megactl queue peek email --task 'emails.*' --retries 3 --limit 0 --format jsonl"},
};

constexpr std::array top_examples{
    Example{.summary = "which tasks fill a queue", .command = "megactl queue top celery"},
    Example{.summary = "which link is visited so often", .command = "megactl queue top clicks --by arg:0"},
};

constexpr std::array peek_keys{
    JsonKey{"messages", "what was chosen, the next to be served first (`jsonl`: a line each)"},
    JsonKey{"messages[].id", "the id of the task"},
    JsonKey{"messages[].task", "its name"},
    JsonKey{"messages[].encoding", "`escaped` where a name is no UTF-8 and its odd bytes are written as `\\xHH`"},
    JsonKey{"messages[].args",
            "the arguments, an array, with `NaN` and `Infinity` as texts; null where the message can't be read, as all "
            "below"},
    JsonKey{"messages[].kwargs", "the keyword arguments, an object"},
    JsonKey{"messages[].retries", "how often it was tried again"},
    JsonKey{"messages[].origin", "who sent it"},
    JsonKey{"messages[].eta", "when it is due; null for at once"},
    JsonKey{"messages[].error", "why the message can't be read, or why it is a dead letter; else null"},
};

constexpr std::array top_keys{
    JsonKey{"values", "each value that came, the most frequent first (`jsonl`: a line each)"},
    JsonKey{"values[].value", "its text; null for messages that have none"},
    JsonKey{"values[].encoding", "`escaped` where it is no UTF-8 and its odd bytes are written as `\\xHH`"},
    JsonKey{"values[].count", "how many messages have it"},
};

constexpr std::string_view peek_description =
    R"(Shows messages that wait in a queue, decoded, the one that is served next first. Nothing is taken. A message that can't be read is
shown with the reason.

A queue is read in pages of about a megabyte; what comes or goes meanwhile may be missed. In a pipe each line has id, task,
arguments, keyword arguments, retries, eta, origin and error, separated by tabs.)";

constexpr std::string_view top_description =
    R"(Counts the messages that wait in a queue by what they have in common. Nothing is taken. Of more than a hundred thousand different
values the later ones are only counted together.

In a pipe each line has the count and the value, separated by a tab.)";

}  // namespace

const Command queue_peek{
    .path = "queue peek",
    .summary = "shows messages that wait",
    .description = peek_description,
    .shared_description = filter_description,
    .options = peek_options,
    .more_options = shared_options,
    .arguments = queue_argument,
    .examples = peek_examples,
    .exits = peek_exits,
    .json_keys = peek_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_queue_peek,
};

const Command queue_top{
    .path = "queue top",
    .summary = "counts messages that wait, by task or another trait",
    .description = top_description,
    .shared_description = filter_description,
    .options = top_options,
    .more_options = shared_options,
    .arguments = queue_argument,
    .examples = top_examples,
    .exits = top_exits,
    .json_keys = top_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_queue_top,
};

}  // namespace megactl::cli::commands

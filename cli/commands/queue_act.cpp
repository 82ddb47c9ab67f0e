#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/queue_filter.hpp"
#include "cli/commands/queue_runs.hpp"
#include "cli/commands/stores.hpp"

#include <array>
#include <string_view>

// What can be typed to take messages out of queues and put them into some.
namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};

const std::array chosen_options{filter_options, broker_options};
const std::array plain_options{broker_options};

constexpr std::array queue_argument{
    Argument{.name = "QUEUE", .summary = "the queue's name", .completion = Completion::queues}};
constexpr std::array move_arguments{
    Argument{.name = "FROM",
             .summary = "the queue that they wait in; `megactl.dead` for dead letters",
             .completion = Completion::queues},
    Argument{.name = "TO", .summary = "the queue that they go to", .completion = Completion::queues},
};
constexpr std::array import_arguments{
    Argument{.name = "FILE", .summary = "what `queue purge` or `queue export` wrote", .completion = Completion::file},
};

constexpr std::array purge_options{
    Option{.name = "--save",
           .value = "FILE",
           .summary = "where they are saved first; by default `./megactl-purge-QUEUE-TIME.jsonl`",
           .completion = Completion::file},
    Option{.name = "--no-save", .summary = "removes them for good"},
    Option{.name = "--dry-run", .letter = 'n', .summary = "tells what would be removed, and changes nothing"},
};
constexpr std::array move_options{
    Option{.name = "--rate", .value = "N/s", .summary = "so many a second at most, as in `500/s`; also `/m` and `/h`"},
    Option{.name = "--dry-run", .letter = 'n', .summary = "tells what would be moved, and changes nothing"},
};
constexpr std::array import_options{
    Option{.name = "--dedup", .summary = "leaves out what waits there with the same id, or the same bytes"},
    Option{.name = "--dry-run", .letter = 'n', .summary = "tells what would be imported, and changes nothing"},
};

constexpr std::array purge_exits{
    ExitNote{0, "they were removed; there may have been none"},
    ExitNote{1, "there is no such queue, or the answer was no"},
    ExitNote{2, "the command line is wrong, or there is no terminal to ask and no `--yes`"},
    ExitNote{3, "the file is there already or can't be written; nothing names a broker, or an embedded one is missing"},
    ExitNote{4, "the broker can't be reached, or refused"},
    ExitNote{130, "stopped by Ctrl-C (143: by SIGTERM); what had been removed is in the file"},
};
constexpr std::array move_exits{
    ExitNote{0, "they were moved; there may have been none"},
    ExitNote{1, "there is no such queue"},
    ExitNote{2, "the command line is wrong, or both queues are one"},
    ExitNote{3, "nothing names a broker, or the embedded one that is named does not exist"},
    ExitNote{4, "the broker can't be reached, or refused"},
    ExitNote{130, "stopped by Ctrl-C (143: by SIGTERM); each message is in one queue alone"},
};
constexpr std::array export_exits{
    ExitNote{0, "they were written; there may have been none"},
    ExitNote{1, "there is no such queue"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "nothing names a broker, or the embedded one that is named does not exist"},
    ExitNote{4, "the broker can't be reached, or refused"},
    ExitNote{130, "stopped by Ctrl-C (143: by SIGTERM); every line that was written is whole"},
};
constexpr std::array import_exits{
    ExitNote{0, "they wait again, but for those that were skipped"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "the file can't be read, or a line of it is no message; nothing names a broker"},
    ExitNote{4, "the broker can't be reached, or refused: it may be full"},
    ExitNote{130, "stopped by Ctrl-C (143: by SIGTERM); the next import of the file goes on from there"},
};

constexpr std::array purge_examples{
    Example{.summary = "what would go", .command = "megactl queue purge celery --task 'reports.*' --dry-run"},
    Example{.summary = "clicks of one link, without a question",
            .command = "megactl queue purge clicks --kwarg link_id=4711 --yes"},
};
constexpr std::array move_examples{
    Example{.summary = "mail in a queue of its own, which its workers can bear",
            .command = "megactl queue move celery email --task 'emails.*' --rate 500/s"},
    Example{.summary = "dead letters, once their fault is mended", .command = "megactl queue move megactl.dead celery"},
};
constexpr std::array export_examples{
    Example{.summary = "a copy of what waits", .command = "megactl queue export clicks > clicks.jsonl"},
    Example{.summary = "the payloads, as Celery wrote them", .command = "megactl queue export celery | jq -r .payload"},
};
constexpr std::array import_examples{
    Example{.summary = "back again after a purge",
            .command = "megactl queue import megactl-purge-celery-20261130T020000Z.jsonl"},
    Example{.summary = "once more, without those that are back",
            .command = "megactl queue import clicks.jsonl --dedup"},
};

constexpr std::array purge_keys{
    JsonKey{"queue", "the queue's name"},
    JsonKey{"encoding", "`escaped` where the name is no UTF-8 and its odd bytes are written as `\\xHH`"},
    JsonKey{"removed", "how many messages went; with `--dry-run`, would go"},
    JsonKey{"unacked", "how many of the queue workers hold, which were not touched"},
    JsonKey{"file", "where they are saved; null where nothing was"},
    JsonKey{"dry_run", "whether nothing was changed because of `--dry-run`"},
};
constexpr std::array move_keys{
    JsonKey{"from", "the queue that they waited in"},
    JsonKey{"to", "the queue that they went to"},
    JsonKey{"encoding", "`escaped` where a name is no UTF-8 and its odd bytes are written as `\\xHH`"},
    JsonKey{"moved", "how many messages went; with `--dry-run`, would go"},
    JsonKey{"unacked", "how many of the queue workers hold, which were not touched"},
    JsonKey{"dry_run", "whether nothing was changed because of `--dry-run`"},
};
constexpr std::array import_keys{
    JsonKey{"imported", "how many messages were put into their queues; with `--dry-run`, would be"},
    JsonKey{"unsettled", "how many were skipped that a killed purge had saved and not removed"},
    JsonKey{"done", "how many were skipped that an earlier import of this file had published before it was ended"},
    JsonKey{"known", "how many were skipped by `--dedup`"},
    JsonKey{"torn", "whether the last line was torn, and skipped"},
    JsonKey{"dry_run", "whether nothing was changed because of `--dry-run`"},
};

constexpr std::string_view purge_description =
    R"(Removes messages that wait in a queue, and saves them first. `megactl queue import` puts them back from that file, which only its
owner can read and which never takes the place of another. The rest keeps its order; what workers hold is not touched, and how
much that is is said.

It goes page by page, each saved on the disk before it is removed, and may be killed at any moment: every message is either in its
queue or in the file. What was set aside at that moment is back within a few seconds, as soon as a worker of megactl or another of
these commands looks; run it again for the rest. Where the file then holds messages that had not been removed yet, the import
knows them. It works in a Redis that is full.

Where messages are chosen, those between them step aside until the last chosen one is gone, and workers take what stands behind
them meanwhile.)";

constexpr std::string_view move_description =
    R"(Moves messages that wait from one queue to the end of another, in their order, with their priorities. Each is changed to say that it
was sent there, so that Celery's retries and restores do not bring it back. What workers hold is not touched.

It may be killed at any moment: each message is in one queue alone. With `--rate` and a choice of messages, those that go are first
gathered in a queue called `megactl.moving.TO`. Where it was ended before all had left it, run the same command again, or move
that queue; every move to TO tells what lies there.

Of `megactl.dead` the messages go, without the reason that they were buried for.)";

constexpr std::string_view export_description =
    R"(Prints messages that wait in a queue, the one that is served next first, a line of JSON each, for `megactl queue import`. Nothing is
taken; what comes or goes meanwhile may be missed.

A line has `queue`, `priority` and `payload`, the message byte for byte; one that is no text stands there as base64, and
`payload_encoding` says so. `set` and `number` tell an import that was ended how far it had come.)";

constexpr std::string_view import_description =
    R"(Puts messages from a file back, each to the end of its own queue, with its priority, byte for byte and in their order.

Where the import is ended in its middle, the next one of the same file goes on behind what was published. What a killed purge had
saved and not yet removed is skipped, since it waits still. A torn last line is skipped, and said; any other line that is no
message is refused before anything is published, unless the file is a pipe.)";

}  // namespace

const Command queue_purge{
    .path = "queue purge",
    .summary = "removes messages that wait, and saves them",
    .description = purge_description,
    .shared_description = filter_description,
    .options = purge_options,
    .more_options = chosen_options,
    .arguments = queue_argument,
    .examples = purge_examples,
    .exits = purge_exits,
    .json_keys = purge_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_queue_purge,
};

const Command queue_move{
    .path = "queue move",
    .summary = "moves messages that wait to another queue",
    .description = move_description,
    .shared_description = filter_description,
    .options = move_options,
    .more_options = chosen_options,
    .arguments = move_arguments,
    .examples = move_examples,
    .exits = move_exits,
    .json_keys = move_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_queue_move,
};

const Command queue_export{
    .path = "queue export",
    .summary = "prints messages that wait, to be imported",
    .description = export_description,
    .shared_description = filter_description,
    .more_options = chosen_options,
    .arguments = queue_argument,
    .examples = export_examples,
    .exits = export_exits,
    .reads_dot_env = true,
    .run = run_queue_export,
};

const Command queue_import{
    .path = "queue import",
    .summary = "puts messages from a file into their queues",
    .description = import_description,
    .options = import_options,
    .more_options = plain_options,
    .arguments = import_arguments,
    .examples = import_examples,
    .exits = import_exits,
    .json_keys = import_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_queue_import,
};

}  // namespace megactl::cli::commands

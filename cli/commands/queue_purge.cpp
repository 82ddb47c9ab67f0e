#include "cli/commands/queue_runs.hpp"
#include "cli/commands/queue_work.hpp"
#include "cli/commands/save_file.hpp"
#include "cli/commands/stores.hpp"
#include "cli/progress.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/inspect/message_row.hpp"
#include "core/os/random.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <atomic>
#include <limits>
#include <utility>

namespace megactl::cli::commands {
namespace {

struct Purge {
    Meant meant;
    std::string file;  // `-` for standard output; empty: nothing is saved
    bool is_rehearsal = false;
};

// A queue's name may hold what no file's may.
std::string default_file(const std::string& queue, std::chrono::sys_seconds now) {
    std::string name;
    for (const char letter : queue)
        name += is_name_character(letter) || letter == '-' || letter == '.' ? letter : '_';
    return fmt::format("./megactl-purge-{}-{}.jsonl", name, compact_time(now));
}

Purge purge_typed(const Context& context, const Invocation& invocation) {
    const std::string queue = argument_typed(invocation);
    Purge purge{.meant = {queue, filter_typed(invocation), context.clock.now()},
                .file = invocation.value("--save").value_or(default_file(queue, context.clock.now())),
                .is_rehearsal = invocation.has("--dry-run")};
    if (invocation.has("--no-save")) {
        if (invocation.has("--save")) {
            throw Error(Error::Kind::usage, "`--save` and `--no-save` say the opposite: give one");
        }
        purge.file.clear();
    }
    if (purge.file == "-" && invocation.value("--format").value_or("text") == "json") {
        throw Error(Error::Kind::usage, "`--save -` and `--format json` both want standard output: give one");
    }
    return purge;
}

// False: the answer was no.
bool is_confirmed(Context& context, const Purge& purge, const Standing& standing) {
    if (context.says_yes) return true;
    const std::string fate =
        purge.file.empty() ? "and not saved" : fmt::format("and saved in {}", escape_controls(purge.file));
    if (context.terminal.can_ask()) {
        return context.terminal.confirm(
            fmt::format("{} will be removed, {}. Go on?", told(standing, purge.meant.queue), fate));
    }
    throw Error(Error::Kind::usage,
                fmt::format("{} would be removed, and there is no terminal to ask", told(standing, purge.meant.queue)))
        .help("`--yes` says that they may");
}

// Where rows go before their messages do.
class Savings {
public:
    Savings(Context& context, const std::string& file) : context_(context), is_printed_(file == "-") {
        if (!is_printed_ && !file.empty()) file_.emplace(file);
    }
    bool are_wanted() const { return is_printed_ || file_; }
    void append(const std::string& rows) {
        if (file_) file_->append(rows);
        if (is_printed_) context_.terminal.print(rows);
    }

private:
    Context& context_;
    bool is_printed_;
    std::optional<SaveFile> file_;
};

broker::ExtractionOrder order_of(const Purge& purge, const std::string& mark) {
    return {.queue = purge.meant.queue,
            .chooses = [&purge](const broker::Waiting& message) { return purge.meant.chooses(message); },
            .mark = mark};
}

// Takes out and saves, page by page, and counts. At every moment each message is in its queue, or in the file and
// marked as removed.
void remove(broker::Broker& broker, const Purge& purge, std::size_t wanted, Savings& savings,
            std::atomic<std::size_t>& removed, const std::stop_token& stop) {
    const std::string set = os::random_uuid();
    const std::string mark = savings.are_wanted() ? purge_mark(set) : "";
    const auto extraction = broker.extract(order_of(purge, mark));
    while (removed < wanted && !stop.stop_requested()) {
        const auto page = extraction->next(std::numeric_limits<std::size_t>::max());
        if (page.empty()) break;
        std::string rows;
        std::uint64_t number = removed;
        for (const broker::Waiting& message : page)
            rows += encode(inspect::MessageRow{purge.meant.queue, message.priority, message.payload, set, ++number});
        savings.append(rows);
        extraction->commit(number, {});
        removed = number;
    }
    extraction->close();
    if (!mark.empty()) broker.forget_mark(mark);
}

// Answers how many went, also where a signal came.
std::size_t carry_out(Context& context, const Invocation& invocation, broker::Broker& broker, const Purge& purge,
                      std::size_t wanted, Savings& savings, const std::stop_token& stop) {
    std::atomic<std::size_t> removed = 0;
    const ProgressLine progress(context.terminal, shows_progress(context, invocation), "removing", removed, wanted);
    try {
        remove(broker, purge, wanted, savings, removed, stop);
    } catch (const OutputClosed&) {
        // Of `--save -`: what could not be shown any more is in the queue.
    } catch (Error& error) {
        if (removed == 0) throw;
        std::move(error).seen(
            fmt::format("{} before{}", count_of(removed, "message was removed", "messages were removed"),
                        purge.file.empty()
                            ? ""
                            : fmt::format("; `megactl queue import {}` puts them back", escape_controls(purge.file))));
        throw;
    }
    return removed;
}

void print_removed(Context& context, const Invocation& invocation, const Purge& purge, const Standing& standing) {
    const bool is_saved = !purge.file.empty() && !purge.is_rehearsal && standing.chosen > 0;
    const std::string fate = is_saved ? fmt::format(", saved in {}", escape_controls(purge.file)) : "";
    const Deed deed{.verb = purge.is_rehearsal ? "would remove" : "removed",
                    .what = told(standing, purge.meant.queue) + fate,
                    .is_rehearsal = purge.is_rehearsal};
    if (invocation.value("--format").value_or("text") == "json") {
        JsonWriter json;
        json.begin_object().member("queue", purge.meant.queue);
        if (!is_utf8(purge.meant.queue)) json.member("encoding", "escaped");
        json.member("removed", std::uint64_t{standing.chosen}).member("unacked", standing.held).key("file");
        if (is_saved) {
            json.value(purge.file);
        } else {
            json.null();
        }
        return print_done(context, deed, std::move(json.member("dry_run", purge.is_rehearsal).end_object()).take());
    }
    if (purge.file != "-") {
        print_done(context, deed);
    } else if (!context.is_quiet) {
        context.terminal.tell(fmt::format("{}\n", deed.line()));
    }
}

}  // namespace

int run_queue_purge(Context& context, const Invocation& invocation) {
    const Purge purge = purge_typed(context, invocation);
    const NamedBroker named = named_broker(context, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    const auto broker = naming(named.origin, [&] { return named.source.open(); });
    auto standing = naming(named.origin, [&] {
        await_others(context, *broker, purge.meant.queue);
        return standing_of(context, *broker, purge.meant);
    });
    if (!standing) return 1;
    int signal = 0;
    if (standing->chosen > 0 && !purge.is_rehearsal) {
        if (!purge.file.empty() && purge.file != "-") SaveFile::expect_absent(purge.file);
        if (!is_confirmed(context, purge, *standing)) {
            context.terminal.tell("nothing was changed\n");
            return 1;
        }
        // Not before the question, which Ctrl-C ends.
        const os::StopSignals signals;
        Savings savings(context, purge.file);
        standing->chosen = naming(named.origin, [&] {
            return carry_out(context, invocation, *broker, purge, standing->chosen, savings, signals.token());
        });
        signal = signals.received();
    }
    print_removed(context, invocation, purge, *standing);
    tell_untouched(context, *standing);
    return signal == 0 ? 0 : 128 + signal;
}

}  // namespace megactl::cli::commands

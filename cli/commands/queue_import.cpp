#include "cli/commands/queue_runs.hpp"
#include "cli/commands/queue_work.hpp"
#include "cli/commands/row_file.hpp"
#include "cli/commands/stores.hpp"
#include "cli/progress.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using inspect::MessageRow;

// What one call to the broker publishes.
constexpr std::size_t most_rows = 500;
constexpr std::size_t most_bytes = 1U << 20;

// The rows by what becomes of them.
struct Counts {
    std::atomic<std::size_t> imported = 0;
    std::size_t unsettled = 0;  // a killed purge had not removed them
    std::size_t done = 0;       // an import that was ended had published them
    std::size_t known = 0;      // they wait already (--dedup)
};

// What waits in a queue: the ids, and the bytes of what has none.
class Waiters {
public:
    explicit Waiters(broker::Broker& broker) : broker_(broker) {}

    // False where the same waits already, or was added before.
    bool add(const std::string& queue, const std::string& payload) {
        auto [known, is_new] = names_.try_emplace(queue);
        if (is_new) {
            broker_.browse(queue, [&](const broker::Waiting& message) {
                known->second.insert(name_of(message.payload));
                return true;
            });
        }
        return known->second.insert(name_of(payload)).second;
    }

private:
    static std::string name_of(const std::string& payload) {
        const Read read = celery::decode(payload);
        const std::string& id = read ? read->id : read.error().id;
        return id.empty() ? payload : id;
    }

    broker::Broker& broker_;
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> names_;  // by queue
};

// Publishes rows in their order, a page in one transaction.
class Importer {
public:
    Importer(broker::Broker& broker, bool skips_known, bool is_rehearsal)
        : broker_(broker), skips_known_(skips_known), is_rehearsal_(is_rehearsal), waiters_(broker) {}

    void add(MessageRow row) {
        if (row.set != set_) enter(row.set);
        if (!row.set.empty()) {
            if (removed_ && row.number > *removed_) {
                ++counts_.unsettled;
                return;
            }
            if (row.number <= published_) {
                ++counts_.done;
                return;
            }
        }
        if (skips_known_ && !waiters_.add(row.queue, row.payload)) {
            ++counts_.known;
            return;
        }
        bytes_ += row.payload.size();
        last_ = row.number;
        page_.push_back({std::move(row.queue), std::move(row.payload), row.priority});
        if (page_.size() >= most_rows || bytes_ >= most_bytes) flush();
    }
    void end() {
        enter("");
        if (is_rehearsal_) return;
        // Whoever imports them once more means it.
        for (const std::string& set : sets_)
            broker_.forget_mark(import_mark(set));
    }
    void flush() {
        if (page_.empty()) return;
        if (!is_rehearsal_) {
            if (set_.empty()) {
                broker_.publish(page_);
            } else {
                broker_.publish_once(page_, {import_mark(set_), last_});
            }
        }
        counts_.imported += page_.size();
        page_.clear();
        bytes_ = 0;
    }
    Counts& counts() { return counts_; }
    // Does the next import know how far this one came?
    bool is_marked() const { return !sets_.empty(); }

private:
    void enter(const std::string& set) {
        flush();
        set_ = set;
        removed_.reset();
        published_ = 0;
        if (set.empty()) return;
        sets_.insert(set);
        removed_ = broker_.mark_of(purge_mark(set));
        published_ = broker_.mark_of(import_mark(set)).value_or(0);
    }

    broker::Broker& broker_;
    bool skips_known_;
    bool is_rehearsal_;
    Waiters waiters_;
    Counts counts_;
    std::set<std::string> sets_;
    std::string set_;                       // the rows' of the page
    std::optional<std::uint64_t> removed_;  // the last number of it that a killed purge had removed
    std::uint64_t published_ = 0;           // the last that an import published which was ended
    std::vector<broker::Outgoing> page_;
    std::size_t bytes_ = 0;
    std::uint64_t last_ = 0;
};

// Names the queues, and refuses a file that is not whole rows before anything is published.
std::pair<std::set<std::string>, RowFile::Tally> look_through(const RowFile& file, const std::stop_token& stop) {
    std::set<std::string> queues;
    const RowFile::Tally tally = file.read([&](const MessageRow& row) { queues.insert(row.queue); }, stop);
    return {std::move(queues), tally};
}

RowFile::Tally carry_out(const RowFile& file, Importer& importer, const std::stop_token& stop) {
    try {
        const RowFile::Tally tally = file.read([&](MessageRow row) { importer.add(std::move(row)); }, stop);
        if (tally.is_stopped) {
            importer.flush();  // the marks stay: the next import goes on behind them
        } else {
            importer.end();
        }
        return tally;
    } catch (Error& error) {
        if (const std::size_t imported = importer.counts().imported; imported > 0) {
            std::move(error).seen(
                fmt::format("{} before", count_of(imported, "message was imported", "messages were imported")));
        }
        throw;
    }
}

void tell_skipped(Context& context, const Counts& counts, bool is_torn) {
    if (context.is_quiet) return;
    const auto tell = [&](std::size_t count, std::string_view why) {
        if (count > 0)
            context.terminal.tell(fmt::format("skipped {}: {}\n", count_of(count, "message", "messages"), why));
    };
    tell(counts.unsettled, "the purge that saved them was ended before it removed them");
    tell(counts.done, "an import that was ended had published them");
    tell(counts.known, "the same wait already");
    if (is_torn) context.terminal.tell("skipped the last line: it is torn\n");
}

void print_imported(Context& context, const Invocation& invocation, const Counts& counts, bool is_torn) {
    const bool is_rehearsal = invocation.has("--dry-run");
    const Deed deed{.verb = is_rehearsal ? "would import" : "imported",
                    .what = count_of(counts.imported, "message", "messages"),
                    .is_rehearsal = is_rehearsal};
    if (invocation.value("--format").value_or("text") == "json") {
        JsonWriter json;
        json.begin_object().member("imported", std::uint64_t{counts.imported});
        json.member("unsettled", std::uint64_t{counts.unsettled}).member("done", std::uint64_t{counts.done});
        json.member("known", std::uint64_t{counts.known}).member("torn", is_torn).member("dry_run", is_rehearsal);
        return print_done(context, deed, std::move(json.end_object()).take());
    }
    print_done(context, deed);
}

}  // namespace

int run_queue_import(Context& context, const Invocation& invocation) {
    const RowFile file(argument_typed(invocation));
    const os::StopSignals signals;
    std::set<std::string> queues;
    RowFile::Tally before;
    if (file.can_be_read_twice()) std::tie(queues, before) = look_through(file, signals.token());
    const NamedBroker named = named_broker(context, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    return naming(named.origin, [&] {
        const auto broker = named.source.open();
        broker->ping();  // a file that holds nothing is no reason to be silent about a broker that is away
        for (const std::string& queue : queues) {
            await_others(context, *broker, queue, signals.token());
            broker->peek(queue, 1);  // refuses a key that is no queue before anything is published
        }
        Importer importer(*broker, invocation.has("--dedup"), invocation.has("--dry-run"));
        RowFile::Tally tally;
        {
            const ProgressLine progress(context.terminal, shows_progress(context, invocation) && before.rows > 0,
                                        "importing", importer.counts().imported, before.rows);
            tally = carry_out(file, importer, signals.token());
        }
        print_imported(context, invocation, importer.counts(), tally.is_torn);
        if (tally.is_stopped)
            context.terminal.tell(importer.is_marked()
                                      ? "stopped: the next import of the same rows goes on behind these\n"
                                      : "stopped: the rest was not read\n");
        tell_skipped(context, importer.counts(), tally.is_torn);
        const int signal = signals.received();
        return signal == 0 ? 0 : 128 + signal;
    });
}

}  // namespace megactl::cli::commands

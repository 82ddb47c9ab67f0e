#include "cli/commands/worker_run.hpp"

#include "cli/commands/stores.hpp"
#include "cli/commands/worker_tasks.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "cli/version.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/os/host.hpp"
#include "core/os/signals.hpp"
#include "core/os/supervisor.hpp"
#include "core/os/watchdog.hpp"
#include "core/tasks/tasks.hpp"
#include "core/worker/node_name.hpp"
#include "core/worker/strangers.hpp"
#include "core/worker/worker.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using worker::WorkerAccount;
using worker::WorkerOptions;

std::size_t threads_of(const Context& context) {
    constexpr std::int64_t most = 256;
    const auto said = context.settings.integer("worker.concurrency");
    if (!said) return std::max(1U, std::thread::hardware_concurrency());
    if (*said >= 1 && *said <= most) return static_cast<std::size_t>(*said);
    throw context.settings.wrong("worker.concurrency",
                                 fmt::format("a worker can't run {} tasks at once: 1 to {} are possible", *said, most));
}

worker::Unknown unknown_of(const Invocation& invocation) {
    const std::string word = invocation.value("--unknown").value_or("leave");
    if (word == "dead-letter") return worker::Unknown::dead_letter;
    return word == "reject" ? worker::Unknown::reject : worker::Unknown::leave;
}

std::vector<std::string> queues_of(const Context& context) {
    std::vector<std::string> queues;
    for (std::string& queue : context.settings.list("worker.queues")) {
        if (!queue.empty() && std::ranges::find(queues, queue) == queues.end()) queues.push_back(std::move(queue));
    }
    if (queues.empty()) throw Error(Error::Kind::input, "no queue is named to take from").help("`--queues clicks`");
    return queues;
}

WorkerOptions read_options(const Context& context, const Invocation& invocation) {
    WorkerOptions options;
    options.name = worker::node_name(invocation.value("--hostname").value_or(""), os::host_name());
    options.queues = queues_of(context);
    options.threads = threads_of(context);
    options.unknown = unknown_of(invocation);
    options.is_burst = invocation.has("--burst");
    options.grace = invocation.duration("--grace").value_or(options.grace);
    return options;
}

// A result backend whose failures say who named it, and not who named the broker.
class OwnedResults final : public broker::ResultBackend {
public:
    OwnedResults(std::unique_ptr<broker::ResultBackend> results, std::string origin)
        : results_(std::move(results)), origin_(std::move(origin)) {}

    void ping() override {
        naming(origin_, [&] { results_->ping(); });
    }
    void store(std::span<const celery::TaskResult> results) override {
        naming(origin_, [&] { results_->store(results); });
    }
    std::optional<celery::TaskResult> fetch(std::string_view id) override {
        return naming(origin_, [&] { return results_->fetch(id); });
    }
    bool replace(const celery::TaskResult& seen, const celery::TaskResult& by) override {
        return naming(origin_, [&] { return results_->replace(seen, by); });
    }
    void browse_failed(const std::function<bool(celery::TaskResult)>& look) override {
        naming(origin_, [&] { results_->browse_failed(look); });
    }
    celery::ChordSupport chords() const override { return results_->chords(); }
    std::optional<celery::ChordProgress> progress_of(std::string_view group) override {
        return naming(origin_, [&] { return results_->progress_of(group); });
    }
    void begin_chord(const celery::ChordSize& chord) override {
        naming(origin_, [&] { results_->begin_chord(chord); });
    }
    std::optional<celery::ChordEnd> count(const celery::ChordPart& part) override {
        return naming(origin_, [&] { return results_->count(part); });
    }
    void forget_chord(std::string_view group) override {
        naming(origin_, [&] { results_->forget_chord(group); });
    }

private:
    std::unique_ptr<broker::ResultBackend> results_;
    std::string origin_;
};

broker::ResultSource owned(const NamedResults& results) {
    return {results.source.name(), results.source.identity(),
            [results] { return std::make_unique<OwnedResults>(results.source.open(), results.origin); }};
}

tasks::TaskPlaces places_of(const NamedDatabase& database) {
    return {.open_links = [database] { return database.open(); },
            .open_database =
                [database] {
                    return std::make_unique<db::Database>(links::database_file(database.url, database.folder),
                                                          db::Access::write);
                },
            .now = worker::system_now};
}

// What this worker does not know would only be taken and given back, again and again.
void refuse_mostly_unknown(broker::Broker& broker, const WorkerOptions& options, const worker::TaskRegistry& registry) {
    for (const worker::UnknownShare& share : worker::unknown_shares(broker, options.queues, registry)) {
        if (2 * share.unknown <= share.looked_at) continue;
        std::vector<std::string> names;
        names.reserve(share.tasks.size());
        for (const std::string& name : share.tasks)
            names.push_back(fmt::format("`{}`", escape_controls(name)));
        std::vector<std::string> others;
        std::ranges::copy_if(options.queues, std::back_inserter(others),
                             [&](const std::string& queue) { return queue != share.queue; });
        const std::string elsewhere =
            fmt::format("leave that queue to others: `--queues {}`, or ", escape_controls(join(others, ",")));
        throw Error(Error::Kind::input,
                    fmt::format("{} of {} at the head of `{}` name tasks that this worker does not know", share.unknown,
                                count_of(share.looked_at, "message", "messages"), escape_controls(share.queue)))
            .seen(join_words(names))
            .help((others.empty() ? "" : elsewhere) +
                  "say what becomes of them: `--unknown leave`, `dead-letter` or `reject`");
    }
}

std::string account_text(const WorkerAccount& account, bool is_burst) {
    std::string text = fmt::format("{}: {} done", is_burst ? "finished" : "stopped", account.done);
    const auto add = [&](std::size_t count, std::string_view what) {
        if (count > 0) text += fmt::format(", {} {}", count, what);
    };
    add(account.failed, "failed");
    add(account.retried, "to retry");
    add(account.postponed, "put off while a service was away");
    add(account.expired, "expired");
    add(account.revoked, "revoked");
    add(account.buried, account.buried == 1 ? "dead letter" : "dead letters");
    if (account.given_back > 0) {
        text += fmt::format("; {} went back to {}", count_of(account.given_back, "message", "messages"),
                            account.given_back == 1 ? "its queue" : "their queues");
    }
    if (account.unfinished > 0) {
        text += fmt::format("; {} still ran when the grace was over", count_of(account.unfinished, "task", "tasks"));
    }
    if (account.unsettled > 0) {
        text += fmt::format("; {} ran and could not be acknowledged: they come again",
                            count_of(account.unsettled, "task", "tasks"));
    }
    return text + "\n";
}

// A script that drains the queues must know what it did not do: a task that failed, and one whose service stayed away.
int status_of_burst(const WorkerAccount& account) {
    if (account.failed > 0 || account.buried > 0) return 1;
    return account.postponed > 0 && account.given_back > 0 ? 4 : 0;
}

void tell(Context& context, const std::string& text) {
    if (!context.is_quiet) context.terminal.tell(text);
}

}  // namespace

int run_worker(Context& context, const Invocation& invocation) {
    const auto begin = std::chrono::steady_clock::now();
    WorkerOptions options = read_options(context, invocation);
    const NamedBroker broker = named_broker(context, Creation::allowed);
    const NamedResults results = named_results(context, broker, Creation::allowed);
    NamedDatabase database = named_database(context, Creation::allowed);
    database.may_create = false;  // in an empty one every click would be of no link, and so be dropped
    tell(context, fmt::format("worker {}\n", options.name));
    tell_whom(context, "broker", broker.source.name(), broker.origin);
    tell_whom(context, "results", results.source.name(), results.origin);
    tell_whom(context, "database", database.name, database.origin);

    const os::StopSignals signals;
    const worker::TaskRegistry registry = known_tasks(context, places_of(database));
    naming(broker.origin, [&] {
        const auto connection = broker.source.open();
        connection->ping();
        if (!invocation.has("--unknown")) refuse_mostly_unknown(*connection, options, registry);
    });
    naming(results.origin, [&] { results.source.open()->ping(); });

    const os::Supervisor supervisor(process_variable(context, "NOTIFY_SOCKET"));
    os::Watchdog watchdog(supervisor, process_variable(context, "WATCHDOG_USEC"),
                          process_variable(context, "WATCHDOG_PID"));
    options.on_round = [receiving = os::Watchdog::Party(watchdog)]() mutable { receiving.gets_on(); };
    if (const auto pace = watchdog.pace()) {
        options.longest_wait = std::min(options.longest_wait, *pace);
        options.poll = std::min(options.poll, *pace);
    }
    options.on_stopping = [&](std::size_t running) {
        supervisor.tell_stopping();
        if (running == 0) return;
        tell(context, fmt::format("stopping: {} running, up to {} (Ctrl-C again stops at once)\n",
                                  count_of(running, "task", "tasks"), format_duration(options.grace)));
    };
    tell(context, fmt::format("queues {} · {} · {}\n", escape_controls(join(options.queues, ", ")),
                              count_of(options.threads, "thread", "threads"),
                              count_of(registry.names().size(), "task", "tasks")));
    options.control = broker.control;
    options.version = version();
    options.told_settings = {{"broker_url", broker.source.name()},
                             {"result_backend", results.source.name()},
                             {"worker_concurrency", fmt::to_string(options.threads)}};
    worker::Worker crew(broker.source, owned(results), registry, options);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    tell(context, fmt::format("ready in {} ms{}\n", took.count(),
                              options.is_burst ? "" : "; Ctrl-C stops after running tasks, twice at once"));
    supervisor.tell_ready();
    const WorkerAccount account = naming(broker.origin, [&] { return crew.run(signals.token()); });
    const bool has_finished = options.is_burst && signals.received() == 0 && !account.is_shut_down;
    tell(context, account_text(account, has_finished));
    // A task that outlasted its grace can't be ended within this process; its message is back in its queue.
    if (account.unfinished > 0) ::_exit(0);
    return has_finished ? status_of_burst(account) : 0;
}

}  // namespace megactl::cli::commands

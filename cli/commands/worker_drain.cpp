#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"
#include "cli/commands/worker_runs.hpp"
#include "core/base/encoding.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/broker/drained_queues.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace megactl::cli::commands {
namespace {

using Clock = std::chrono::steady_clock;
using Queues = broker::DrainedQueues::Queues;

constexpr std::chrono::milliseconds usual_timeout = std::chrono::minutes(5);
constexpr std::chrono::milliseconds pause{500};  // between two looks
// A worker that was told to leave a queue may still be waiting there for a message, for a second at a time: only who
// was seen idle for longer is.
constexpr std::chrono::milliseconds quiet_time{2'500};

// What a worker still has to do.
struct Rest {
    std::string worker;
    std::string id;
    std::string task;
    std::string_view state;
};

std::map<std::string, Queues> queues_of(const broker::Answers& answers) {
    std::map<std::string, Queues> queues;
    for (const celery::ControlReply& reply : answers.replies) {
        if (auto names = celery::queues_in(reply)) queues.emplace(reply.node, *std::move(names));
    }
    return queues;
}

// One after the other, since each has its own queues.
void tell_each(const Asking& asking, const std::string& method, const std::string& worker, const Queues& queues,
               const os::StopSignals& signals) {
    for (const std::string& queue : queues) {
        ask(asking,
            {.method = method,
             .arguments = fmt::format(R"({{"queue": {}}})", json_quoted(queue)),
             .destination = {worker}},
            signals.token());
    }
}

void add_rest(std::vector<Rest>& rest, const broker::Answers& answers, std::string_view state) {
    for (const celery::ControlReply& reply : answers.replies) {
        const auto answer = JsonView::parse(reply.answer);
        if (!answer) continue;
        for (const JsonView& task : answer->elements()) {
            const std::string id = task.text_of("id");
            const bool is_known = std::ranges::find(rest, id, &Rest::id) != rest.end();
            if (!is_known) rest.push_back({reply.node, id, task.text_of("name"), state});
        }
    }
}

std::vector<Rest> rest_of(const Asking& asking, const std::vector<std::string>& workers,
                          const os::StopSignals& signals) {
    // In the order in which a worker takes a task on: one that begins meanwhile is seen there.
    const auto answers = naming(asking.origin, [&] {
        return broker::ask(
            asking.place,
            {.requests = {{.method = "reserved", .destination = workers}, {.method = "active", .destination = workers}},
             .patience = asking.patience},
            signals.token());
    });
    std::vector<Rest> rest;
    add_rest(rest, answers[1], "active");
    add_rest(rest, answers[0], "reserved");
    for (const std::string& node : answers[1].silent)
        rest.push_back({node, "", "", "silent"});
    return rest;
}

void say(Context& context, std::string_view line) {
    if (!context.is_quiet) context.terminal.tell(fmt::format("{}\n", line));
}

void say(Context& context, std::string_view verb, const std::string& worker, const Queues& queues) {
    say(context, fmt::format("{} {}: {}", verb, escape_controls(worker),
                             queues.empty() ? "no queue" : escape_controls(join(queues, ", "))));
}

void say_what_is_awaited(Context& context, const std::vector<Rest>& rest, std::chrono::milliseconds timeout) {
    if (rest.empty()) return;
    const auto tasks = std::ranges::count_if(rest, [](const Rest& one) { return !one.id.empty(); });
    const std::string what = tasks == 0 ? "who is silent" : count_of(static_cast<std::size_t>(tasks), "task", "tasks");
    say(context, fmt::format("waits for {}, up to {}", what, format_duration(timeout)));
}

// What is left at the end of the time, or when a stop is asked for; nothing once all are idle.
std::vector<Rest> wait_for_idleness(Context& context, const Asking& asking, const std::vector<std::string>& workers,
                                    std::chrono::milliseconds timeout, const os::StopSignals& signals) {
    os::Deadline busy = Clock::now();
    const os::Deadline deadline = busy + timeout;
    std::vector<Rest> rest = rest_of(asking, workers, signals);
    say_what_is_awaited(context, rest, timeout);
    while (true) {
        const os::Deadline now = Clock::now();
        if (!rest.empty()) busy = now;
        const bool is_over = rest.empty() ? now - busy >= quiet_time : now >= deadline;
        if (is_over || !os::wait_until(now + pause, signals.token())) return rest;
        rest = rest_of(asking, workers, signals);
    }
}

void print_rest(Context& context, const Invocation& invocation, const std::vector<Rest>& rest) {
    if (invocation.value("--format").value_or("text") == "json") {
        JsonWriter json;
        json.begin_object().key("remaining").begin_array();
        for (const Rest& task : rest) {
            json.begin_object().member("worker", task.worker).member("id", task.id).member("task", task.task);
            json.member("state", task.state).end_object();
        }
        context.terminal.print(std::move(json.end_array().end_object()).take());
        return;
    }
    Table table({{.title = "WORKER", .yields = 3},
                 {.title = "ID", .yields = 2},
                 {.title = "TASK", .yields = 1},
                 {.title = "STATE"}});
    for (const Rest& task : rest)
        table.add({Cell(task.worker).in(report::Ink::bold), Cell(task.id).in(report::Ink::dim), task.task,
                   std::string(task.state)});
    print(context.terminal, table);
}

int drain(Context& context, const Invocation& invocation, const Asking& asking) {
    const os::StopSignals signals;
    const std::chrono::milliseconds timeout = invocation.duration("--timeout").value_or(usual_timeout);
    const broker::Answers answers =
        ask(asking, {.method = "active_queues", .destination = asking.destination}, signals.token());
    const int missing = tell_missing(context, asking, answers);
    std::vector<std::string> workers;
    for (const auto& [worker, queues] : queues_of(answers)) {
        naming(asking.origin, [&] { broker::DrainedQueues(asking.place).add(worker, queues); });
        tell_each(asking, "cancel_consumer", worker, queues, signals);
        say(context, "drains", worker, queues);
        workers.push_back(worker);
    }
    std::vector<Rest> rest;
    if (!workers.empty()) rest = wait_for_idleness(context, asking, workers, timeout, signals);
    if (const int signal = signals.received(); signal != 0) {
        say(context, "the queues stay drained; `megactl worker drain --resume` ends it");
        return 128 + signal;
    }
    print_rest(context, invocation, rest);
    if (rest.empty()) {
        if (!workers.empty()) say(context, "nothing is left to do; `megactl worker drain --resume` ends it");
        return missing;
    }
    return tell_refusal(
        context, Error(Error::Kind::input, fmt::format("not everything was done within {}", format_duration(timeout)))
                     .help("`megactl worker drain` again goes on waiting; `--resume` ends it"));
}

void print_resumed(Context& context, const Invocation& invocation, const std::vector<std::string>& workers) {
    if (invocation.value("--format").value_or("text") != "json") return;
    JsonWriter json;
    json.begin_object().key("resumed").begin_array();
    for (const std::string& worker : workers)
        json.value(worker);
    context.terminal.print(std::move(json.end_array().end_object()).take());
}

// Of those that were drained, and are meant.
std::map<std::string, Queues> drained_of(const Asking& asking, broker::DrainedQueues& drained) {
    std::map<std::string, Queues> workers = naming(asking.origin, [&] { return drained.all(); });
    if (asking.destination.empty()) return workers;
    std::erase_if(workers, [&](const auto& entry) {
        return std::ranges::find(asking.destination, entry.first) == asking.destination.end();
    });
    return workers;
}

// A worker that has left takes from its queues by itself when it starts anew.
int resume(Context& context, const Invocation& invocation, const Asking& asking) {
    const os::StopSignals signals;
    broker::DrainedQueues drained(asking.place);
    const auto known = naming(asking.origin, [&] { return broker::nodes(asking.place); });
    std::vector<std::string> resumed;
    std::vector<std::string> silent;
    for (const auto& [worker, queues] : drained_of(asking, drained)) {
        const bool is_there =
            !ask(asking, {.method = "ping", .destination = {worker}}, signals.token()).replies.empty();
        if (!is_there && (known.contains(worker) || !asking.destination.empty())) {
            silent.push_back(worker);
            continue;
        }
        if (is_there) tell_each(asking, "add_consumer", worker, queues, signals);
        naming(asking.origin, [&] { drained.forget(worker, queues); });
        say(context, is_there ? "resumes" : "has left:", worker, queues);
        if (is_there) resumed.push_back(worker);
    }
    if (const int signal = signals.received(); signal != 0) return 128 + signal;
    print_resumed(context, invocation, resumed);
    if (silent.empty() && resumed.empty()) say(context, "no worker is written down as drained");
    return tell_missing(context, asking, {.replies = {}, .listeners = 1, .silent = silent, .missing = silent.size()});
}

}  // namespace

int run_worker_drain(Context& context, const Invocation& invocation) {
    if (invocation.has("--resume") && invocation.has("--timeout")) {
        throw Error(Error::Kind::usage, "`--resume` waits for nothing").help("leave out `--timeout`");
    }
    Asking asking = asking_typed(context, invocation);
    asking.patience = std::chrono::seconds(1);
    return invocation.has("--resume") ? resume(context, invocation, asking) : drain(context, invocation, asking);
}

}  // namespace megactl::cli::commands

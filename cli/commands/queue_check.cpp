#include "cli/commands/queue_filter.hpp"
#include "cli/commands/queue_health.hpp"
#include "cli/commands/queue_runs.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"
#include "core/base/text.hpp"
#include "core/broker/kombu_layout.hpp"
#include "core/project/task_names.hpp"
#include "core/tasks/tasks.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

constexpr int failed = 1;

std::uint64_t number_typed(std::string_view option, std::string_view typed, std::string_view text,
                           std::string_view example) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc() && end == text.data() + text.size()) return number;
    throw Error(Error::Kind::usage,
                fmt::format("`{} {}`: `{}` is no number", option, escape_controls(typed), escape_controls(text)))
        .help(fmt::format("as in `{}`", example));
}

std::pair<std::string, std::uint64_t> max_waiting_typed(const std::string& typed) {
    constexpr std::string_view example = "--max-waiting email=1000";
    const std::size_t sign = typed.rfind('=');
    if (sign == std::string::npos || sign == 0) {
        throw Error(Error::Kind::usage,
                    fmt::format("`--max-waiting {}`: it is not like `QUEUE=NUMBER`", escape_controls(typed)))
            .help(fmt::format("as in `{}`", example));
    }
    return {typed.substr(0, sign),
            number_typed("--max-waiting", typed, std::string_view(typed).substr(sign + 1), example)};
}

QueueLimits limits_typed(const Invocation& invocation) {
    QueueLimits limits{.needs_consumer = invocation.has("--need-consumer")};
    for (const std::string& typed : invocation.values("--max-waiting"))
        limits.waiting.push_back(max_waiting_typed(typed));
    if (const auto typed = invocation.value("--max-unacked")) {
        limits.unacked = number_typed("--max-unacked", *typed, *typed, "--max-unacked 500");
    }
    return limits;
}

struct Question {
    QueueLimits limits{};
    std::chrono::milliseconds patience{};
    bool wants_known_tasks = false;  // --unregistered
};

// How many messages of each task wait, by queue and task.
std::map<std::pair<std::string, std::string>, std::uint64_t> waiting_tasks(
    broker::Broker& broker, const std::vector<broker::QueueState>& queues) {
    std::map<std::pair<std::string, std::string>, std::uint64_t> counts;
    for (const broker::QueueState& state : queues) {
        if (state.waiting == 0 || state.name == broker::KombuLayout::dead_queue) continue;
        broker.browse(state.name, [&](const broker::Waiting& message) {
            const Read read = celery::decode(message.payload);
            const std::string& task = read ? read->task : read.error().task;
            if (!task.empty()) ++counts[{state.name, task}];
            return true;
        });
    }
    return counts;
}

// Those of the names that nobody here knows: no worker that answered, megactl itself neither, and no source.
project::TaskNames strange_ones(const Context& context, project::TaskNames names, const Registered& registered) {
    // Celery's own (`celery.backend_cleanup`) every worker of Celery's has, and older ones do not name them.
    std::erase_if(
        names, [&](const std::string& name) { return registered.tasks.contains(name) || name.starts_with("celery."); });
    for (const std::string& name : tasks::task_catalogue({}).names())
        names.erase(name);
    for (const config::OwnTask& task : context.tasks)
        names.erase(task.name);
    return project::unknown_tasks(project::DiskTree(context.project), std::move(names));
}

void add_unregistered(const Context& context, const NamedBroker& named, broker::Broker& broker,
                      const Question& question, QueueHealth& health) {
    const auto counts = waiting_tasks(broker, health.queues);
    const Registered registered = registered_with_workers(named.control, question.patience);
    project::TaskNames names;
    for (const auto& [place, count] : counts)
        names.insert(place.second);
    const project::TaskNames strange = strange_ones(context, std::move(names), registered);
    for (const auto& [place, count] : counts) {
        if (strange.contains(place.second)) health.unregistered.push_back({place.first, place.second, count});
    }
    health.silent = registered.silent;
}

QueueHealth health_of(const Context& context, const NamedBroker& named, const Question& question) {
    const auto& [limits, patience, wants_known_tasks] = question;
    const auto broker = named.source.open();
    QueueHealth health{.queues = broker->queues()};
    if (wants_known_tasks) add_unregistered(context, named, *broker, question, health);
    if (limits.needs_consumer) {
        health.consumers = consumers_of(named.control, patience);
        if (!health.consumers) {
            throw Error(Error::Kind::input, "nothing tells who takes from an embedded queue")
                .help("leave `--need-consumer` out");
        }
    }
    health.troubles = troubles_of(health, limits, patience);
    return health;
}

void print_line(Context& context, const QueueHealth& health) {
    const report::Palette& palette = context.terminal.out_palette();
    const std::string verdict =
        health.troubles.empty() ? palette.paint(report::Ink::done, "ok") : palette.paint(report::Ink::error, "failed");
    context.terminal.print(fmt::format("{}: {}\n", verdict, escape_controls(summary_of(health))));
}

// A monitor that can't hear what is wrong must not take silence for health.
int tell_outage(Context& context, std::string_view format, const Error& outage) {
    constexpr int nagios_unknown = 3;
    if (format == "nagios") {
        context.terminal.print(nagios_line_of_outage(outage.message()));
        return nagios_unknown;
    }
    if (format == "json") context.terminal.print(json_of_outage(outage.message()));
    if (format == "prom") context.terminal.print(metrics_of_outage());
    throw Error(outage);
}

}  // namespace

int run_queue_check(Context& context, const Invocation& invocation) {
    const Question question{limits_typed(invocation), patience_typed(invocation), invocation.has("--unregistered")};
    const std::string format = invocation.value("--format").value_or("text");
    const NamedBroker named = named_broker(context, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    QueueHealth health;
    try {
        health = naming(named.origin, [&] { return health_of(context, named, question); });
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::service) throw;
        return tell_outage(context, format, error);
    }
    const bool is_healthy = health.troubles.empty();
    if (format == "nagios") {
        constexpr int nagios_critical = 2;
        context.terminal.print(nagios_line(health, question.limits));
        return is_healthy ? 0 : nagios_critical;
    }
    if (format == "json") {
        context.terminal.print(json_of(health));
    } else if (format == "prom") {
        context.terminal.print(metrics_of(health));
    } else {
        print_line(context, health);
    }
    return is_healthy ? 0 : failed;
}

}  // namespace megactl::cli::commands

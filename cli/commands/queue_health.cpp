#include "cli/commands/queue_health.hpp"

#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/broker/kombu_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace megactl::cli::commands {
namespace {

constexpr std::string_view max_waiting = "max-waiting";
constexpr std::string_view max_unacked = "max-unacked";
constexpr std::string_view need_consumer = "need-consumer";
constexpr std::string_view unregistered = "unregistered";

constexpr auto queue_of_limit = &std::pair<std::string, std::uint64_t>::first;

// No worker is meant to take from these.
bool is_set_aside(std::string_view queue) {
    return queue == broker::KombuLayout::dead_queue || queue.starts_with("megactl.moving.");
}

const broker::QueueState* find(const QueueHealth& health, const std::string& queue) {
    const auto found = std::ranges::find(health.queues, queue, &broker::QueueState::name);
    return found == health.queues.end() ? nullptr : &*found;
}

void judge_waiting(const QueueHealth& health, const QueueLimits& limits, std::vector<QueueTrouble>& troubles) {
    for (const auto& [queue, most] : limits.waiting) {
        const std::string shown = escape_controls(queue);
        const broker::QueueState* state = find(health, queue);
        if (state == nullptr) {
            troubles.push_back({max_waiting, queue, fmt::format("there is no queue `{}`", shown)});
        } else if (state->waiting > most) {
            troubles.push_back({max_waiting, queue,
                                fmt::format("{} in `{}`, {} may",
                                            count_of(state->waiting, "message waits", "messages wait"), shown, most)});
        }
    }
}

void judge_consumers(const QueueHealth& health, const QueueLimits& limits, std::chrono::milliseconds patience,
                     std::vector<QueueTrouble>& troubles) {
    for (const broker::QueueState& state : health.queues) {
        const bool is_named = std::ranges::find(limits.waiting, state.name, queue_of_limit) != limits.waiting.end();
        if ((state.waiting == 0 && !is_named) || is_set_aside(state.name)) continue;
        if (health.consumers->of(state.name) > 0) continue;
        const std::size_t silent = health.consumers->silent;
        const std::string shown = escape_controls(state.name);
        std::string words = fmt::format("no worker takes from `{}`", shown);
        if (silent > 0) {
            words = fmt::format("no worker that answers takes from `{}`, and {} not answer within {}", shown,
                                count_of(silent, "does", "do"), format_duration(patience));
        }
        troubles.push_back({need_consumer, state.name, std::move(words)});
    }
}

void judge_tasks(const QueueHealth& health, std::vector<QueueTrouble>& troubles) {
    const std::string_view who =
        health.silent > 0 ? "no worker that answers and no source knows" : "no worker and no source knows";
    for (const WaitingTask& waiting : health.unregistered) {
        troubles.push_back(
            {unregistered, waiting.queue,
             fmt::format("{} `{}`, of which {} in `{}`", who, escape_controls(waiting.task),
                         count_of(waiting.count, "message waits", "messages wait"), escape_controls(waiting.queue))});
    }
}

// What Nagios reads as a label of its data.
std::string quoted_label(std::string_view name) {
    std::string label = escape_controls(name);
    std::ranges::replace(label, '=', '_');
    std::ranges::replace(label, '|', '_');
    return fmt::format("'{}'", replace_all(std::move(label), "'", "''"));
}

// A `|` would begin the data of a plugin's line.
std::string plugin_text(std::string_view text) {
    std::string line = escape_controls(text);
    std::ranges::replace(line, '|', '/');
    return line;
}

std::string metric_label(std::string_view value) {
    return replace_all(replace_all(escape_controls(value), "\\", "\\\\"), "\"", "\\\"");
}

std::string metric_head(std::string_view name, std::string_view help) {
    return fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
}

// A number of each queue.
template <class NumberOf>
std::string queue_metric(const QueueHealth& health, std::string_view name, std::string_view help, NumberOf number_of) {
    std::string text = metric_head(name, help);
    for (const broker::QueueState& state : health.queues)
        text += fmt::format("{}{{queue=\"{}\"}} {}\n", name, metric_label(state.name), number_of(state));
    return text;
}

std::string up_metric(bool is_up) {
    constexpr std::string_view name = "megactl_broker_up";
    return fmt::format("{}{} {}\n", metric_head(name, "Whether the broker answers."), name, is_up ? 1 : 0);
}

}  // namespace

std::uint64_t QueueHealth::waiting() const {
    std::uint64_t sum = 0;
    for (const broker::QueueState& state : queues)
        sum += state.waiting;
    return sum;
}

std::uint64_t QueueHealth::unacked() const {
    std::uint64_t sum = 0;
    for (const broker::QueueState& state : queues)
        sum += state.held;
    return sum;
}

std::vector<QueueTrouble> troubles_of(const QueueHealth& health, const QueueLimits& limits,
                                      std::chrono::milliseconds patience) {
    std::vector<QueueTrouble> troubles;
    judge_waiting(health, limits, troubles);
    if (limits.unacked && health.unacked() > *limits.unacked) {
        const std::string held = count_of(health.unacked(), "message is held", "messages are held");
        troubles.push_back({max_unacked, "", fmt::format("{}, {} may be", held, *limits.unacked)});
    }
    if (limits.needs_consumer && health.consumers) judge_consumers(health, limits, patience, troubles);
    judge_tasks(health, troubles);
    return troubles;
}

std::string summary_of(const QueueHealth& health) {
    if (health.troubles.empty()) {
        return fmt::format("{}, {}, {}", count_of(health.queues.size(), "queue", "queues"),
                           count_of(health.waiting(), "message waits", "messages wait"),
                           count_of(health.unacked(), "is held", "are held"));
    }
    std::vector<std::string> words;
    std::ranges::transform(health.troubles, std::back_inserter(words), &QueueTrouble::words);
    return join(words, "; ");
}

std::string json_of(const QueueHealth& health) {
    JsonWriter json;
    json.begin_object().member("status", health.troubles.empty() ? "ok" : "failed").key("troubles").begin_array();
    for (const QueueTrouble& trouble : health.troubles) {
        json.begin_object().member("check", trouble.check).member_or_null("queue", trouble.queue);
        json.member("message", trouble.words).end_object();
    }
    json.end_array().key("queues").begin_array();
    for (const broker::QueueState& state : health.queues) {
        json.begin_object().member("queue", state.name);
        if (!is_utf8(state.name)) json.member("encoding", "escaped");
        json.member("waiting", state.waiting).member("unacked", state.held).key("consumers");
        if (health.consumers && health.consumers->silent == 0) {
            json.value(std::uint64_t{health.consumers->of(state.name)});
        } else {
            json.null();
        }
        json.end_object();
    }
    json.end_array().key("error").null();
    return std::move(json.end_object()).take();
}

std::string json_of_outage(std::string_view reason) {
    JsonWriter json;
    json.begin_object().member("status", "unknown").key("troubles").begin_array().end_array();
    json.key("queues").begin_array().end_array().member("error", reason);
    return std::move(json.end_object()).take();
}

std::string nagios_line(const QueueHealth& health, const QueueLimits& limits) {
    std::string data;
    for (const broker::QueueState& state : health.queues) {
        const auto limit = std::ranges::find(limits.waiting, state.name, queue_of_limit);
        const std::string most = limit == limits.waiting.end() ? "" : std::to_string(limit->second);
        data += fmt::format(" {}={};;{};0", quoted_label(state.name), state.waiting, most);
    }
    const std::string most = limits.unacked ? std::to_string(*limits.unacked) : "";
    return fmt::format("QUEUES {} - {} |{} unacked={};;{};0\n", health.troubles.empty() ? "OK" : "CRITICAL",
                       plugin_text(summary_of(health)), data, health.unacked(), most);
}

std::string nagios_line_of_outage(std::string_view reason) {
    return fmt::format("QUEUES UNKNOWN - {}\n", plugin_text(reason));
}

std::string metrics_of(const QueueHealth& health) {
    std::string text = up_metric(true);
    text += queue_metric(health, "megactl_queue_waiting", "Messages that wait.",
                         [](const broker::QueueState& state) { return state.waiting; });
    text += queue_metric(health, "megactl_queue_unacked", "Messages that workers hold.",
                         [](const broker::QueueState& state) { return state.held; });
    if (health.consumers && health.consumers->silent == 0) {
        text += queue_metric(health, "megactl_queue_consumers", "Workers that take from the queue.",
                             [&](const broker::QueueState& state) { return health.consumers->of(state.name); });
    }
    constexpr std::string_view troubles = "megactl_queue_troubles";
    text += metric_head(troubles, "What is not as it is asked to be.");
    for (const std::string_view check : {max_waiting, max_unacked, need_consumer, unregistered})
        text += fmt::format("{}{{check=\"{}\"}} {}\n", troubles, check,
                            std::ranges::count(health.troubles, check, &QueueTrouble::check));
    return text;
}

std::string metrics_of_outage() {
    return up_metric(false);
}

}  // namespace megactl::cli::commands

#include "cli/commands/queue_workers.hpp"

#include "core/base/text.hpp"
#include "core/base/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using std::chrono::milliseconds;

// What became of each request. Where nobody can be asked, nobody listens.
std::vector<broker::Answers> ask(const std::optional<broker::ControlPlace>& control,
                                 std::vector<celery::ControlRequest> requests, milliseconds patience,
                                 const std::stop_token& stop) {
    if (!control) return std::vector<broker::Answers>(requests.size());
    return broker::ask(*control, {.requests = std::move(requests), .patience = patience}, stop);
}

// Shows what each worker says, as `read` has it; how many listen and said nothing of the kind.
template <class ReadReply, class Take>
std::size_t read_replies(const broker::Answers& answers, ReadReply read, Take take) {
    std::size_t answered = 0;
    for (const celery::ControlReply& reply : answers.replies) {
        const auto said = read(reply);
        if (!said) continue;
        ++answered;
        take(reply.node, *said);
    }
    return answers.listeners - std::min<std::size_t>(answered, answers.listeners);
}

}  // namespace

std::size_t Consumers::of(std::string_view queue) const {
    const auto known = counts.find(queue);
    return known == counts.end() ? 0 : known->second;
}

std::optional<Consumers> consumers_of(const std::optional<broker::ControlPlace>& control, milliseconds patience,
                                      const std::stop_token& stop) {
    if (!control) return std::nullopt;
    Consumers consumers;
    const broker::Answers answers = ask(control, {{.method = "active_queues"}}, patience, stop).front();
    consumers.silent = read_replies(answers, celery::queues_in, [&](const auto&, const auto& queues) {
        for (const std::string& queue : queues)
            ++consumers.counts[queue];
    });
    return consumers;
}

Reported reported_by_workers(const std::optional<broker::ControlPlace>& control, milliseconds patience,
                             const std::stop_token& stop) {
    Reported reported;
    // In the order in which a worker takes a task on: one that goes a step further meanwhile is seen there.
    for (const broker::Answers& answers :
         ask(control, {{.method = "scheduled"}, {.method = "reserved"}, {.method = "active"}}, patience, stop)) {
        const std::size_t silent = read_replies(answers, celery::ids_in, [&](const auto& node, const auto& ids) {
            for (const std::string& id : ids)
                reported.nodes[id] = node;
        });
        reported.silent = std::max(reported.silent, silent);
    }
    return reported;
}

Registered registered_with_workers(const std::optional<broker::ControlPlace>& control, milliseconds patience,
                                   const std::stop_token& stop) {
    Registered registered;
    const broker::Answers answers =
        ask(control, {{.method = "registered", .arguments = R"({"builtins": true})"}}, patience, stop).front();
    registered.silent = read_replies(answers, celery::tasks_in, [&](const auto&, const auto& tasks) {
        registered.tasks.insert(tasks.begin(), tasks.end());
    });
    return registered;
}

void tell_silent(Context& context, std::size_t silent, milliseconds patience, std::string_view open) {
    if (silent == 0 || context.is_quiet) return;
    context.terminal.tell(fmt::format("{} not answer within {}: {}\n",
                                      count_of(silent, "worker that listens does", "workers that listen do"),
                                      format_duration(patience), open));
}

}  // namespace megactl::cli::commands

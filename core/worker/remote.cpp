#include "core/worker/remote.hpp"

#include "core/base/encoding.hpp"
#include "core/base/text.hpp"
#include "core/log/log.hpp"
#include "core/worker/rate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

namespace megactl::worker {
namespace {

constexpr std::int64_t most_threads = 256;

// A number, or a text that is one: Celery's own commands send what was typed.
std::optional<std::int64_t> number_in(const JsonView& arguments, std::string_view name) {
    const auto member = arguments.member(name);
    if (!member) return std::nullopt;
    if (const auto text = member->text()) {
        std::int64_t number = 0;
        const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
        return failure == std::errc() && end == text->data() + text->size() ? std::optional(number) : std::nullopt;
    }
    return member->integer();
}

// One id, or a list of them.
std::vector<std::string> ids_in(const JsonView& arguments) {
    std::vector<std::string> ids;
    const auto member = arguments.member("task_id");
    if (!member) return ids;
    if (auto id = member->text()) ids.push_back(*std::move(id));
    for (const JsonView& element : member->elements()) {
        if (auto id = element.text()) ids.push_back(*std::move(id));
    }
    return ids;
}

// Those of the ids whose tasks are among these.
std::vector<std::string> ids_among(const std::vector<celery::TaskInfo>& tasks, const std::vector<std::string>& ids) {
    std::vector<std::string> found;
    for (const celery::TaskInfo& task : tasks) {
        if (std::ranges::find(ids, task.message.id) != ids.end()) found.push_back(task.message.id);
    }
    return found;
}

std::string lacks(std::string_view argument) {
    return error_answer(fmt::format("the argument `{}` is missing", argument));
}

}  // namespace

std::string ok_answer(std::string_view text) {
    return fmt::format(R"({{"ok": {}}})", json_quoted(text));
}

std::string error_answer(std::string_view text) {
    return fmt::format(R"({{"error": {}}})", json_quoted(text));
}

Remote::Remote(const WorkerOptions& options, const TaskRegistry& registry, const Held& held, const Running& running,
               Controls& controls, Pool& pool)
    : options_(options), registry_(registry), held_(held), running_(running), controls_(controls), pool_(pool) {}

// The second name of some is what Celery called them once.
Remote::Answer Remote::answer_to(std::string_view method) {
    static constexpr std::array<std::pair<std::string_view, Answer>, 27> answers{{
        {"active", &Remote::active},
        {"active_queues", &Remote::active_queues},
        {"add_consumer", &Remote::add_consumer},
        {"cancel_consumer", &Remote::cancel_consumer},
        {"clock", &Remote::clock},
        {"conf", &Remote::conf},
        {"dump_active", &Remote::active},
        {"dump_conf", &Remote::conf},
        {"dump_reserved", &Remote::reserved},
        {"dump_revoked", &Remote::revoked},
        {"dump_schedule", &Remote::scheduled},
        {"dump_tasks", &Remote::registered},
        {"heartbeat", &Remote::heartbeat},
        {"hello", &Remote::hello},
        {"ping", &Remote::ping},
        {"pool_grow", &Remote::pool_grow},
        {"pool_shrink", &Remote::pool_shrink},
        {"query_task", &Remote::query_task},
        {"rate_limit", &Remote::rate_limit},
        {"registered", &Remote::registered},
        {"report", &Remote::report},
        {"reserved", &Remote::reserved},
        {"revoke", &Remote::revoke},
        {"revoked", &Remote::revoked},
        {"scheduled", &Remote::scheduled},
        {"shutdown", &Remote::shutdown},
        {"stats", &Remote::stats},
    }};
    const auto* const found = std::ranges::find(answers, method, &std::pair<std::string_view, Answer>::first);
    return found == answers.end() ? nullptr : found->second;
}

std::optional<std::string> Remote::answer(const celery::ControlRequest& request) {
    const Answer method = answer_to(request.method);
    // The words of Celery's own workers, by which others may know them.
    if (method == nullptr) return error_answer(fmt::format("KeyError('{}')", request.method));
    const auto arguments = JsonView::parse(request.arguments);
    if (!arguments) return error_answer(fmt::format("its arguments are no JSON: {}", arguments.error().reason));
    return (this->*method)(*arguments);
}

void Remote::saw_clock(std::int64_t clock) {
    constexpr std::int64_t most = std::int64_t{1} << 62;  // whatever anybody claims
    clock_ = std::max(clock_, std::clamp<std::int64_t>(clock, 0, most)) + 1;
}

std::optional<std::string> Remote::add_consumer(const JsonView& arguments) {
    const std::string queue = arguments.text_of("queue");
    if (queue.empty()) return lacks("queue");
    controls_.queues.add(queue);
    log::event(log::Level::info, "worker", "told to take from a queue", {{"queue", queue}});
    return ok_answer(fmt::format("add consumer {}", queue));
}

std::optional<std::string> Remote::cancel_consumer(const JsonView& arguments) {
    const std::string queue = arguments.text_of("queue");
    if (queue.empty()) return lacks("queue");
    controls_.queues.cancel(queue);
    log::event(log::Level::info, "worker", "told to take no more from a queue", {{"queue", queue}});
    return ok_answer(fmt::format("no longer consuming from {}", queue));
}

// Every monitor asks for one when it starts.
std::optional<std::string> Remote::heartbeat(const JsonView& /*arguments*/) {
    wants_heartbeat_ = true;
    return "null";
}

std::optional<std::string> Remote::pool_grow(const JsonView& arguments) {
    return resize_pool(arguments, true);
}

std::optional<std::string> Remote::pool_shrink(const JsonView& arguments) {
    return resize_pool(arguments, false);
}

std::string Remote::resize_pool(const JsonView& arguments, bool grows) {
    const std::int64_t by = arguments.member("n") ? number_in(arguments, "n").value_or(0) : 1;
    if (by < 1 || by > most_threads) return error_answer(fmt::format("`n` is a number from 1 to {}", most_threads));
    const auto size = static_cast<std::int64_t>(pool_.size()) + (grows ? by : -by);
    if (size < 1 || size > most_threads) {
        return error_answer(fmt::format("it runs {} at once: 1 to {} are possible", pool_.size(), most_threads));
    }
    pool_.resize(static_cast<std::size_t>(size));
    log::event(log::Level::info, "worker", "told how many tasks may run at once", {{"threads", size}});
    return ok_answer(grows ? "pool will grow" : "pool will shrink");
}

std::optional<std::string> Remote::rate_limit(const JsonView& arguments) {
    const std::string task = arguments.text_of("task_name");
    const auto said = arguments.member("rate_limit");
    if (!said) return lacks("rate_limit");
    const auto pace = read_rate(*said);
    if (!pace) return error_answer(fmt::format("Invalid rate limit string: {}", pace.error().reason));
    const Handler* handler = registry_.find(task);
    if (handler == nullptr) return error_answer("unknown task");
    controls_.turns.set_pace(*handler, *pace);
    log::event(log::Level::info, "worker", "told a rate limit", {{"task", task}, {"rate", said->raw()}});
    return ok_answer(*pace ? "new rate limit set successfully" : "rate limit disabled successfully");
}

std::optional<std::string> Remote::revoke(const JsonView& arguments) {
    const std::vector<std::string> ids = ids_in(arguments);
    if (ids.empty()) return lacks("task_id");
    for (const std::string& id : ids)
        controls_.revoked.add(id, std::chrono::steady_clock::now());
    log::event(log::Level::info, "worker", "told not to run tasks", {{"ids", join(ids, ",")}});
    const auto terminate = arguments.member("terminate");
    if (terminate && terminate->boolean().value_or(false)) return terminate_none(ids);
    return ok_answer(fmt::format("tasks {} flagged as revoked", join(ids, ", ")));
}

// What waits here will not begin, which is as good.
std::string Remote::terminate_none(const std::vector<std::string>& ids) const {
    if (const auto running = ids_among(running_.tasks(), ids); !running.empty()) {
        return error_answer(fmt::format("it terminates no task that runs: {}", join(running, ", ")));
    }
    const Waiting here = waiting();
    std::vector<std::string> dropped = ids_among(here.reserved, ids);
    std::ranges::move(ids_among(here.scheduled, ids), std::back_inserter(dropped));
    return ok_answer(fmt::format("terminate: {}", dropped.empty() ? "tasks unknown" : join(dropped, ", ")));
}

// Celery's worker gives no answer either: it ends.
// NOLINTNEXTLINE(readability-make-member-function-const): of the type that all answers have
std::optional<std::string> Remote::shutdown(const JsonView& /*arguments*/) {
    log::event(log::Level::warning, "worker", "told to shut down");
    controls_.shutdown.request_stop();
    return std::nullopt;
}

}  // namespace megactl::worker

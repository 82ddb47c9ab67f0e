#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/log/log.hpp"
#include "core/os/child.hpp"
#include "core/tasks/call.hpp"
#include "core/tasks/own_tasks.hpp"

#include <fmt/format.h>

#include <cstring>
#include <utility>

namespace megactl::tasks {
namespace {

constexpr int asks_for_retry = 75;  // EX_TEMPFAIL of sysexits.h

std::string last_words(const os::ChildEnd& end, std::string otherwise) {
    const std::string_view said = trim(end.errors);
    return said.empty() ? std::move(otherwise) : std::string(said);
}

worker::Outcome outcome_of(const os::ChildEnd& end, const os::ChildLimits& limits) {
    if (end.was_ended) {
        return worker::Failed{.reason = fmt::format("it still ran after {}", format_duration(*limits.hard)),
                              .exception = "TimeLimitExceeded",
                              .module = "billiard.exceptions"};
    }
    if (end.signal == 0 && end.status == 0) return worker::Succeeded{.value = result_text(end.output)};
    if (end.was_asked) {
        return worker::Failed{.reason = fmt::format("it still ran after {}", format_duration(*limits.soft)),
                              .exception = "SoftTimeLimitExceeded",
                              .module = "billiard.exceptions"};
    }
    if (end.signal != 0) {
        const char* name = ::sigabbrev_np(end.signal);
        return worker::Failed{.reason =
                                  last_words(end, fmt::format("signal {}{} ended it", name == nullptr ? "" : "SIG",
                                                              name == nullptr ? fmt::to_string(end.signal) : name))};
    }
    if (end.status == asks_for_retry) return worker::Retried{.reason = last_words(end, "it asks to be tried again")};
    return worker::Failed{.reason = last_words(end, fmt::format("it ended with status {}", end.status))};
}

worker::Outcome run(const ProgramTask& task, const celery::Message& message) {
    const os::ChildLimits limits{.soft = time_limit(message.soft_time_limit, task.limits.soft),
                                 .hard = time_limit(message.time_limit, task.limits.hard)};
    const auto end = os::run_child(task.command, call_document(message), limits);
    // A program that isn't there, or not yet, may come with the next deployment: the message is worth another try.
    if (!end) return worker::Retried{.reason = fmt::format("can't run `{}`: {}", task.command[0], end.error().reason)};
    if (end->is_output_cut) {
        log::event(log::Level::warning, "tasks", "its output was cut",
                   {{"task", message.task}, {"id", message.id}, {"kept", format_size(Bytes{limits.output})}});
    }
    return outcome_of(*end, limits);
}

}  // namespace

worker::Handler run_program(ProgramTask task) {
    return {.run =
                worker::each([task = std::move(task)](const celery::Message& message) { return run(task, message); })};
}

}  // namespace megactl::tasks

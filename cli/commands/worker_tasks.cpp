#include "cli/commands/worker_tasks.hpp"

#include "cli/commands/worker_mails.hpp"
#include "cli/context.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/process.hpp"
#include "core/tasks/own_tasks.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace megactl::cli::commands {
namespace {

using config::OwnTask;
using std::chrono::milliseconds;

std::int64_t most_retries(const Context& context) {
    const std::int64_t most = context.settings.integer("worker.max_retries").value_or(worker::RetryPolicy{}.most);
    if (most >= 0) return most;
    throw context.settings.wrong("worker.max_retries", fmt::format("a task can't be tried again {} times", most));
}

Error unusable(const OwnTask& task, std::string_view key, const std::string& what, std::string label) {
    return Error(Error::Kind::input, fmt::format("the task `{}` can't run: {}", escape_controls(task.name), what))
        .at(*task.settings.find(key)->origin.place, std::move(label));
}

std::optional<milliseconds> limit(const OwnTask& task, std::string_view key) {
    if (!task.settings.is_said(key)) return std::nullopt;
    return task.settings.duration(key);
}

worker::Handler program_of(const OwnTask& task) {
    const std::vector<std::string> command = task.settings.list("task.command");
    if (!os::is_program(command.front())) {
        throw unusable(task, "task.command", fmt::format("there is no program `{}`", escape_controls(command.front())),
                       "not there, or not executable")
            .help("a name without a slash is looked up in PATH, a relative path from the worker's folder");
    }
    return tasks::run_program(
        {.command = command,
         .limits = {.soft = limit(task, "task.soft_time_limit"), .hard = limit(task, "task.time_limit")}});
}

worker::Handler webhook_of(const OwnTask& task) {
    const std::string secret_file = task.settings.text("task.secret_file");
    if (!secret_file.empty()) {
        const auto secret = tasks::webhook_secret(secret_file);
        if (!secret) throw unusable(task, "task.secret_file", secret.error().reason, "the key that signs");
    }
    try {
        return tasks::call_webhook({.url = task.settings.text("task.url"),
                                    .secret_file = secret_file,
                                    .limit = limit(task, "task.time_limit")});
    } catch (const Error& error) {
        throw Error(error).at(*task.settings.find("task.url")->origin.place, "who calls it has to be there");
    }
}

worker::Handler handler_of(const OwnTask& task, const tasks::TaskPlaces& places, MailTasks& mails) {
    const std::string handler = task.settings.text("task.handler");
    if (handler == "exec") return program_of(task);
    if (handler == "webhook") return webhook_of(task);
    if (handler == "email") return mails.own_letter(task);
    return handler == "click" ? tasks::record_link_click(places) : tasks::cleanup_expired_tokens(places);
}

}  // namespace

worker::TaskRegistry known_tasks(Context& context, const tasks::TaskPlaces& places) {
    worker::TaskRegistry registry = tasks::task_catalogue(places, most_retries(context));
    MailTasks mails(context, places);
    mails.add_site_letters(registry, most_retries(context));
    for (const OwnTask& task : context.tasks) {
        worker::Handler handler = handler_of(task, places, mails);
        if (task.settings.is_said("task.acks_late")) {
            handler.acknowledges_late = task.settings.boolean("task.acks_late");
        }
        handler.retries.most = task.settings.integer("task.max_retries").value_or(handler.retries.most);
        handler.retries.backs_off = task.settings.boolean("task.retry_backoff");
        handler.retries.delay = task.settings.duration("task.retry_delay");
        handler.pace = config::pace_of(task);
        registry.add(task.name, std::move(handler));
    }
    return registry;
}

}  // namespace megactl::cli::commands

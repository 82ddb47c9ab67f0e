#pragma once

#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/base/json.hpp"
#include "core/celery/task_result.hpp"

#include <string_view>

// What the verbs of `task` share. Each run_… carries out the command of its name.
namespace megactl::cli::commands {

int run_task_send(Context& context, const Invocation& invocation);
int run_task_show(Context& context, const Invocation& invocation);
int run_task_revoke(Context& context, const Invocation& invocation);
int run_task_failed(Context& context, const Invocation& invocation);
int run_task_retry(Context& context, const Invocation& invocation);

// Into an object that is open, the keys that everything has which `task show` can tell of. `queue` and `error` are
// those of a message.
void write_standing(JsonWriter& json, const celery::TaskResult& result, std::string_view state,
                    std::string_view queue = {}, std::string_view error = {});

// How a task stands, as `--format` wants it: what a result backend keeps.
void print_result(Context& context, const Invocation& invocation, const celery::TaskResult& result);

}  // namespace megactl::cli::commands

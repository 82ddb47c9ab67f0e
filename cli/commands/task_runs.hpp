#pragma once

#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/celery/task_result.hpp"

// What the verbs of `task` share. Each run_… carries out the command of its name.
namespace megactl::cli::commands {

int run_task_send(Context& context, const Invocation& invocation);
int run_task_show(Context& context, const Invocation& invocation);
int run_task_revoke(Context& context, const Invocation& invocation);
int run_task_failed(Context& context, const Invocation& invocation);
int run_task_retry(Context& context, const Invocation& invocation);

// How a task stands, as `--format` wants it: what a result backend keeps.
void print_result(Context& context, const Invocation& invocation, const celery::TaskResult& result);

}  // namespace megactl::cli::commands

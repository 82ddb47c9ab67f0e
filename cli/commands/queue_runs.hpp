#pragma once

namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

// Each carries out the command of its name; what can be typed stands in queue.cpp, queue_look.cpp, queue_act.cpp,
// queue_tend.cpp and queue_monitor.cpp.
int run_queue_list(Context& context, const Invocation& invocation);
int run_queue_peek(Context& context, const Invocation& invocation);
int run_queue_top(Context& context, const Invocation& invocation);
int run_queue_purge(Context& context, const Invocation& invocation);
int run_queue_move(Context& context, const Invocation& invocation);
int run_queue_export(Context& context, const Invocation& invocation);
int run_queue_import(Context& context, const Invocation& invocation);
int run_queue_unacked(Context& context, const Invocation& invocation);
int run_queue_restore(Context& context, const Invocation& invocation);
int run_queue_check(Context& context, const Invocation& invocation);

}  // namespace commands

}  // namespace megactl::cli

#pragma once

namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

// Each carries out the command of its name; what can be typed stands in worker_ask.cpp and worker_tell.cpp.
int run_worker_ping(Context& context, const Invocation& invocation);
int run_worker_list(Context& context, const Invocation& invocation);
int run_worker_stats(Context& context, const Invocation& invocation);
int run_worker_active(Context& context, const Invocation& invocation);
int run_worker_reserved(Context& context, const Invocation& invocation);
int run_worker_scheduled(Context& context, const Invocation& invocation);
int run_worker_registered(Context& context, const Invocation& invocation);
int run_worker_revoked(Context& context, const Invocation& invocation);
int run_worker_queues(Context& context, const Invocation& invocation);
int run_worker_shutdown(Context& context, const Invocation& invocation);
int run_worker_pool(Context& context, const Invocation& invocation);
int run_worker_consumer(Context& context, const Invocation& invocation);
int run_worker_drain(Context& context, const Invocation& invocation);
int run_worker_rate_limit(Context& context, const Invocation& invocation);

}  // namespace commands

}  // namespace megactl::cli

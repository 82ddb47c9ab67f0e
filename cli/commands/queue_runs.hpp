#pragma once

namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

// `megactl queue list`; what can be typed stands in queue.cpp.
int run_queue_list(Context& context, const Invocation& invocation);

}  // namespace commands

}  // namespace megactl::cli

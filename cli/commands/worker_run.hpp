#pragma once

namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

// `megactl worker run`; what can be typed stands in worker.cpp.
int run_worker(Context& context, const Invocation& invocation);

}  // namespace commands

}  // namespace megactl::cli

#pragma once

namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

// `megactl wait`; what can be typed stands in wait.cpp.
int run_wait(Context& context, const Invocation& invocation);

}  // namespace commands

}  // namespace megactl::cli

#pragma once

namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

// `megactl static collect`; what can be typed stands in static.cpp.
int run_static_collect(Context& context, const Invocation& invocation);

}  // namespace commands

}  // namespace megactl::cli

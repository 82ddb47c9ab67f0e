#pragma once

namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

// `megactl static find` and `static list`; what can be typed stands in static.cpp.
int run_static_find(Context& context, const Invocation& invocation);
int run_static_list(Context& context, const Invocation& invocation);

}  // namespace commands

}  // namespace megactl::cli

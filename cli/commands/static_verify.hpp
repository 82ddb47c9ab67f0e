#pragma once

namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

// `megactl static verify`; what can be typed stands in static.cpp.
int run_static_verify(Context& context, const Invocation& invocation);

}  // namespace commands

}  // namespace megactl::cli

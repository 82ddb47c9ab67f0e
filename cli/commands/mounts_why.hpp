#pragma once

namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

// `megactl mounts why`; what can be typed stands in mounts.cpp.
int run_mounts_why(Context& context, const Invocation& invocation);

}  // namespace commands

}  // namespace megactl::cli

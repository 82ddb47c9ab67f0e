#pragma once

#include "core/base/result.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::os {

// How long a child may run and how much of what it says is kept.
struct ChildLimits {
    std::optional<std::chrono::milliseconds> soft{};  // then it is asked to end: SIGTERM
    std::optional<std::chrono::milliseconds> hard{};  // then it is ended, with all that it started: SIGKILL
    std::size_t output = 1U << 20U;                   // bytes of standard output, from the begin; the rest is dropped
    std::size_t errors = 16U << 10U;                  // bytes of standard error, from the end
};

// How a child ended, and what it said.
struct ChildEnd {
    int status = 0;  // of an exit
    int signal = 0;  // that ended it; 0: it exited
    bool was_asked = false;
    bool was_ended = false;
    std::string output;
    bool is_output_cut = false;
    std::string errors;
};

// Runs `command` (looked up in PATH, through no shell) with `input` on its standard input, and waits for its end; what
// it leaves running in the background is not waited for. It has a process group of its own, so that Ctrl-C in a
// terminal is not for it, our environment, and none of our files; it ends when the thread that called ends without it.
//
// The problem is why it can't be started: "no such file or directory". Safe from every thread.
Result<ChildEnd> run_child(const std::vector<std::string>& command, std::string_view input, const ChildLimits& limits);

}  // namespace megactl::os

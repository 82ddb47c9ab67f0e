#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace megactl::tests {

// Where and how a command runs.
struct RunSettings {
    std::filesystem::path folder;
    std::vector<std::string> environment;  // `NAME=VALUE`; the whole of it
    // A terminal of so many columns instead of pipes.
    std::optional<unsigned short> columns;
    std::chrono::milliseconds time_limit = std::chrono::seconds(60);
};

// What a command left: stdout and stderr together, in the order of their arrival.
struct CapturedRun {
    std::string output;
    int status = 0;  // 128 + N where signal N ended it
    bool hung = false;
};

// Runs `command` by bash and waits for its end. What it leaves running is killed, and so is all of it at the time
// limit. Nobody answers it: its input is at its end from the start.
CapturedRun run_captured(const std::string& command, const RunSettings& settings);

}  // namespace megactl::tests

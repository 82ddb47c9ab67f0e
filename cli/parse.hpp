#pragma once

#include "cli/invocation.hpp"
#include "core/base/error.hpp"

#include <span>
#include <string>
#include <vector>

namespace megactl::cli {

// What a command line asks for.
struct Request {
    enum class Kind { run, short_help, long_help, noun_help, overview, version };

    Kind kind = Kind::run;
    Invocation invocation;  // without a command for `overview`, `noun_help` and perhaps `version`
    std::string noun;       // of `noun_help`: "env"
};

// A mistake in the command line, with the usage of its command where that is known.
class CommandLineError : public Error {
public:
    CommandLineError(Error error, std::string usage) : Error(std::move(error)), usage_(std::move(usage)) {}

    const std::string& usage() const { return usage_; }

private:
    std::string usage_;
};

// Throws CommandLineError. Whoever asks for help gets it, whatever else is wrong.
Request parse(const std::vector<std::string>& arguments, std::span<const Command* const> commands,
              std::span<const Option> global_options);

// "megactl env run [OPTION]… [--] COMMAND…"
std::string usage_of(const Command& command);

}  // namespace megactl::cli

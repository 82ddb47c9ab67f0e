#pragma once

#include "cli/command.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli {

// What was typed, once it is known to be well-formed: options by name, arguments in order. Nothing of the world is
// touched yet.
struct Invocation {
    const Command* command = nullptr;
    std::map<std::string, std::vector<std::string>, std::less<>> options;  // a flag has one empty value
    std::vector<std::string> arguments;
    // The same options once more, one entry for each time, as they were typed: for commands where the order of
    // different options counts, like the sources of `static collect`.
    std::vector<std::pair<std::string, std::string>> in_order{};

    bool has(std::string_view option) const { return options.contains(option); }
    // The last value given; nothing where the option was not.
    std::optional<std::string> value(std::string_view option) const;
    std::vector<std::string> values(std::string_view option) const;
    // Its value as a duration. Throws Error{usage} where it is none.
    std::optional<std::chrono::milliseconds> duration(std::string_view option) const;
};

}  // namespace megactl::cli

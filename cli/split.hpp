#pragma once

#include "cli/command.hpp"

#include <span>
#include <string>
#include <vector>

namespace megactl::cli {

// An option as it was typed.
struct Given {
    const Option* option = nullptr;
    bool is_letter = false;  // `-h`, not `--help`
    bool is_joined = false;  // `--root=x`, not `--root x`
    std::string value;       // empty for a flag
};

// Arguments, told apart. What is no known option is a word: words, unknown options, and `--` itself.
struct Split {
    std::vector<Given> given;
    std::vector<std::string> words;
    bool ends_too_early = false;  // the last argument is an option whose value is missing
};

// With `stops_at_word` everything from the first word on is left alone.
Split split_arguments(std::span<const Option* const> options, const std::vector<std::string>& arguments,
                      bool stops_at_word);

}  // namespace megactl::cli

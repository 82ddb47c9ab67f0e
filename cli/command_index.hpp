#pragma once

#include "cli/command.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::cli {

// The options of the command's own tables.
std::vector<const Option*> options_of(const Command& command);

// Finds commands by what was typed, and what a wrong word was meant to be. Hidden commands are found, never offered.
class CommandIndex {
public:
    explicit CommandIndex(std::span<const Command* const> commands) : commands_(commands) {}

    // By path ("env check") or alias.
    const Command* find(std::string_view path) const;
    std::vector<std::string_view> verbs_of(std::string_view noun) const;
    // `path` is no command, `next` the word behind it.
    std::optional<std::string> meant(std::string_view path, std::string_view next) const;
    // A command that has this option.
    const Command* owner(std::string_view option) const;

private:
    std::span<const Command* const> commands_;
};

}  // namespace megactl::cli

#include "cli/command_index.hpp"

#include "core/base/closest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::cli {

std::vector<const Option*> options_of(const Command& command) {
    std::vector<const Option*> options;
    for (const Option& option : command.options)
        options.push_back(&option);
    for (const std::span<const Option> table : command.more_options) {
        for (const Option& option : table)
            options.push_back(&option);
    }
    return options;
}

const Command* CommandIndex::find(std::string_view path) const {
    const auto found = std::ranges::find_if(commands_, [&](const Command* command) {
        return command->path == path || (!command->alias.empty() && command->alias == path);
    });
    return found == commands_.end() ? nullptr : *found;
}

std::vector<std::string_view> CommandIndex::verbs_of(std::string_view noun) const {
    std::vector<std::string_view> verbs;
    for (const Command* command : commands_) {
        if (command->is_hidden || !command->path.starts_with(noun)) continue;
        const std::string_view rest = command->path.substr(noun.size());
        if (rest.starts_with(' ')) verbs.push_back(rest.substr(1));
    }
    return verbs;
}

std::optional<std::string> CommandIndex::meant(std::string_view path, std::string_view next) const {
    std::vector<std::string_view> paths;
    std::vector<std::string_view> first_words;
    for (const Command* command : commands_) {
        if (command->is_hidden) continue;
        paths.push_back(command->path);
        first_words.push_back(command->path.substr(0, command->path.find(' ')));
        if (!command->alias.empty()) first_words.push_back(command->alias);
    }
    if (path.find(' ') != std::string_view::npos) {
        if (const auto near = closest_match(path, paths)) return std::string(*near);
        return std::nullopt;
    }
    if (const auto near = closest_match(fmt::format("{} {}", path, next), paths)) return std::string(*near);
    if (const auto near = closest_match(path, first_words)) return std::string(*near);
    // A verb without its noun.
    std::vector<std::string_view> verbs;
    verbs.reserve(paths.size());
    for (const std::string_view whole : paths)
        verbs.push_back(whole.substr(whole.rfind(' ') + 1));
    const auto near = closest_match(path, verbs);
    if (!near) return std::nullopt;
    return std::string(paths[static_cast<std::size_t>(std::ranges::find(verbs, *near) - verbs.begin())]);
}

const Command* CommandIndex::owner(std::string_view option) const {
    const auto found = std::ranges::find_if(commands_, [&](const Command* command) {
        return !command->is_hidden &&
               std::ranges::any_of(options_of(*command), [&](const Option* own) { return own->name == option; });
    });
    return found == commands_.end() ? nullptr : *found;
}

}  // namespace megactl::cli

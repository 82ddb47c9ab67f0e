#include "cli/docs/completion_words.hpp"

#include "cli/docs/completion.hpp"
#include "cli/docs/nouns.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::cli::docs {
namespace {

void add_new(std::vector<std::string>& words, std::string word) {
    if (std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
}

Branch& branch_at(std::vector<Branch>& branches, std::string_view path) {
    const auto found = std::ranges::find(branches, path, &Branch::path);
    if (found != branches.end()) return *found;
    return branches.emplace_back(Branch{std::string(path), {}});
}

std::string word_summary(std::string_view path, const Catalogues& all) {
    const Command* command = find_command(path, all);
    return menu_text(command == nullptr ? noun_summary(path, all) : std::string(command->summary));
}

}  // namespace

std::vector<TypedCommand> typed_commands(const Catalogues& all) {
    std::vector<TypedCommand> commands;
    for (const Command* command : visible_commands(all)) {
        commands.push_back({std::string(command->path), command});
        if (!command->alias.empty()) commands.push_back({std::string(command->alias), command});
    }
    return commands;
}

std::vector<Branch> branches(const Catalogues& all) {
    std::vector<Branch> result;
    for (const TypedCommand& typed : typed_commands(all)) {
        std::string path;
        for (const std::string_view word : split(typed.path, ' ')) {
            Branch& branch = branch_at(result, path);
            path += fmt::format("{}{}", path.empty() ? "" : " ", word);
            if (std::ranges::find(branch.words, word, &Branch::Word::word) != branch.words.end()) continue;
            branch.words.push_back({std::string(word), word_summary(path, all)});
        }
    }
    if (find_command("help", all) != nullptr) {  // guides follow it as verbs follow a noun
        for (const Guide& guide : all.guides)
            branch_at(result, "help").words.push_back({std::string(guide.name), menu_text(guide.summary)});
    }
    return result;
}

std::vector<std::string> path_beginnings(const Catalogues& all) {
    std::vector<std::string> paths;
    for (const Branch& branch : branches(all)) {
        for (const Branch::Word& word : branch.words) {
            add_new(paths, branch.path.empty() ? word.word : fmt::format("{} {}", branch.path, word.word));
        }
    }
    return paths;
}

std::vector<std::string> value_options(const Catalogues& all) {
    std::vector<std::string> names;
    const auto add = [&](std::span<const Option> options) {
        for (const Option& option : options) {
            if (option.value.empty()) continue;
            if (option.letter != 0) add_new(names, fmt::format("-{}", option.letter));
            add_new(names, std::string(option.name));
        }
    };
    add(all.global_options);
    for (const Command* command : visible_commands(all))
        add(own_options(*command, all));
    return names;
}

std::string quoted_list(const std::vector<std::string>& words, std::string_view separator) {
    std::vector<std::string> quoted;
    quoted.reserve(words.size());
    for (const std::string& word : words)
        quoted.push_back(shell_quoted(word));
    return join(quoted, separator);
}

}  // namespace megactl::cli::docs

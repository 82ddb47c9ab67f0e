#include "cli/docs/nouns.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::cli::docs {
namespace {

const Noun* find_noun(std::string_view name) {
    const auto* const found = std::ranges::find(nouns, name, &Noun::name);
    return found == nouns.end() ? nullptr : found;
}

}  // namespace

std::string_view group_of(std::string_view noun) {
    const Noun* entry = find_noun(noun);
    return entry == nullptr ? "More" : entry->group;
}

std::string noun_summary(std::string_view noun, const Catalogues& all) {
    const std::vector<const Command*> verbs = verbs_of(noun, all);
    const auto itself = std::ranges::find(verbs, noun, &Command::path);
    if (itself != verbs.end()) return std::string((*itself)->summary);
    const Noun* entry = find_noun(noun);
    if (entry != nullptr) return std::string(entry->summary);
    std::vector<std::string_view> words;
    words.reserve(verbs.size());
    for (const Command* command : verbs)
        words.push_back(verb_of(*command));
    return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace megactl::cli::docs

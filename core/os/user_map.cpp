#include "core/os/user_map.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace megactl::os {
namespace {

std::optional<unsigned> number_of(std::string_view text) {
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::optional<MappedRange> range_of(std::optional<unsigned> inside, std::optional<unsigned> outside,
                                    std::optional<unsigned> count) {
    if (!inside || !outside || !count) return std::nullopt;
    return MappedRange{*inside, *outside, *count};
}

}  // namespace

UserMap parse_user_map(std::string_view text) {
    UserMap map;
    for (const std::string_view line : split(text, '\n')) {
        std::vector<std::string_view> words;
        for (const std::string_view word : split(line, ' ')) {
            if (!word.empty()) words.push_back(word);
        }
        if (words.size() != 3) continue;
        if (const auto range = range_of(number_of(words[0]), number_of(words[1]), number_of(words[2])))
            map.push_back(*range);
    }
    return map;
}

UserMap parse_subordinates(std::string_view text, std::string_view name, unsigned user) {
    UserMap map;
    unsigned next = 0;
    for (const std::string_view line : split(text, '\n')) {
        const std::vector<std::string_view> fields = split(trim(line), ':');
        if (fields.size() != 3 || (fields[0] != name && fields[0] != std::to_string(user))) continue;
        if (const auto range = range_of(next, number_of(fields[1]), number_of(fields[2]))) {
            map.push_back(*range);
            next += range->count;
        }
    }
    return map;
}

UserMap rootless_map(unsigned user, const UserMap& subordinates) {
    return keep_id_map(user, 0, subordinates);
}

UserMap keep_id_map(unsigned user, unsigned kept, const UserMap& subordinates) {
    UserMap map;
    for (const MappedRange& range : subordinates) {
        // The numbers below the kept one stay, those behind it move by one.
        const unsigned below = range.inside >= kept ? 0 : std::min(range.count, kept - range.inside);
        if (below > 0) map.push_back({range.inside, range.outside, below});
        if (below < range.count) map.push_back({range.inside + below + 1, range.outside + below, range.count - below});
    }
    map.push_back({kept, user, 1});
    return map;
}

std::optional<unsigned> outside_of(const UserMap& map, unsigned inside) {
    for (const MappedRange& range : map) {
        if (inside >= range.inside && inside - range.inside < range.count)
            return range.outside + (inside - range.inside);
    }
    return std::nullopt;
}

std::optional<unsigned> inside_of(const UserMap& map, unsigned outside) {
    for (const MappedRange& range : map) {
        if (outside >= range.outside && outside - range.outside < range.count)
            return range.inside + (outside - range.outside);
    }
    return std::nullopt;
}

}  // namespace megactl::os

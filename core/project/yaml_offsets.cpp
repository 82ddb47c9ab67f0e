#include "core/project/yaml_offsets.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <cstdint>

namespace megactl::project {
namespace {

constexpr std::size_t milestone_distance = 64;

}  // namespace

YamlOffsets::YamlOffsets(std::string_view text) : text_(text) {
    const auto is_ascii = [](char c) { return static_cast<std::uint8_t>(c) < 0x80; };
    if (std::ranges::all_of(text, is_ascii)) return;
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); at += character_length(text.substr(at)), ++count) {
        if (count % milestone_distance == 0) milestones_.push_back(at);
    }
}

std::size_t YamlOffsets::byte_at(std::size_t character) const {
    if (milestones_.empty()) return std::min(character, text_.size());
    const std::size_t milestone = std::min(character / milestone_distance, milestones_.size() - 1);
    std::size_t at = milestones_[milestone];
    for (std::size_t left = character - milestone * milestone_distance; left > 0 && at < text_.size(); --left) {
        at += character_length(text_.substr(at));
    }
    return at;
}

}  // namespace megactl::project

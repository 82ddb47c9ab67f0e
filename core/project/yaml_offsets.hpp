#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace megactl::project {

// From libyaml's marks, which count code points, to bytes of the text.
class YamlOffsets {
public:
    explicit YamlOffsets(std::string_view text);

    // Of the code point with this number; the text's size beyond its end.
    std::size_t byte_at(std::size_t character) const;

private:
    std::string_view text_;
    std::vector<std::size_t> milestones_;  // the byte offset of every 64th code point; empty where all is ASCII
};

}  // namespace megactl::project

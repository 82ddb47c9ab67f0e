#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace megactl {

// Words: parted by blanks, but not within backticks, so that a command stays whole. Views into `text`, backticks
// included; a backtick without a partner is a letter like others.
std::vector<std::string_view> words_of(std::string_view text);

// Running text in lines of at most `width` characters; a longer word has a line of its own.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace megactl

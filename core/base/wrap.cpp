#include "core/base/wrap.hpp"

#include "core/base/text.hpp"

namespace megactl {

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    std::size_t last_tick = text.rfind('`');
    if (last_tick == std::string_view::npos) last_tick = 0;
    std::size_t begin = 0;
    bool is_code = false;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        if (at == text.size() || (is_space(text[at]) && !is_code)) {
            if (at > begin) words.push_back(text.substr(begin, at - begin));
            begin = at + 1;
        } else if (text[at] == '`' && (is_code || at < last_tick)) {
            is_code = !is_code;
        }
    }
    return words;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    std::size_t used = 0;
    for (const std::string_view word : words_of(text)) {
        const std::size_t length = character_count(word);
        if (lines.empty() || used + 1 + length > width) {
            lines.emplace_back(word);
            used = length;
        } else {
            lines.back() += " ";
            lines.back() += word;
            used += 1 + length;
        }
    }
    return lines;
}

}  // namespace megactl

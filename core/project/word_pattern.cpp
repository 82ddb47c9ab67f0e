#include "core/project/word_pattern.hpp"

#include <algorithm>
#include <vector>

namespace megactl::project {
namespace {

struct Token {
    enum class Kind { literal, one, any };
    Kind kind = Kind::literal;
    char character = 0;
};

std::vector<Token> tokens_of(std::string_view pattern) {
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '*') {
            tokens.push_back({Token::Kind::any});
        } else if (pattern[i] == '?') {
            tokens.push_back({Token::Kind::one});
        } else {
            if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
            tokens.push_back({Token::Kind::literal, pattern[i]});
        }
    }
    return tokens;
}

// The lengths of `text`'s beginnings that the pattern matches, as a sorted list. One step a character and token: a set
// of places in the pattern moves along the text.
std::vector<std::size_t> match_lengths(const std::vector<Token>& pattern, std::string_view text) {
    std::vector<std::size_t> lengths;
    std::vector<bool> at(pattern.size() + 1), next(pattern.size() + 1);
    const auto reach = [&](std::vector<bool>& places) {
        for (std::size_t i = 0; i < pattern.size(); ++i) {
            if (places[i] && pattern[i].kind == Token::Kind::any) places[i + 1] = true;
        }
    };
    at[0] = true;
    reach(at);
    for (std::size_t length = 0;; ++length) {
        if (at[pattern.size()]) lengths.push_back(length);
        if (length == text.size()) return lengths;
        next.assign(next.size(), false);
        for (std::size_t i = 0; i < pattern.size(); ++i) {
            if (!at[i]) continue;
            if (pattern[i].kind == Token::Kind::any) next[i] = true;
            const bool is_match = pattern[i].kind == Token::Kind::one ||
                                  (pattern[i].kind == Token::Kind::literal && pattern[i].character == text[length]);
            if (is_match) next[i + 1] = true;
        }
        reach(next);
        at.swap(next);
    }
}

bool spend(std::size_t& work, std::size_t steps) {
    if (steps > work) return false;
    work -= steps;
    return true;
}

// How much of `text`'s front is to be cut; nothing where that costs too much.
std::optional<std::size_t> length_to_cut(std::string_view text, const std::vector<Token>& pattern, Cut cut,
                                         std::size_t& work) {
    if (!spend(work, (text.size() + 1) * (pattern.size() + 1))) return std::nullopt;
    const std::vector<std::size_t> lengths = match_lengths(pattern, text);
    if (lengths.empty()) return 0;
    return cut == Cut::shortest ? lengths.front() : lengths.back();
}

}  // namespace

std::optional<std::string> without_front(std::string_view value, std::string_view pattern, Cut cut, std::size_t& work) {
    const auto length = length_to_cut(value, tokens_of(pattern), cut, work);
    if (!length) return std::nullopt;
    return std::string(value.substr(*length));
}

std::optional<std::string> without_back(std::string_view value, std::string_view pattern, Cut cut, std::size_t& work) {
    std::vector<Token> tokens = tokens_of(pattern);
    std::ranges::reverse(tokens);
    const std::string reversed(value.rbegin(), value.rend());
    const auto length = length_to_cut(reversed, tokens, cut, work);
    if (!length) return std::nullopt;
    return std::string(value.substr(0, value.size() - *length));
}

std::optional<std::string> with_replaced(std::string_view value, std::string_view pattern, std::string_view replacement,
                                         bool every, std::size_t& work) {
    const std::vector<Token> tokens = tokens_of(pattern);
    std::string result;
    std::size_t at = 0;
    while (at < value.size()) {
        const auto length = length_to_cut(value.substr(at), tokens, Cut::longest, work);
        if (!length || !spend(work, replacement.size())) return std::nullopt;
        if (*length == 0) {
            result += value[at++];
            continue;
        }
        result += replacement;
        at += *length;
        if (!every) break;
    }
    return result += value.substr(at);
}

}  // namespace megactl::project

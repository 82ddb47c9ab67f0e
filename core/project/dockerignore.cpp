#include "core/project/dockerignore.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <string>

namespace megactl::project {
namespace {

// The bytes of the character in front, packed: enough to compare, and in the order of code points.
std::uint32_t take_character(std::string_view& text) {
    std::uint32_t packed = 0;
    const std::size_t length = character_length(text);
    for (const char c : text.substr(0, length))
        packed = (packed << 8U) | static_cast<std::uint8_t>(c);
    text.remove_prefix(length);
    return packed;
}

// As Go's filepath.Clean, without the `/` in front.
std::string cleaned(std::string_view pattern) {
    const bool is_absolute = pattern.starts_with('/');
    std::vector<std::string_view> segments;
    for (const std::string_view segment : split(pattern, '/')) {
        if (segment.empty() || segment == ".") continue;
        const bool goes_up = segment == "..";
        if (goes_up && !segments.empty() && segments.back() != "..") {
            segments.pop_back();
        } else if (!goes_up || !is_absolute) {
            segments.push_back(segment);
        }
    }
    std::string result;
    for (const std::string_view segment : segments) {
        if (!result.empty()) result += '/';
        result += segment;
    }
    return result;
}

}  // namespace

Dockerignore::Dockerignore(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (std::string_view line : split(text, '\n')) {
        if (line.starts_with('#')) continue;
        line = trim(line);
        Pattern pattern;
        if (line.starts_with('!')) {
            pattern.is_negated = true;
            line = trim(line.substr(1));
        }
        const std::string clean = cleaned(line);
        if (clean.empty()) continue;
        pattern.tokens = tokens_of(clean);
        patterns_.push_back(std::move(pattern));
    }
}

bool Dockerignore::excludes(std::string_view path) const {
    const std::string clean = cleaned(path);
    std::vector<std::uint32_t> characters;
    for (std::string_view rest = clean; !rest.empty();)
        characters.push_back(take_character(rest));
    const auto last = std::find_if(patterns_.rbegin(), patterns_.rend(),
                                   [&](const Pattern& pattern) { return matches(pattern.tokens, characters); });
    return last != patterns_.rend() && !last->is_negated;
}

std::vector<Dockerignore::Token> Dockerignore::tokens_of(std::string_view pattern) {
    using enum Token::Kind;
    std::vector<Token> tokens;
    while (!pattern.empty()) {
        const char c = pattern.front();
        if (pattern.starts_with("**")) {
            pattern.remove_prefix(pattern.starts_with("**/") ? 3 : 2);
            if (pattern.empty()) {
                tokens.push_back({anything});
            } else {
                tokens.push_back({folders});
                tokens.push_back({folder_names});
            }
            continue;
        }
        Token token{one_of};
        if (const std::size_t length = c == '[' ? class_at(pattern, token) : 0; length > 0) {
            tokens.push_back(std::move(token));
            pattern.remove_prefix(length);
            continue;
        }
        if (c == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
        const bool is_plain = c != '*' && c != '?';
        const std::uint32_t character = take_character(pattern);
        tokens.push_back({is_plain ? literal : c == '*' ? run : one, character});
    }
    return tokens;
}

// Reads `[…]`; its length, or 0 where it is not closed.
std::size_t Dockerignore::class_at(std::string_view pattern, Token& token) {
    std::string_view rest = pattern.substr(1);
    if (rest.starts_with('^')) {
        token.is_negated = true;
        rest.remove_prefix(1);
    }
    const auto take_member = [&rest] {
        if (rest.starts_with('\\')) rest.remove_prefix(1);
        return rest.empty() ? 0 : take_character(rest);
    };
    while (!rest.empty()) {
        if (rest.front() == ']' && !token.ranges.empty()) return pattern.size() - rest.size() + 1;
        const std::uint32_t low = take_member();
        std::uint32_t high = low;
        if (rest.size() > 1 && rest[0] == '-' && rest[1] != ']') {
            rest.remove_prefix(1);
            high = take_member();
        }
        token.ranges.emplace_back(low, high);
    }
    return 0;
}

bool Dockerignore::consumes(const Token& token, std::uint32_t character) {
    using enum Token::Kind;
    switch (token.kind) {
        case literal: return token.character == character;
        case one:
        case run: return character != '/';
        case anything:
        case folder_names: return true;
        case folders: return false;
        case one_of: break;
    }
    const bool is_member = std::ranges::any_of(
        token.ranges, [&](const auto& range) { return range.first <= character && character <= range.second; });
    return character != '/' && is_member != token.is_negated;
}

// Adds the places that cost no character.
void Dockerignore::reach(const std::vector<Token>& tokens, std::vector<bool>& places) {
    using enum Token::Kind;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!places[i]) continue;
        if (tokens[i].kind == run || tokens[i].kind == anything) places[i + 1] = true;
        if (tokens[i].kind == folders) places[i + 1] = places[i + 2] = true;
    }
}

// Does the pattern match the path, or a folder it lies in? A set of places in the pattern moves along the path.
bool Dockerignore::matches(const std::vector<Token>& tokens, const std::vector<std::uint32_t>& path) {
    using enum Token::Kind;
    std::vector<bool> at(tokens.size() + 1), next(tokens.size() + 1);
    at[0] = true;
    reach(tokens, at);
    for (const std::uint32_t character : path) {
        if (character == '/' && at[tokens.size()]) return true;
        next.assign(next.size(), false);
        bool is_alive = false;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (!at[i] || !consumes(tokens[i], character)) continue;
            const Token::Kind kind = tokens[i].kind;
            if (kind == run || kind == anything || kind == folder_names) next[i] = true;
            if (kind != run && kind != anything && (kind != folder_names || character == '/')) next[i + 1] = true;
            is_alive = true;
        }
        if (!is_alive) return false;
        reach(tokens, next);
        at.swap(next);
    }
    return at[tokens.size()];
}

}  // namespace megactl::project

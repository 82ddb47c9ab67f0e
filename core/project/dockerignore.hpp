#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::project {

// The patterns of a `.dockerignore`, by Docker's own rules: rooted at the context, `**` for any depth, `!` brings back,
// the last match wins.
class Dockerignore {
public:
    Dockerignore() = default;
    explicit Dockerignore(std::string_view text);

    // Is this file (a path from the context's root) left out of the context?
    bool excludes(std::string_view path) const;

private:
    struct Token {
        enum class Kind {
            literal,
            one,       // `?`: one character, no `/`
            run,       // `*`: any characters but `/`
            anything,  // `**` at the end
            folders,   // `**/`: no folder or some; always followed by `folder_names`
            folder_names,
            one_of,  // `[a-z]`, `[^a-z]`
        };
        Kind kind;
        std::uint32_t character = 0;
        bool is_negated = false;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges = {};
    };
    struct Pattern {
        std::vector<Token> tokens;
        bool is_negated = false;
    };
    static std::vector<Token> tokens_of(std::string_view pattern);
    static std::size_t class_at(std::string_view pattern, Token& token);
    static bool consumes(const Token& token, std::uint32_t character);
    static void reach(const std::vector<Token>& tokens, std::vector<bool>& places);
    static bool matches(const std::vector<Token>& tokens, const std::vector<std::uint32_t>& path);

    std::vector<Pattern> patterns_;
};

}  // namespace megactl::project

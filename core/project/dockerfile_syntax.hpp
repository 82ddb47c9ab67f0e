#pragma once

#include "core/project/dockerfile.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// How the text of one instruction falls into words. Spans are of the text given.

bool is_dockerfile_keyword(std::string_view upper_case_word);

// The end of the word that begins at `begin`: the first blank outside quotes and escapes, or the text's end.
std::size_t word_end(std::string_view text, std::size_t begin, char escape);
// The first place from `begin` on that is no blank, or the text's end.
std::size_t skip_blanks(std::string_view text, std::size_t begin);

// The `--name=value` words at the front, and where the text behind them begins.
struct FlagWords {
    std::vector<Flag> flags;
    std::size_t end = 0;
};
FlagWords flag_words(std::string_view text);

// The `<<NAME` words, without bodies.
std::vector<Heredoc> heredoc_words(std::string_view text);

// The pairs of ENV, LABEL and ARG, and the words that make none.
struct AssignmentWords {
    std::vector<Assignment> assignments;
    struct Fault {
        Span span;
        std::string reason;
    };
    std::vector<Fault> faults;
};
AssignmentWords assignment_words(std::string_view keyword, std::string_view text, char escape);

}  // namespace megactl::project

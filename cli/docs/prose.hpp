#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace megactl::cli::docs {

// A piece of a description as the catalogues write it.
struct Block {
    enum class Kind {
        paragraph,  // running text, on one line
        literal,    // indented by two or more in the source: shown as it is, without that indent
        item,       // after `- `; running text, on one line
    };

    Kind kind = Kind::paragraph;
    std::string text;
};

// Empty lines part the blocks; a list may follow its paragraph directly.
std::vector<Block> read_prose(std::string_view prose);

// The lines of an example without empty ones around it and without their common indent.
std::vector<std::string> literal_lines(std::string_view text);

// Running text, cut at its backticks: "run ", "megactl check", " first".
struct Piece {
    std::string_view text;  // without the backticks
    bool is_code = false;
};

// Views into `text`. A backtick without a partner is a letter like others.
std::vector<Piece> code_pieces(std::string_view text);

}  // namespace megactl::cli::docs

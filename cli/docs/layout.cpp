#include "cli/docs/layout.hpp"

#include "cli/docs/prose.hpp"
#include "core/base/text.hpp"
#include "core/base/wrap.hpp"

#include <algorithm>

namespace megactl::cli::docs {
namespace {

// Longer lines are tiring to read, however wide the terminal is.
constexpr std::size_t widest = 100;
constexpr std::size_t narrowest = 30;
constexpr std::size_t widest_name = 26;

std::string blanks(std::size_t count) {
    // Not braces, which would make a text of the number and the blank.
    return std::string(count, ' ');  // NOLINT(modernize-return-braced-init-list)
}

}  // namespace

std::string paint_code(std::string_view text, const report::Palette& palette) {
    std::string result;
    for (const Piece& piece : code_pieces(text)) {
        if (piece.is_code) {
            result += palette.paint(report::Ink::command, "`" + std::string(piece.text) + "`");
        } else {
            result += piece.text;
        }
    }
    return result;
}

Page::Page(const report::Palette& palette, int width)
    : palette_(palette), width_(std::clamp(static_cast<std::size_t>(std::max(width, 0)), narrowest, widest)) {}

void Page::headline(std::string_view text) {
    if (!text_.empty()) empty_line();
    line(palette_.paint(report::Ink::headline, text));
}

void Page::wrapped(std::string_view text, std::size_t indent, std::string_view first_indent) {
    std::string before(first_indent);
    for (const std::string& part : wrap(text, width_ - std::min(indent, width_ / 2))) {
        line(before + paint_code(part, palette_));
        before = blanks(indent);
    }
}

void Page::paragraph(std::string_view text, std::size_t indent) {
    wrapped(text, indent, blanks(indent));
}

void Page::blocks(std::span<const Block> blocks, std::size_t indent) {
    const Block* before = nullptr;
    for (const Block& block : blocks) {
        const bool is_same_list = before != nullptr && before->kind == Block::Kind::item && before->kind == block.kind;
        if (before != nullptr && !is_same_list) empty_line();
        switch (block.kind) {
            case Block::Kind::paragraph: paragraph(block.text, indent); break;
            case Block::Kind::literal: literal(block.text, indent + 2); break;
            case Block::Kind::item: wrapped(block.text, indent + 2, blanks(indent) + "- "); break;
        }
        before = &block;
    }
}

void Page::literal(std::string_view text, std::size_t indent) {
    for (const std::string& part : literal_lines(text))
        line(part.empty() ? part : blanks(indent) + part);
}

void Page::hanging(std::span<const std::string> words, std::size_t first, std::size_t rest) {
    std::string text = blanks(first);
    bool is_first_word = true;
    for (const std::string& word : words) {
        if (!is_first_word && character_count(text) + 1 + character_count(word) > width_) {
            line(text);
            text = blanks(rest);
            is_first_word = true;
        }
        text += (is_first_word ? "" : " ") + word;
        is_first_word = false;
    }
    line(text);
}

void Page::rows(std::span<const Row> rows, report::Ink ink) {
    std::size_t column = 0;
    for (const Row& row : rows) {
        const std::size_t length = character_count(row.name);
        if (length <= widest_name) column = std::max(column, length);
    }
    const std::size_t indent = column + 4;
    for (const Row& row : rows) {
        const std::size_t length = character_count(row.name);
        const std::string name = "  " + palette_.paint(ink, row.name);
        if (row.text.empty()) {
            line(name);
        } else if (length > column) {
            line(name);
            paragraph(row.text, indent);
        } else {
            wrapped(row.text, indent, name + blanks(column - length + 2));
        }
    }
}

}  // namespace megactl::cli::docs

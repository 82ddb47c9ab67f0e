#pragma once

#include "cli/docs/prose.hpp"
#include "core/report/palette.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::cli::docs {

// What is in backticks as a command, the backticks too.
std::string paint_code(std::string_view text, const report::Palette& palette);

// A page of text that grows downwards.
class Page {
public:
    Page(const report::Palette& palette, int width);

    // An empty line goes before a headline.
    void headline(std::string_view text);
    // As it is; the caller has painted it.
    void line(std::string_view text) { text_ += std::string(text) + "\n"; }
    void empty_line() { text_ += "\n"; }
    void paragraph(std::string_view text, std::size_t indent = 0);
    // A description as the catalogues write it or as it was read, an empty line between its blocks.
    void prose(std::string_view prose, std::size_t indent) { blocks(read_prose(prose), indent); }
    void blocks(std::span<const Block> blocks, std::size_t indent);
    void literal(std::string_view text, std::size_t indent);
    // Words that are not parted, further lines indented by `rest`.
    void hanging(std::span<const std::string> words, std::size_t first, std::size_t rest);

    struct Row {
        std::string name;
        std::string text;
    };
    // Two columns; a name that is too long has a line of its own.
    void rows(std::span<const Row> rows, report::Ink ink = report::Ink::command);

    std::string take() && { return std::move(text_); }

private:
    void wrapped(std::string_view text, std::size_t indent, std::string_view first_indent);

    const report::Palette& palette_;
    std::size_t width_;
    std::string text_;
};

}  // namespace megactl::cli::docs

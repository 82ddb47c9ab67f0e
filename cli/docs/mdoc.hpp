#pragma once

#include "cli/docs/prose.hpp"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace megactl::cli::docs {

// Running text or a line of an example for a text line of mdoc(7): backslashes and what ASCII lacks as escapes.
std::string mdoc_text(std::string_view text);
// The same for what can be typed: quotes, hyphens and accents stay what they are when they are copied from a page.
std::string mdoc_code(std::string_view text);
// A word on a macro's line: quoted where it has blanks, never taken for a macro.
std::string mdoc_word(std::string_view word);

// Writes a page of mdoc(7): the caller says what things are, this minds line beginnings, paragraphs and escapes.
class Mdoc {
public:
    // Head and NAME of the page "megactl-env-check.1".
    Mdoc(std::string_view file, std::string_view summary);

    void section(std::string_view name);
    void subsection(std::string_view name);
    // A macro's line: `words` are escaped, `name` is not.
    void macro(std::string_view name, std::initializer_list<std::string_view> words = {});
    // A line as it is.
    void raw(std::string_view line);
    // Names of pages with their section, "megactl.toml.5", as a list of references.
    void see_also(std::span<const std::string> files);

    // Running text with `code` in backticks: a new line for a sentence, a paragraph break before it where one is due.
    void paragraph(std::string_view running_text);
    // The same without a break: what an item begins with, or goes on with.
    void text(std::string_view running_text);
    // Paragraphs, lists and examples, as the catalogues write them or as they were read.
    void prose(std::string_view prose) { blocks(read_prose(prose)); }
    void blocks(std::span<const Block> blocks);
    void literal(std::string_view text);

    void begin_list();  // of tags
    void begin_bullet_list();
    // `tag` is a line of macros, already escaped.
    void item(std::string_view tag);
    void end_list();

    std::string take() && { return std::move(text_); }

private:
    void break_paragraph();

    std::string text_;
    bool wants_break_ = false;  // something stands before that a paragraph must be parted from
};

}  // namespace megactl::cli::docs

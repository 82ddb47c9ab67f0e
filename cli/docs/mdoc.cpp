#include "cli/docs/mdoc.hpp"

#include "cli/docs/layout.hpp"
#include "core/base/text.hpp"
#include "core/base/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace megactl::cli::docs {
namespace {

// Pages are committed and compared byte by byte, so their date is the release's, not that of the day they are made.
constexpr std::string_view manual_date = "November 23, 2026";
constexpr std::size_t line_width = 72;

char32_t code_point(std::string_view character) {
    const auto first = static_cast<std::uint8_t>(character.front());
    if (character.size() == 1) return first;
    const unsigned first_bits = 0xFFU >> (character.size() + 1);
    char32_t point = first & first_bits;
    for (const char c : character.substr(1))
        point = (point << 6U) | (static_cast<std::uint8_t>(c) & 0x3FU);
    return point;
}

// A line that begins with `.` or `'` would be a request.
std::string guarded(std::string line) {
    if (line.starts_with('.') || line.starts_with('\'')) line.insert(0, "\\&");
    return line;
}

// With `code` in bold, its hyphens as typed.
std::string with_fonts(std::string_view line) {
    std::string result;
    for (const Piece& piece : code_pieces(line)) {
        if (piece.is_code) {
            result += "\\fB" + mdoc_code(piece.text) + "\\fR";
        } else {
            result += mdoc_text(piece.text);
        }
    }
    return result;
}

bool ends_sentence(std::string_view word) {
    while (!word.empty() && std::string_view(")`\"").find(word.back()) != std::string_view::npos)
        word.remove_suffix(1);
    if (word.ends_with("e.g.") || word.ends_with("i.e.")) return false;
    return word.ends_with('.') || word.ends_with('?') || word.ends_with('!');
}

std::vector<std::string> sentences_of(std::string_view text) {
    std::vector<std::string> sentences(1);
    for (const std::string_view word : words_of(text)) {
        if (!sentences.back().empty()) sentences.back() += " ";
        sentences.back() += word;
        if (ends_sentence(word)) sentences.emplace_back();
    }
    if (sentences.back().empty()) sentences.pop_back();
    return sentences;
}

// A capital and a small letter: it may be the name of a macro, which a macro's line would call.
bool may_be_macro(std::string_view word) {
    return word.size() == 2 && word[0] >= 'A' && word[0] <= 'Z' && word[1] >= 'a' && word[1] <= 'z';
}

// "megactl.toml" and "5" of "megactl.toml.5".
std::pair<std::string_view, std::string_view> name_and_section(std::string_view file) {
    const std::size_t dot = file.rfind('.');
    return {file.substr(0, dot), file.substr(dot + 1)};
}

}  // namespace

std::string mdoc_text(std::string_view text) {
    std::string result;
    for (std::size_t length = 0; !text.empty(); text.remove_prefix(length)) {
        length = character_length(text);
        if (text.front() == '\\') {
            result += "\\e";
        } else if (length > 1) {
            result += fmt::format("\\[u{:04X}]", static_cast<std::uint32_t>(code_point(text.substr(0, length))));
        } else if (is_utf8(text.substr(0, 1))) {
            result += text.front();
        }
    }
    return result;
}

std::string mdoc_code(std::string_view text) {
    std::string result = mdoc_text(text);
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> signs{
        {{"-", "\\-"}, {"'", "\\(aq"}, {"`", "\\(ga"}, {"^", "\\(ha"}, {"~", "\\(ti"}}};
    for (const auto& [sign, escape] : signs)
        result = replace_all(std::move(result), sign, escape);
    return result;
}

std::string mdoc_word(std::string_view word) {
    std::string text = replace_all(mdoc_code(word), "\"", "\\(dq");
    const bool is_punctuation =
        text.size() == 1 && std::string_view(".,:;()[]?!|").find(text[0]) != std::string_view::npos;
    if (is_punctuation || may_be_macro(word) || text.starts_with('.') || text.starts_with('\'')) text.insert(0, "\\&");
    return text.empty() || text.find(' ') != std::string::npos ? fmt::format("\"{}\"", text) : text;
}

Mdoc::Mdoc(std::string_view file, std::string_view summary) {
    const auto [name, number] = name_and_section(file);
    text_ =
        fmt::format(".\\\" Made by `cmake --build --preset dev --target docs`; don't edit\n.Dd {}\n.Dt {} {}\n.Os\n",
                    manual_date, upper(name), number);
    section("NAME");
    macro("Nm", {name});
    raw(fmt::format(".Nd {}", with_fonts(summary)));
}

void Mdoc::section(std::string_view name) {
    text_ += fmt::format(".Sh {}\n", mdoc_text(name));
    wants_break_ = false;
}

void Mdoc::subsection(std::string_view name) {
    text_ += fmt::format(".Ss {}\n", mdoc_text(name));
    wants_break_ = false;
}

void Mdoc::macro(std::string_view name, std::initializer_list<std::string_view> words) {
    text_ += fmt::format(".{}", name);
    for (const std::string_view word : words)
        text_ += " " + mdoc_word(word);
    text_ += "\n";
    wants_break_ = true;
}

void Mdoc::raw(std::string_view line) {
    text_ += fmt::format("{}\n", line);
    wants_break_ = true;
}

void Mdoc::see_also(std::span<const std::string> files) {
    std::vector<std::pair<std::string_view, std::string_view>> pages;
    for (const std::string& file : files) {
        const auto [name, number] = name_and_section(file);
        pages.emplace_back(number, name);
    }
    std::ranges::sort(pages);
    const auto repeated = std::ranges::unique(pages);
    pages.erase(repeated.begin(), repeated.end());
    section("SEE ALSO");
    for (const auto& page : pages) {
        const std::string_view comma = &page == &pages.back() ? "" : " ,";
        raw(fmt::format(".Xr {} {}{}", page.second, page.first, comma));
    }
}

void Mdoc::break_paragraph() {
    if (wants_break_) text_ += ".Pp\n";
    wants_break_ = false;
}

void Mdoc::text(std::string_view running_text) {
    for (const std::string& sentence : sentences_of(running_text)) {
        for (const std::string& line : wrap(sentence, line_width))
            text_ += guarded(with_fonts(line)) + "\n";
    }
    wants_break_ = true;
}

void Mdoc::paragraph(std::string_view running_text) {
    if (trim(running_text).empty()) return;
    break_paragraph();
    text(running_text);
}

void Mdoc::blocks(std::span<const Block> blocks) {
    bool is_list_open = false;
    for (const Block& block : blocks) {
        if (is_list_open && block.kind != Block::Kind::item) {
            end_list();
            is_list_open = false;
        }
        switch (block.kind) {
            case Block::Kind::paragraph: paragraph(block.text); break;
            case Block::Kind::literal: literal(block.text); break;
            case Block::Kind::item:
                if (!is_list_open) begin_bullet_list();
                is_list_open = true;
                item("");
                text(block.text);
                break;
        }
    }
    if (is_list_open) end_list();
}

void Mdoc::literal(std::string_view text) {
    text_ += ".Bd -literal -offset indent\n";
    for (const std::string& line : literal_lines(text))
        text_ += guarded(mdoc_code(line)) + "\n";
    text_ += ".Ed\n";
    wants_break_ = true;
}

void Mdoc::begin_list() {
    text_ += ".Bl -tag -width Ds\n";
    wants_break_ = false;
}

void Mdoc::begin_bullet_list() {
    text_ += ".Bl -bullet -compact\n";
    wants_break_ = false;
}

void Mdoc::item(std::string_view tag) {
    text_ += tag.empty() ? std::string(".It\n") : fmt::format(".It {}\n", tag);
    wants_break_ = false;
}

void Mdoc::end_list() {
    text_ += ".El\n";
    wants_break_ = true;
}

}  // namespace megactl::cli::docs

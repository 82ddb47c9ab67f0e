#include "core/report/excerpt.hpp"

#include "core/base/secret.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace megactl::report {
namespace {

constexpr std::size_t widest_line = 160;  // characters; longer lines are cut round the mark

// A source line as it is shown: tabs as blanks, control characters escaped, secrets masked; it knows at which column
// each of its bytes came to stand.
struct ShownLine {
    std::string text;
    std::vector<std::size_t> columns;  // by byte of the source line; one more for its end

    std::size_t column(std::size_t byte) const { return columns[std::min(byte, columns.size() - 1)]; }
};

ShownLine show(std::string_view line) {
    // What is not written by people is not for them to read either; and masking looks at every part of a line.
    constexpr std::size_t longest_shown_line = 8'192;
    if (line.size() > longest_shown_line) {
        return {fmt::format("… ({})", count_of(line.size(), "byte", "bytes")),
                std::vector<std::size_t>(line.size() + 1)};
    }
    constexpr std::size_t tab_width = 4;
    ShownLine shown;
    std::size_t width = 0;
    const auto put = [&](std::string_view text, std::size_t bytes) {
        shown.columns.insert(shown.columns.end(), bytes, width);
        shown.text += text;
        width += character_count(text);
    };
    const std::vector<Span> secrets = secret_spans(line);
    auto secret = secrets.begin();
    for (std::size_t at = 0; at < line.size();) {
        if (secret != secrets.end() && at == secret->begin) {
            put(secret_mask, secret->end - secret->begin);
            at = secret->end;
            while (secret != secrets.end() && secret->begin < at)
                ++secret;
            continue;
        }
        const std::size_t length = character_length(line.substr(at));
        const std::string_view character = line.substr(at, length);
        put(character == "\t" ? std::string(tab_width, ' ') : escape_controls(character), length);
        at += length;
    }
    shown.columns.push_back(width);
    return shown;
}

std::string characters(std::string_view text, std::size_t begin, std::size_t count) {
    while (begin-- > 0 && !text.empty())
        text.remove_prefix(character_length(text));
    std::string_view rest = text;
    while (count-- > 0 && !rest.empty())
        rest.remove_prefix(character_length(rest));
    return std::string(text.substr(0, text.size() - rest.size()));
}

class Drawing {
public:
    Drawing(std::size_t gutter, const Palette& palette) : gutter_(gutter), palette_(palette) {}

    void arrow(std::string_view sign, const Location& at) {
        text_ += fmt::format("{}{} {}:{}:{}\n", std::string(gutter_, ' '), palette_.paint(Ink::frame, sign),
                             escape_controls(at.source->name()), at.line(), at.column());
    }

    void marked_line(const Mark& mark) {
        const Location& at = mark.label.at;
        const std::size_t number = at.line();
        const Span line = at.source->line_span(number);
        const ShownLine shown = show(at.source->text(line));
        const std::size_t begin = shown.column(at.span.begin - line.begin);
        const std::size_t end = std::max(begin + 1, shown.column(std::min(at.span.end, line.end) - line.begin));
        // The window begins a little before the mark, so that the eye sees what stands in front.
        constexpr std::size_t lead = 40;
        const std::size_t cut = end <= widest_line || begin < lead ? 0 : begin - lead;
        std::string text = characters(shown.text, cut, widest_line);
        if (cut > 0) text = "…" + text;
        if (cut + widest_line < shown.columns.back()) text += "…";
        const std::size_t indent = begin - cut + (cut > 0 ? 1 : 0);
        const std::size_t carets = std::min(end, cut + widest_line) - std::min(begin, cut + widest_line - 1);
        text_ +=
            fmt::format("{} {} {}\n", palette_.paint(Ink::frame, fmt::format("{:>{}}", number, gutter_)), bar(), text);
        std::string under(std::max<std::size_t>(carets, 1), mark.caret);
        if (!mark.label.text.empty()) under += " " + mark.label.text;
        text_ += fmt::format("{} {} {}{}\n", std::string(gutter_, ' '), bar(), std::string(indent, ' '),
                             palette_.paint(mark.ink, under));
    }

    std::string take() && { return std::move(text_); }

private:
    std::string bar() const { return palette_.paint(Ink::frame, "|"); }

    std::size_t gutter_;
    const Palette& palette_;
    std::string text_;
};

// Marks that share a block: one file, neighbouring lines. The block with the first mark comes first.
std::vector<std::vector<Mark>> blocks_of(const std::vector<Mark>& marks) {
    std::vector<std::vector<Mark>> blocks;
    for (const Mark& mark : marks) {
        const std::size_t line = mark.label.at.line();
        const auto is_neighbour = [&](const Mark& other) {
            const std::size_t other_line = other.label.at.line();
            return other.label.at.source == mark.label.at.source && line <= other_line + 1 && other_line <= line + 1;
        };
        const auto block = std::ranges::find_if(
            blocks, [&](const std::vector<Mark>& candidate) { return std::ranges::any_of(candidate, is_neighbour); });
        if (block == blocks.end()) {
            blocks.push_back({mark});
        } else {
            block->push_back(mark);
        }
    }
    return blocks;
}

}  // namespace

std::size_t gutter_width(const std::vector<Mark>& marks) {
    std::size_t width = 1;
    for (const Mark& mark : marks)
        width = std::max(width, std::to_string(mark.label.at.line()).size());
    return width;
}

std::string excerpt(const std::vector<Mark>& marks, const Palette& palette) {
    Drawing drawing(gutter_width(marks), palette);
    std::string_view sign = "-->";
    for (std::vector<Mark>& block : blocks_of(marks)) {
        drawing.arrow(sign, block.front().label.at);
        sign = ":::";
        std::ranges::stable_sort(block, {}, [](const Mark& mark) { return mark.label.at.span.begin; });
        for (const Mark& mark : block)
            drawing.marked_line(mark);
    }
    return std::move(drawing).take();
}

}  // namespace megactl::report

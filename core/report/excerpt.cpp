#include "core/report/excerpt.hpp"

#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/base/unnamed_secrets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace megactl::report {
namespace {

// A source line as it is shown: tabs as blanks, control characters escaped, secrets masked; it knows at which column
// each of its bytes came to stand.
struct ShownLine {
    std::string text;
    std::vector<std::size_t> columns;  // by byte of the source line; one more for its end. Those beyond are as the last

    std::size_t column(std::size_t byte) const { return columns[std::min(byte, columns.size() - 1)]; }
};

ShownLine show(const SourceText& source, Span span) {
    const std::string_view line = source.text(span);
    // What is not written by people is not for them to read either; and masking looks at every part of a line.
    constexpr std::size_t longest_shown_line = 8'192;
    if (line.size() > longest_shown_line) {
        return {fmt::format("… ({})", count_of(line.size(), "byte", "bytes")), {0}};
    }
    constexpr std::size_t tab_width = 4;
    ShownLine shown;
    std::size_t width = 0;
    const auto put = [&](std::string_view text, std::size_t bytes) {
        shown.columns.insert(shown.columns.end(), bytes, width);
        shown.text += text;
        width += character_count(text);
    };
    const std::vector<Span> secrets =
        is_within_private_key(source.text(), span.begin) ? std::vector<Span>{{0, line.size()}} : secret_spans(line);
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

// Columns of a shown line.
struct Window {
    std::size_t begin = 0;
    std::size_t end = 0;
};

class Drawing {
public:
    Drawing(std::size_t gutter, const Palette& palette, std::size_t columns)
        : gutter_(gutter), palette_(palette), room_(room_in(columns, gutter)) {}

    void arrow(std::string_view sign, const Location& at) {
        text_ += fmt::format("{}{} {}:{}:{}\n", std::string(gutter_, ' '), palette_.paint(Ink::frame, sign),
                             escape_controls(at.source->name()), at.line(), at.column());
    }

    void marked_line(const Mark& mark) {
        const Location& at = mark.label.at;
        const std::size_t number = at.line();
        const Span line = at.source->line_span(number);
        const ShownLine shown = show(*at.source, line);
        const std::size_t begin = shown.column(at.span.begin - line.begin);
        const std::size_t end = std::max(begin + 1, shown.column(std::min(at.span.end, line.end) - line.begin));
        const Window window = window_round(begin, end, shown.columns.back());
        const std::string text = fmt::format("{}{}{}", window.begin > 0 ? "…" : "",
                                             characters(shown.text, window.begin, window.end - window.begin),
                                             window.end < shown.columns.back() ? "…" : "");
        const std::size_t indent = begin - window.begin + (window.begin > 0 ? 1 : 0);
        const std::size_t shown_end = std::max(begin + 1, std::min(end, window.end));
        text_ +=
            fmt::format("{} {} {}\n", palette_.paint(Ink::frame, fmt::format("{:>{}}", number, gutter_)), bar(), text);
        std::string under(shown_end - begin, mark.caret);
        if (!mark.label.text.empty()) under += " " + escape_controls(mark.label.text);
        text_ += fmt::format("{} {} {}{}\n", std::string(gutter_, ' '), bar(), std::string(indent, ' '),
                             palette_.paint(mark.ink, under));
    }

    std::string take() && { return std::move(text_); }

private:
    static std::size_t room_in(std::size_t columns, std::size_t gutter) {
        constexpr std::size_t least = 20;  // less says nothing
        const std::size_t frame = gutter + 3;
        return columns < frame + least ? least : columns - frame;
    }

    // The part of a line of `width` columns that is shown, so that the mark can be seen with a little of what stands in
    // front of it; each `…` takes a column.
    Window window_round(std::size_t begin, std::size_t end, std::size_t width) const {
        if (width <= room_) return {0, width};
        const std::size_t lead = std::min<std::size_t>(begin, room_ / 4);
        std::size_t first = end < room_ ? 0 : begin - lead;
        first = std::min(first, width - (room_ - 1));
        const std::size_t space = room_ - (first > 0 ? 1 : 0);
        return {first, first + space < width ? first + space - 1 : width};
    }

    std::string bar() const { return palette_.paint(Ink::frame, "|"); }

    std::size_t gutter_;
    const Palette& palette_;
    std::size_t room_;  // columns for text
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

std::string excerpt(const std::vector<Mark>& marks, const Palette& palette, std::size_t columns) {
    Drawing drawing(gutter_width(marks), palette, columns);
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

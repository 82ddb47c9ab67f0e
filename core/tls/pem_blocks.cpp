#include "core/tls/pem_blocks.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace megactl::tls {

namespace {

constexpr std::string_view begin_prefix = "-----BEGIN ";
constexpr std::string_view end_prefix = "-----END ";
constexpr std::string_view dashes = "-----";
constexpr std::string_view glue = "----------BEGIN ";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct Line {
    std::string_view text;  // without what OpenSSL drops at its end: blanks and controls
    std::size_t begin = 0;  // in the whole text
    std::size_t number = 0;
};

// Calls `use` with every line; the first without its byte order mark.
template <class Use>
void for_each_line(std::string_view text, Use use) {
    std::size_t begin = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    for (std::size_t number = 1; begin < text.size(); ++number) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = text.substr(begin, end - begin);
        while (!line.empty() && static_cast<unsigned char>(line.back()) <= ' ')
            line.remove_suffix(1);
        use(Line{line, begin, number});
        begin = end + 1;
    }
}

// "CERTIFICATE" of "-----BEGIN CERTIFICATE-----".
std::optional<std::string_view> label_after(std::string_view prefix, std::string_view line) {
    if (!line.starts_with(prefix) || !line.ends_with(dashes)) return std::nullopt;
    if (line.size() < prefix.size() + dashes.size()) return std::nullopt;
    const std::string_view label = line.substr(prefix.size(), line.size() - prefix.size() - dashes.size());
    return label.find(dashes) == std::string_view::npos ? std::optional(label) : std::nullopt;
}

// `-----END A----------BEGIN B-----`, as `cat` makes it of a file without a final newline. OpenSSL 3.0 then fails
// with "bad end line" for both.
bool is_glued(std::string_view line) {
    return line.starts_with(end_prefix) && line.find(glue) != std::string_view::npos;
}

// A byte order mark right ahead of BEGIN. OpenSSL 3 passes over one at the start of the file and over no other.
bool is_marked(std::string_view text, const Line& line) {
    if (line.text.starts_with(byte_order_mark))
        return line.text.substr(byte_order_mark.size()).starts_with(begin_prefix);
    return line.begin == byte_order_mark.size() && text.starts_with(byte_order_mark) &&
           line.text.starts_with(begin_prefix);
}

// Labels are words in capitals; a key in one long line between two markers is none.
bool is_plain_label(std::string_view label) {
    return label.size() <= 64 &&
           std::ranges::all_of(label, [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == ' '; });
}

bool is_plain_marker(std::string_view line) {
    if (is_glued(line)) {
        const std::size_t middle = line.find(glue);
        return is_plain_marker(line.substr(0, middle + dashes.size())) &&
               is_plain_marker(line.substr(middle + dashes.size()));
    }
    return std::ranges::any_of(std::array{begin_prefix, end_prefix}, [&](std::string_view prefix) {
        const auto label = label_after(prefix, line);
        return label && is_plain_label(*label);
    });
}

}  // namespace

PemLayout pem_layout(std::string_view text) {
    PemLayout layout;
    std::optional<PemBlock> open;
    std::size_t open_begin = 0;
    const auto note_first = [](std::size_t& place, std::size_t line) {
        if (place == 0) place = line;
    };
    const auto close_unfinished = [&] {
        if (open) note_first(layout.unclosed_line, open->line);
        open.reset();
    };
    for_each_line(text, [&](const Line& line) {
        if (is_marked(text, line)) note_first(layout.marked_line, line.number);
        if (const auto label = label_after(begin_prefix, line.text)) {
            close_unfinished();
            open = PemBlock{*label, {}, line.number};
            open_begin = line.begin;
        } else if (open && is_glued(line.text)) {
            note_first(layout.glued_line, line.number);
            open.reset();
        } else if (const auto end_label = label_after(end_prefix, line.text); open && end_label) {
            if (*end_label != open->label) return close_unfinished();
            open->text = text.substr(open_begin, line.begin + line.text.size() - open_begin);
            layout.blocks.push_back(*open);
            open.reset();
        } else if (!open && line.text.find(begin_prefix) != std::string_view::npos) {
            note_first(layout.misplaced_line, line.number);
        }
    });
    close_unfinished();
    return layout;
}

std::string markers_only(std::string_view text) {
    std::string markers;
    for_each_line(text, [&](const Line& line) {
        if (is_plain_marker(line.text)) markers += line.text;
        markers += '\n';
    });
    return markers;
}

}  // namespace megactl::tls

#include "cli/table.hpp"

#include "cli/terminal.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <numeric>

namespace megactl::cli {
namespace {

constexpr std::size_t gap = 2;  // blanks between columns
constexpr std::size_t narrowest = 12;

// The first `count` characters of `text`, and what follows them.
std::pair<std::string_view, std::string_view> cut(std::string_view text, std::size_t count) {
    std::size_t bytes = 0;
    for (; count > 0; --count)
        bytes += character_length(text.substr(bytes));
    return {text.substr(0, bytes), text.substr(bytes)};
}

// Elided in the middle: both ends of a path or an address tell more than what is between them.
std::string fitted(const std::string& text, std::size_t width) {
    const std::size_t length = character_count(text);
    if (length <= width) return text;
    const std::size_t tail = (width - 1) / 2;
    const std::string_view head = cut(text, width - 1 - tail).first;
    return std::string(head) + "…" + std::string(cut(text, length - tail).second);
}

std::string laid(const Column& column, std::size_t width, const std::string& text, const std::string& painted) {
    const std::string blanks(width - std::min(width, character_count(text)), ' ');
    return column.is_number ? blanks + painted : painted + blanks;
}

void end_line(std::string& lines, std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    lines += line + '\n';
}

}  // namespace

std::vector<std::size_t> Table::widths_within(std::size_t width) const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t widest = character_count(columns_[i].title);
        for (const std::vector<Cell>& row : rows_)
            widest = std::max(widest, character_count(escape_controls(row[i].seen)));
        widths.push_back(widest);
    }
    std::vector<std::size_t> order(columns_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t i) { return columns_[i].yields; });
    for (const std::size_t i : order) {
        const std::size_t used = std::accumulate(widths.begin(), widths.end(), gap * (columns_.size() - 1));
        if (used <= width || columns_[i].yields == 0) break;
        const std::size_t least = std::max(narrowest, character_count(columns_[i].title));
        if (widths[i] > least) widths[i] = std::max(least, widths[i] - std::min(widths[i], used - width));
    }
    return widths;
}

std::string Table::for_people(const report::Palette& palette, int width) const {
    if (rows_.empty()) return "";
    const std::vector<std::size_t> widths = widths_within(static_cast<std::size_t>(std::max(width, 1)));
    const std::string between(gap, ' ');
    std::string lines;
    std::string header;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const std::string title(columns_[i].title);
        header +=
            (i > 0 ? between : "") + laid(columns_[i], widths[i], title, palette.paint(report::Ink::header, title));
    }
    const bool has_titles = std::ranges::any_of(columns_, [](const Column& column) { return !column.title.empty(); });
    if (has_titles) end_line(lines, std::move(header));
    for (const std::vector<Cell>& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const std::string text = fitted(escape_controls(row[i].seen), widths[i]);
            const std::string painted = row[i].ink ? palette.paint(*row[i].ink, text) : text;
            line += (i > 0 ? between : "") + laid(columns_[i], widths[i], text, painted);
        }
        end_line(lines, std::move(line));
    }
    return lines;
}

std::string Table::for_pipe() const {
    std::string lines;
    for (const std::vector<Cell>& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i)
            lines += (i > 0 ? "\t" : "") + escape_controls(row[i].piped);
        lines += '\n';
    }
    return lines;
}

void print(Terminal& terminal, const Table& table) {
    terminal.print(terminal.out_is_terminal() ? table.for_people(terminal.out_palette(), terminal.width())
                                              : table.for_pipe());
}

}  // namespace megactl::cli

#pragma once

#include "core/report/palette.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli {

class Terminal;

struct Column {
    std::string_view title;  // "WAITING"; may be empty for remarks
    bool is_number = false;  // stands to the right
    // Where the terminal is too narrow, the column with the highest number gives way first; 0 stays whole.
    int yields = 0;
};

// What stands in one column of a row; two texts where people and pipes want different ones: `3 minutes`, and the time.
struct Cell {
    // NOLINTNEXTLINE(google-explicit-constructor): a row reads as a list of texts
    Cell(std::string text) : seen(text), piped(std::move(text)) {}
    Cell(std::string for_people, std::string for_pipe) : seen(std::move(for_people)), piped(std::move(for_pipe)) {}

    // With a meaning that a terminal colours.
    Cell&& in(report::Ink meaning) && {
        ink = meaning;
        return std::move(*this);
    }

    std::string seen;
    std::string piped;
    std::optional<report::Ink> ink{};
};

// A listing as people see it and as pipes read it: the one place that aligns columns.
//
//     Table table({{.title = "QUEUE", .yields = 1}, {.title = "WAITING", .is_number = true}});
//     table.add({queue.name, std::to_string(queue.waiting)});
//     print(context.terminal, table);
class Table {
public:
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    // As many cells as there are columns; raw text, control characters are escaped here.
    void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
    bool is_empty() const { return rows_.empty(); }

    // A header (unless no column has a title), aligned columns, fitted into `width`: texts too long are elided in the
    // middle. Nothing where there are no rows.
    std::string for_people(const report::Palette& palette, int width) const;
    // Without a header, separated by tabs, full values.
    std::string for_pipe() const;

private:
    std::vector<std::size_t> widths_within(std::size_t width) const;

    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;
};

// To stdout, as it is read there.
void print(Terminal& terminal, const Table& table);

}  // namespace megactl::cli

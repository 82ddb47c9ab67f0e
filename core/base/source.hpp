#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace megactl {

// A stretch of a text, in bytes from its begin; `end` is one past the last.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;

    bool operator==(const Span&) const = default;
};

// A text that knows its name and its lines, for whoever has to point into it. Immutable, so threads may share it.
class SourceText {
public:
    // `name` is what people read in front of a line number: a path as short as it can be, `<stdin>`, `the environment`.
    SourceText(std::string name, std::string text);

    const std::string& name() const { return name_; }
    std::string_view text() const { return text_; }
    // Views end with this object. A span that leaves the text is cut to it.
    std::string_view text(Span span) const;

    std::size_t line_count() const { return line_starts_.size(); }
    // Lines count from 1. `offset` may be the text's end, never more.
    std::size_t line_at(std::size_t offset) const;
    // Columns count characters (code points) from 1, as editors do; a byte that is no UTF-8 counts as one.
    std::size_t column_at(std::size_t offset) const;
    // The line without its line end (neither `\n` nor `\r\n`).
    Span line_span(std::size_t line) const;

private:
    void mark_long_lines();
    std::size_t characters_before(std::size_t offset) const;

    std::string name_;
    std::string text_;
    std::vector<std::size_t> line_starts_;
    // Of a text with long lines, every so often: how many characters stand before a place.
    struct Mark {
        std::size_t offset;
        std::size_t characters;
    };
    std::vector<Mark> marks_;
};

using Source = std::shared_ptr<const SourceText>;

// A place in a text: what a finding or an error points at.
struct Location {
    Source source;
    Span span;

    std::size_t line() const { return source->line_at(span.begin); }
    std::size_t column() const { return source->column_at(span.begin); }
    std::string_view text() const { return source->text(span); }
};

}  // namespace megactl

#pragma once

#include "core/base/source.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// A text put together from pieces of a source (continuation lines joined, comments between them left out), which still
// knows where each of its bytes stood.
class FoldedText {
public:
    void append(std::string_view piece, std::size_t source_offset);

    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    // A stretch of this text as a stretch of the source: from where its first byte stood to behind its last.
    Span in_source(Span span) const;
    // A part of it, which knows its places as well.
    FoldedText slice(Span span) const;

private:
    struct Piece {
        std::size_t begin;
        std::size_t source_offset;
    };
    std::size_t source_offset_of(std::size_t offset) const;

    std::string text_;
    std::vector<Piece> pieces_;
};

}  // namespace megactl::project

#include "core/project/folded_text.hpp"

#include <algorithm>

namespace megactl::project {

void FoldedText::append(std::string_view piece, std::size_t source_offset) {
    if (piece.empty()) return;
    const bool continues =
        !pieces_.empty() && pieces_.back().source_offset + (text_.size() - pieces_.back().begin) == source_offset;
    if (!continues) pieces_.push_back({text_.size(), source_offset});
    text_ += piece;
}

Span FoldedText::in_source(Span span) const {
    const std::size_t begin = std::min(span.begin, text_.size());
    const std::size_t end = std::clamp(span.end, begin, text_.size());
    if (begin == end) return {source_offset_of(begin), source_offset_of(begin)};
    return {source_offset_of(begin), source_offset_of(end - 1) + 1};
}

FoldedText FoldedText::slice(Span span) const {
    FoldedText result;
    const std::size_t end = std::min(span.end, text_.size());
    std::size_t begin = std::min(span.begin, end);
    while (begin < end) {
        const auto next = std::ranges::upper_bound(pieces_, begin, {}, &Piece::begin);
        const std::size_t piece_end = next == pieces_.end() ? end : std::min(end, next->begin);
        result.append(std::string_view(text_).substr(begin, piece_end - begin), source_offset_of(begin));
        begin = piece_end;
    }
    return result;
}

std::size_t FoldedText::source_offset_of(std::size_t offset) const {
    if (pieces_.empty()) return 0;
    // The text's end lies behind its last byte, wherever the next line begins.
    const auto next = std::ranges::upper_bound(pieces_, offset, {}, &Piece::begin);
    const Piece& piece = *std::prev(next);
    return piece.source_offset + (offset - piece.begin);
}

}  // namespace megactl::project

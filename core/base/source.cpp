#include "core/base/source.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace megactl {

SourceText::SourceText(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
    line_starts_.push_back(0);
    for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
        if (at + 1 < text_.size()) line_starts_.push_back(at + 1);
    }
    mark_long_lines();
}

// Columns are counted from the begin of a line: in one of a megabyte, whoever asks for many would wait.
void SourceText::mark_long_lines() {
    constexpr std::size_t between_marks = 1024;
    constexpr std::size_t long_line = 8 * between_marks;
    std::size_t begin = 0;
    const bool has_long_line = std::ranges::any_of(
        line_starts_, [&](std::size_t next) { return next - std::exchange(begin, next) > long_line; });
    if (!has_long_line && text_.size() - begin <= long_line) return;
    std::string_view rest = text_;
    for (std::size_t characters = 0; !rest.empty(); ++characters) {
        const std::size_t offset = text_.size() - rest.size();
        if (marks_.empty() || offset >= marks_.back().offset + between_marks) marks_.push_back({offset, characters});
        rest.remove_prefix(character_length(rest));
    }
}

std::size_t SourceText::characters_before(std::size_t offset) const {
    const auto after = std::ranges::upper_bound(marks_, offset, {}, &Mark::offset);
    const Mark mark = after == marks_.begin() ? Mark{0, 0} : *std::prev(after);
    return mark.characters + character_count(text({mark.offset, offset}));
}

std::string_view SourceText::text(Span span) const {
    const std::size_t begin = std::min(span.begin, text_.size());
    const std::size_t end = std::clamp(span.end, begin, text_.size());
    return std::string_view(text_).substr(begin, end - begin);
}

std::size_t SourceText::line_at(std::size_t offset) const {
    const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    return static_cast<std::size_t>(after - line_starts_.begin());
}

std::size_t SourceText::column_at(std::size_t offset) const {
    const std::size_t begin = line_span(line_at(offset)).begin;
    if (marks_.empty()) return 1 + character_count(text({begin, offset}));
    return 1 + characters_before(std::min(offset, text_.size())) - characters_before(begin);
}

Span SourceText::line_span(std::size_t line) const {
    const std::size_t begin = line_starts_[line - 1];
    std::size_t end = line < line_starts_.size() ? line_starts_[line] : text_.size();
    if (end > begin && text_[end - 1] == '\n') --end;
    if (end > begin && text_[end - 1] == '\r') --end;
    return {begin, end};
}

}  // namespace megactl

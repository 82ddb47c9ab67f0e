#include "core/base/source.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <utility>

namespace megactl {

SourceText::SourceText(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
    line_starts_.push_back(0);
    for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
        if (at + 1 < text_.size()) line_starts_.push_back(at + 1);
    }
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
    return 1 + character_count(text({line_span(line_at(offset)).begin, offset}));
}

Span SourceText::line_span(std::size_t line) const {
    const std::size_t begin = line_starts_[line - 1];
    std::size_t end = line < line_starts_.size() ? line_starts_[line] : text_.size();
    if (end > begin && text_[end - 1] == '\n') --end;
    if (end > begin && text_[end - 1] == '\r') --end;
    return {begin, end};
}

}  // namespace megactl

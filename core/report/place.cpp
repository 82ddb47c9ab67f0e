#include "core/report/place.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::report {

Place place_of(const Location& at) {
    const SourceText& source = *at.source;
    Place place;
    place.file = source.name();
    place.line = at.line();
    place.column = at.column();
    // The last character of the span, not the line end behind it.
    const std::size_t end = std::max(at.span.begin, std::min(at.span.end, source.text().size()));
    place.end_line = end > at.span.begin ? source.line_at(end - 1) : place.line;
    place.end_column = source.column_at(std::min(end, source.line_span(place.end_line).end));
    place.line_text = trim(source.text(source.line_span(place.line)));
    return place;
}

Place place_of(const Finding& finding) {
    if (finding.primary) return place_of(finding.primary->at);
    Place place;
    place.file = finding.file.empty() ? "." : finding.file;
    return place;
}

std::string text_of(const Place& place) {
    if (place.line == 0) return place.file;
    return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

}  // namespace megactl::report

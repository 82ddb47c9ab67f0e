#include "core/project/yaml_stream.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

bool begins_document(std::string_view line) {
    constexpr std::string_view mark = "---";
    return line.starts_with(mark) && (line.size() == mark.size() || is_space(line[mark.size()]));
}

// One document, read from its own text and put back to where it stands.
YamlDocument parse_part(const Source& source, Span part) {
    YamlDocument document = parse_yaml(std::make_shared<SourceText>(source->name(), std::string(source->text(part))));
    const auto move = [&](Span& span) { span = {span.begin + part.begin, span.end + part.begin}; };
    for (YamlNode& node : document.nodes)
        move(node.span);
    for (YamlProblem& problem : document.problems)
        move(problem.span);
    document.source = source;
    return document;
}

}  // namespace

std::deque<YamlDocument> parse_yaml_stream(const Source& source) {
    constexpr std::size_t most_documents = 1000;
    std::deque<YamlDocument> documents;
    std::size_t begin = 0;
    for (std::size_t line = 1; line <= source->line_count(); ++line) {
        const Span span = source->line_span(line);
        if (span.begin == begin || !begins_document(source->text(span))) continue;
        documents.push_back(parse_part(source, {begin, span.begin}));
        begin = span.begin;
        if (documents.size() == most_documents) return documents;
    }
    documents.push_back(parse_part(source, {begin, source->text().size()}));
    return documents;
}

}  // namespace megactl::project

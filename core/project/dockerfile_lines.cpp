#include "core/project/dockerfile_lines.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace megactl::project {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view without_front_blanks(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    return text;
}

bool is_comment(std::string_view line) {
    return without_front_blanks(line).starts_with('#');
}

struct Directive {
    std::string name;
    std::string_view value;
};

// `# name = value`; nothing for an ordinary comment.
std::optional<Directive> directive_of(std::string_view line) {
    line = trim(line);
    if (!line.starts_with('#')) return std::nullopt;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string name = lower(trim(line.substr(1, equals - 1)));
    const std::string_view value = trim(line.substr(equals + 1));
    const bool is_known = name == "syntax" || name == "escape" || name == "check";
    if (!is_known || value.empty()) return std::nullopt;
    return Directive{name, value};
}

}  // namespace

DockerfileLines::DockerfileLines(std::string_view text) : text_(text) {
    if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
    read_directives();
}

void DockerfileLines::read_directives() {
    std::vector<std::string> seen;
    while (!at_end()) {
        const std::size_t before = at_;
        const Line line = take_line();
        const auto directive = directive_of(line.text);
        if (!directive) {
            at_ = before;
            return;
        }
        const Span span{line.begin, line.begin + line.text.size()};
        if (std::ranges::find(seen, directive->name) != seen.end()) {
            faults_.push_back({span, "the directive `" + directive->name + "` comes twice"});
            return;
        }
        seen.push_back(directive->name);
        if (directive->name != "escape") continue;
        if (directive->value == "\\" || directive->value == "`") {
            escape_ = directive->value.front();
        } else {
            faults_.push_back({span, "the escape character can only be a backslash or a backtick"});
        }
    }
}

DockerfileLines::Line DockerfileLines::take_line() {
    const std::size_t begin = at_;
    const std::size_t newline = text_.find('\n', begin);
    const std::size_t end = std::min(newline, text_.size());
    at_ = newline == std::string_view::npos ? text_.size() : newline + 1;
    std::string_view line = text_.substr(begin, end - begin);
    while (line.ends_with('\r'))
        line.remove_suffix(1);
    return {begin, line};
}

bool DockerfileLines::take_continuation(std::string_view& line) const {
    std::string_view front = line;
    while (!front.empty() && is_blank(front.back()))
        front.remove_suffix(1);
    if (!front.ends_with(escape_)) return false;
    front.remove_suffix(1);
    // An escape that is escaped is text.
    if (front.ends_with(escape_)) return false;
    line = front;
    return true;
}

std::optional<FoldedText> DockerfileLines::next() {
    while (!at_end()) {
        FoldedText joined;
        bool continues = true;
        for (bool is_first = true; continues && !at_end(); is_first = false) {
            Line line = take_line();
            // Comments and blank lines between continuation lines vanish; before an instruction they are its absence.
            if (is_comment(line.text) || trim(line.text).empty()) {
                if (is_first) break;
                continue;
            }
            continues = take_continuation(line.text);
            joined.append(line.text, line.begin);
        }
        const std::string_view text = joined.text();
        const std::string_view trimmed = trim(text);
        if (trimmed.empty()) continue;
        const auto begin = static_cast<std::size_t>(trimmed.data() - text.data());
        if (trimmed.size() == text.size()) return joined;
        return joined.slice({begin, begin + trimmed.size()});
    }
    return std::nullopt;
}

bool DockerfileLines::read_body(Heredoc& heredoc) {
    heredoc.body_span = {at_, at_};
    while (!at_end()) {
        const std::size_t begin = at_;
        std::string_view end_candidate = take_line().text;
        std::string_view whole = text_.substr(begin, at_ - begin);
        if (heredoc.strips_tabs) {
            const std::size_t tabs = std::min(whole.find_first_not_of('\t'), end_candidate.size());
            end_candidate.remove_prefix(tabs);
            whole.remove_prefix(tabs);
        }
        if (end_candidate == heredoc.name) {
            heredoc.body_span.end = begin;
            return true;
        }
        heredoc.body += whole;
    }
    heredoc.body_span.end = at_;
    return false;
}

}  // namespace megactl::project

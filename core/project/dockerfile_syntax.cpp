#include "core/project/dockerfile_syntax.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>

namespace megactl::project {
namespace {

constexpr std::array<std::string_view, 18> keywords = {
    "ADD",   "ARG",        "CMD",     "COPY", "ENTRYPOINT", "ENV",        "EXPOSE", "FROM",   "HEALTHCHECK",
    "LABEL", "MAINTAINER", "ONBUILD", "RUN",  "SHELL",      "STOPSIGNAL", "USER",   "VOLUME", "WORKDIR",
};

// A word with its quotes and escapes resolved, nothing expanded.
std::string without_quotes(std::string_view word, char escape) {
    std::string result;
    char quote = 0;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const char c = word[i];
        if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == quote && quote != 0) {
            quote = 0;
        } else if (c == escape && quote != '\'') {
            if (++i < word.size()) result += word[i];
        } else {
            result += c;
        }
    }
    return result;
}

// `<<NAME`, `<<-NAME`, `3<<"NAME"`
std::optional<Heredoc> heredoc_of(std::string_view word) {
    while (!word.empty() && is_digit(word.front()))
        word.remove_prefix(1);
    if (!word.starts_with("<<")) return std::nullopt;
    word.remove_prefix(2);
    Heredoc heredoc;
    if (word.starts_with('-')) {
        heredoc.strips_tabs = true;
        word.remove_prefix(1);
    }
    if (word.find('<') != std::string_view::npos) return std::nullopt;
    heredoc.name = without_quotes(word, '\\');
    heredoc.expands = heredoc.name == word;
    if (heredoc.name.empty()) return std::nullopt;
    return heredoc;
}

Assignment assignment_of(std::string_view text, Span span, char escape) {
    const std::string_view word = text.substr(span.begin, span.end - span.begin);
    const std::size_t equals = word.find('=');
    Assignment assignment{without_quotes(word.substr(0, equals), escape), std::nullopt, span};
    if (equals != std::string_view::npos) assignment.raw_value = word.substr(equals + 1);
    return assignment;
}

// `ENV KEY everything to the end`
AssignmentWords legacy_assignment(std::string_view keyword, std::string_view text) {
    const std::size_t name_end = std::min(text.find_first_of(" \t\v\f\r"), text.size());
    const Span span{0, text.size()};
    const std::string name(text.substr(0, name_end));
    if (name_end == text.size()) {
        return {{}, {{span, std::string(keyword) + " gives `" + escape_controls(name) + "` no value"}}};
    }
    return {{{name, std::string(trim(text.substr(name_end))), span}}, {}};
}

}  // namespace

bool is_dockerfile_keyword(std::string_view upper_case_word) {
    return std::ranges::find(keywords, upper_case_word) != keywords.end();
}

std::size_t skip_blanks(std::string_view text, std::size_t begin) {
    while (begin < text.size() && is_space(text[begin]))
        ++begin;
    return begin;
}

std::size_t word_end(std::string_view text, std::size_t begin, char escape) {
    char quote = 0;
    std::size_t at = begin;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quote == 0 && is_space(c)) return at;
        if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == quote) {
            quote = 0;
        } else if (c == escape && quote != '\'' && at + 1 < text.size()) {
            ++at;
        }
    }
    return text.size();
}

FlagWords flag_words(std::string_view text) {
    FlagWords result;
    for (;;) {
        const std::size_t begin = skip_blanks(text, result.end);
        result.end = begin;
        if (!text.substr(begin).starts_with("--")) return result;
        // Here the backslash escapes, whatever the directive says.
        const std::size_t end = word_end(text, begin, '\\');
        result.end = skip_blanks(text, end);
        const std::string word = without_quotes(text.substr(begin, end - begin), '\\');
        if (word == "--") return result;
        const std::size_t equals = std::min(word.find('='), word.size());
        Flag flag{word.substr(2, equals - 2), {}, {begin, end}};
        if (equals < word.size()) flag.value = word.substr(equals + 1);
        result.flags.push_back(std::move(flag));
    }
}

std::vector<Heredoc> heredoc_words(std::string_view text) {
    std::vector<Heredoc> heredocs;
    if (text.find("<<") == std::string_view::npos) return heredocs;
    for (std::size_t begin = skip_blanks(text, 0); begin < text.size();) {
        const std::size_t end = word_end(text, begin, '\\');
        if (auto heredoc = heredoc_of(text.substr(begin, end - begin))) heredocs.push_back(std::move(*heredoc));
        begin = skip_blanks(text, end);
    }
    return heredocs;
}

AssignmentWords assignment_words(std::string_view keyword, std::string_view text, char escape) {
    AssignmentWords result;
    const bool is_argument = keyword == "ARG";
    for (std::size_t begin = skip_blanks(text, 0); begin < text.size();) {
        const Span span{begin, word_end(text, begin, escape)};
        begin = skip_blanks(text, span.end);
        Assignment assignment = assignment_of(text, span, escape);
        if (!assignment.raw_value && !is_argument) {
            if (result.assignments.empty() && result.faults.empty()) return legacy_assignment(keyword, text);
            result.faults.push_back({span, "`" + escape_controls(assignment.name.substr(0, 40)) + "` has no `=`"});
        } else if (assignment.name.empty()) {
            result.faults.push_back({span, std::string(keyword) + " needs a name before `=`"});
        } else {
            result.assignments.push_back(std::move(assignment));
        }
    }
    return result;
}

}  // namespace megactl::project

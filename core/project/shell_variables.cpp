#include "core/project/shell_variables.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace megactl::project {
namespace {

// Bounds for scripts that nobody wrote: beyond them nothing is known.
constexpr std::size_t most_changed = 200;
constexpr std::size_t longest_value = 4096;

std::size_t end_of_name(std::string_view text, std::size_t begin) {
    std::size_t end = begin;
    while (end < text.size() && is_variable_name(text.substr(begin, end + 1 - begin)))
        ++end;
    return end;
}

bool would_be_split(std::string_view value) {
    return value.empty() || value.find_first_of(" \t\n*?[") != std::string_view::npos;
}

}  // namespace

ShellVariables ShellVariables::inherited() const {
    ShellVariables inner(at_begin_);
    // What of them it exports is not followed.
    inner.knows_nothing_ = knows_nothing_ || !changed_.empty();
    return inner;
}

std::optional<std::string> ShellVariables::value(std::string_view name) const {
    if (knows_nothing_) return std::nullopt;
    const auto changed = changed_.find(name);
    if (changed != changed_.end()) return changed->second;
    return at_begin_ ? at_begin_(name) : std::nullopt;
}

TestWord ShellVariables::test_word(const ShellToken& token, bool is_split) const {
    TestWord word;
    word.is_pattern = token.has_pattern;
    if (!token.is_quoted && !token.is_expanded) word.sign = token.word.text;
    if (token.is_expanded) {
        word.value = expanded(token.word.text);
        if (is_split && !token.is_quoted && word.value && would_be_split(*word.value)) word.value.reset();
    } else if (!token.has_pattern || !is_split) {
        word.value = token.word.text;
    }
    return word;
}

void ShellVariables::set(const ShellAssignment& assignment) {
    if (changed_.size() >= most_changed) return forget_all();
    const ShellWord& value = assignment.value;
    changed_.insert_or_assign(assignment.name, value.is_literal ? std::optional(value.text) : expanded(value.text));
}

void ShellVariables::forget(std::string_view name) {
    if (changed_.size() >= most_changed) return forget_all();
    changed_.insert_or_assign(std::string(name), std::nullopt);
}

void ShellVariables::forget_set_by(std::string_view word) {
    for (std::size_t at = word.find("${"); at != std::string_view::npos; at = word.find("${", at + 2)) {
        const std::size_t end = end_of_name(word, at + 2);
        const std::string_view rest = word.substr(end);
        if (rest.starts_with('=') || rest.starts_with(":=")) forget(word.substr(at + 2, end - at - 2));
    }
}

// Of `$NAME`, `${NAME}`, `${NAME:-word}`; others are not known.
std::optional<std::string> ShellVariables::expanded(std::string_view text) const {
    std::string whole;
    for (std::size_t at = 0; at < text.size();) {
        if (whole.size() > longest_value || text[at] == '`' || text[at] == '~') return std::nullopt;
        if (text[at] != '$') {
            whole += text[at++];
            continue;
        }
        const bool has_braces = text.substr(at + 1).starts_with('{');
        const std::size_t begin = at + (has_braces ? 2 : 1);
        const std::size_t end = end_of_name(text, begin);
        if (end == begin) return std::nullopt;
        auto value = this->value(text.substr(begin, end - begin));
        if (!value) return std::nullopt;
        at = end;
        if (has_braces) {
            const std::size_t close = text.find('}', end);
            if (close == std::string_view::npos) return std::nullopt;
            std::string_view operation = text.substr(end, close - end);
            if (operation.starts_with(":-")) {
                operation.remove_prefix(2);
                if (operation.find_first_of("$`'\"\\{") != std::string_view::npos) return std::nullopt;
                if (value->empty()) value = operation;
            } else if (!operation.empty()) {
                return std::nullopt;
            }
            at = close + 1;
        }
        whole += *value;
    }
    return whole;
}

}  // namespace megactl::project

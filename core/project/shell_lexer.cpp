#include "core/project/shell_lexer.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::project {
namespace {

constexpr std::array<std::string_view, 9> controls = {"&&", "||", "|&", "|", ";;", ";", "(", ")", "&"};
// The longer ones first.
constexpr std::array<std::string_view, 11> redirections = {"&>>", "&>", "<<<", "<<-", "<<", "<&",
                                                           "<>",  ">>", ">&",  ">|",  "<"};

bool ends_word(char c) {
    return is_space(c) || std::string_view(";&|()<>").find(c) != std::string_view::npos;
}

// The place behind what is opened at `begin`: `$(…)`, `${…}`, `` `…` ``, `(…)`; the script's end where nothing closes
// it.
std::size_t end_of_expansion(std::string_view script, std::size_t begin, char closing) {
    std::vector<char> open{closing};
    std::size_t at = begin;
    while (at < script.size() && !open.empty()) {
        const char c = script[at++];
        const char next = at < script.size() ? script[at] : '\0';
        if (c == '\\') {
            ++at;
        } else if (c == open.back()) {
            open.pop_back();
        } else if (open.back() == '`') {
            continue;
        } else if (c == '$' && (next == '(' || next == '{')) {
            open.push_back(next == '(' ? ')' : '}');
            ++at;
        } else if (c == '`' || (c == '"' && open.back() != '"')) {
            open.push_back(c);
        } else if (c == '(' && open.back() == ')') {
            open.push_back(')');
        } else if (c == '\'' && open.back() == ')') {
            at = std::min(script.find('\'', at), script.size() - 1) + 1;
        }
    }
    return std::min(at, script.size());
}

}  // namespace

ShellAssignment assignment_of(const ShellToken& token) {
    const std::size_t offset = token.value_offset;
    ShellAssignment result{token.word.text.substr(0, offset - 1), token.word, token.word.span};
    const bool appends = result.name.ends_with('+');
    if (appends) result.name.pop_back();
    result.value.text.erase(0, offset);
    result.value.span.begin = std::min(token.word.span.begin + offset, token.word.span.end);
    // No file names are put in place of a `*` here.
    result.value.is_literal = !token.is_expanded && !appends;
    if (appends) result.value.text.insert(0, "${" + result.name + "}");
    return result;
}

ShellToken ShellLexer::next() {
    const bool is_delimiter = std::exchange(expects_delimiter_, false);
    skip_between();
    if (at_end()) return {};
    if (peek() == '\n') {
        ShellToken token = take_sign(ShellToken::Kind::newline, 1);
        skip_heredocs();
        return token;
    }
    // `<(…)` and `>(…)` stand for a file's name.
    if ((peek() == '<' || peek() == '>') && peek(1) == '(') return take_word();
    for (const std::string_view sign : redirections) {
        if (!script_.substr(at_).starts_with(sign)) continue;
        expects_delimiter_ = sign == "<<" || sign == "<<-";
        delimiter_strips_tabs_ = sign == "<<-";
        return take_sign(ShellToken::Kind::redirection, sign.size());
    }
    if (peek() == '>') return take_sign(ShellToken::Kind::redirection, 1);
    for (const std::string_view sign : controls) {
        if (script_.substr(at_).starts_with(sign)) return take_sign(ShellToken::Kind::control, sign.size());
    }
    ShellToken token = take_word();
    if (is_delimiter) heredocs_.push_back({token.word.text, delimiter_strips_tabs_});
    return token;
}

// Blanks, joined lines, comments, and the file number in front of a redirection.
void ShellLexer::skip_between() {
    while (!at_end()) {
        if (peek() == '\\' && peek(1) == '\n') {
            at_ += 2;
        } else if (peek() == '#') {
            at_ = std::min(script_.find('\n', at_), script_.size());
        } else if (peek() != '\n' && is_space(peek())) {
            ++at_;
        } else {
            break;
        }
    }
    const std::size_t number_end = std::min(script_.find_first_not_of("0123456789", at_), script_.size());
    if (number_end < script_.size() && (script_[number_end] == '<' || script_[number_end] == '>')) at_ = number_end;
}

void ShellLexer::skip_heredocs() {
    for (const Delimiter& delimiter : heredocs_) {
        while (!at_end()) {
            const std::size_t end = std::min(script_.find('\n', at_), script_.size());
            std::string_view line = script_.substr(at_, end - at_);
            at_ = std::min(end + 1, script_.size());
            if (delimiter.strips_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
            if (line.ends_with('\r')) line.remove_suffix(1);
            if (line == delimiter.text) break;
        }
    }
    heredocs_.clear();
}

ShellToken ShellLexer::take_sign(ShellToken::Kind kind, std::size_t length) {
    ShellToken token;
    token.kind = kind;
    token.sign = script_.substr(at_, length);
    token.word.span = {at_, at_ + length};
    at_ += length;
    return token;
}

ShellToken ShellLexer::take_word() {
    ShellToken token;
    token.kind = ShellToken::Kind::word;
    token.word.span.begin = at_;
    if (peek() == '<' || peek() == '>') take_expansion(token, 2);
    while (!at_end()) {
        // bash: `NAME=(a b)`
        const bool is_array = peek() == '(' && token.value_offset > 0 && token.word.text.size() == token.value_offset;
        if (is_array) {
            take_expansion(token, 1);
        } else if (ends_word(peek())) {
            break;
        } else {
            take_piece(token);
        }
    }
    token.word.span.end = at_;
    token.word.is_literal = !token.is_expanded && !token.has_pattern;
    return token;
}

void ShellLexer::take_piece(ShellToken& token) {
    switch (peek()) {
        case '\\':
            token.is_bare = false;
            token.is_quoted = true;
            if (peek(1) != '\n' && at_ + 1 < script_.size()) token.word.text += script_[at_ + 1];
            at_ = std::min(at_ + 2, script_.size());
            return;
        case '\'': take_single_quoted(token); return;
        case '"': take_double_quoted(token); return;
        case '$': take_dollar(token); return;
        case '`': take_expansion(token, 1); return;
        default: take_plain(token); return;
    }
}

void ShellLexer::take_single_quoted(ShellToken& token) {
    token.is_bare = false;
    token.is_quoted = true;
    const std::size_t close = std::min(script_.find('\'', at_ + 1), script_.size());
    token.word.text += script_.substr(at_ + 1, close - at_ - 1);
    at_ = std::min(close + 1, script_.size());
}

// bash: `$'a\tb'`
void ShellLexer::take_ansi_quoted(ShellToken& token) {
    token.is_bare = false;
    token.is_quoted = true;
    at_ += 2;
    while (!at_end() && peek() != '\'') {
        char c = script_[at_++];
        if (c == '\\' && !at_end()) {
            c = script_[at_++];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
        }
        token.word.text += c;
    }
    if (!at_end()) ++at_;
}

void ShellLexer::take_double_quoted(ShellToken& token) {
    token.is_bare = false;
    token.is_quoted = true;
    ++at_;
    while (!at_end() && peek() != '"') {
        if (peek() == '$' && (peek(1) == '\'' || peek(1) == '"')) {
            token.word.text += script_[at_++];
        } else if (peek() == '$') {
            take_dollar(token);
        } else if (peek() == '`') {
            take_expansion(token, 1);
        } else if (peek() == '\\' && peek(1) == '\n') {
            at_ += 2;
        } else {
            const bool is_escape = peek() == '\\' && std::string_view("$`\"\\").find(peek(1)) != std::string_view::npos;
            if (is_escape) ++at_;
            token.word.text += script_[at_++];
        }
    }
    if (!at_end()) ++at_;
}

void ShellLexer::take_dollar(ShellToken& token) {
    const char next = peek(1);
    if (next == '(' || next == '{') {
        take_expansion(token, 2);
    } else if (next == '\'') {
        take_ansi_quoted(token);
    } else if (next == '"') {
        ++at_;
    } else {
        const bool is_variable =
            is_name_character(next) || std::string_view("@*#?-$!").find(next) != std::string_view::npos;
        if (is_variable) {
            token.is_bare = false;
            token.is_expanded = true;
        }
        token.word.text += script_[at_++];
        // The second `$` of `$$` begins nothing.
        if (next == '$') token.word.text += script_[at_++];
    }
}

void ShellLexer::take_plain(ShellToken& token) {
    const char c = script_[at_++];
    std::string& text = token.word.text;
    if (c == '*' || c == '?' || c == '[') token.has_pattern = true;
    if (c == '~' && text.size() == token.value_offset) token.is_expanded = true;
    text += c;
    if (c != '=' || !token.is_bare || token.value_offset > 0) return;
    std::string_view name = std::string_view(text).substr(0, text.size() - 1);
    if (name.ends_with('+')) name.remove_suffix(1);
    // Only the first `=` can end a name: later ones have one in front of them.
    if (is_variable_name(name)) token.value_offset = text.size();
    token.is_bare = false;
}

// Takes a whole `$(…)`, `${…}`, `` `…` `` or `(…)` as written; `opening` is the length of its opening.
void ShellLexer::take_expansion(ShellToken& token, std::size_t opening) {
    const char last = script_[at_ + opening - 1];
    const char closing = last == '(' ? ')' : last == '{' ? '}' : '`';
    const std::size_t end = end_of_expansion(script_, at_ + opening, closing);
    token.word.text += script_.substr(at_, end - at_);
    token.is_bare = false;
    token.is_expanded = true;
    at_ = end;
}

}  // namespace megactl::project

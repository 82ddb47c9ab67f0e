#include "core/project/python_lexer.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace megactl::project {
namespace {

using Kind = PythonToken::Kind;

// CPython's own limit.
constexpr std::size_t most_indents = 100;

// Longest first.
constexpr std::array<std::string_view, 24> long_operators = {"**=", "//=", ">>=", "<<=", "...", "**", "//", ">>",
                                                             "<<",  "<=",  ">=",  "==",  "!=",  "->", "+=", "-=",
                                                             "*=",  "/=",  "%=",  "&=",  "|=",  "^=", "@=", ":="};

bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}
bool starts_name(char c) {
    return is_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_hexadecimal_letter(char c) {
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool continues_name(char c) {
    return starts_name(c) || is_digit(c);
}

bool is_string_prefix(std::string_view name) {
    return name.size() <= 3 && name.find_first_not_of("rRbBuUfFtT") == std::string_view::npos;
}

// Something opened that must be closed: a bracket, or a part of an f-string.
struct Open {
    enum class Kind : std::uint8_t { bracket, format_text, field, specification };
    Kind kind = Kind::bracket;
    char closer = 0;  // of a bracket; of the others the quote
    bool is_triple = false;
    bool is_raw = false;
    std::uint32_t begin = 0;
};

class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    PythonTokens run() {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
        while (!problem_ && at_ < text_.size()) {
            if (in_format_text()) {
                lex_format_text();
            } else if (at_line_start_ && open_.empty()) {
                lex_indentation();
            } else {
                lex_token();
            }
        }
        finish();
        return {std::move(tokens_), std::move(problem_)};
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    void emit(Kind kind, std::size_t begin, std::size_t end) {
        tokens_.push_back({kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    }

    void fail(std::size_t begin, std::size_t end, std::string reason) {
        problem_ = PythonProblem{{begin, end}, std::move(reason)};
    }

    bool in_format_text() const {
        return !open_.empty() &&
               (open_.back().kind == Open::Kind::format_text || open_.back().kind == Open::Kind::specification);
    }

    void skip_line_end() { at_ += peek() == '\r' && peek(1) == '\n' ? 2U : 1U; }

    void lex_indentation();
    void lex_token();
    void lex_name();
    void lex_number();
    void lex_string(std::size_t begin, std::string_view prefix);
    void lex_operator();
    void close(char closer);
    void lex_format_text();
    void begin_field();
    void end_text(std::size_t begin);
    void finish();

    std::string_view text_;
    std::size_t at_ = 0;
    bool at_line_start_ = true;
    std::size_t line_token_ = 0;  // the first token of this logical line
    std::vector<std::size_t> indents_;
    std::vector<Open> open_;
    std::vector<PythonToken> tokens_;
    std::optional<PythonProblem> problem_;
};

void Lexer::lex_indentation() {
    std::size_t column = 0;
    for (; at_ < text_.size(); ++at_) {
        if (text_[at_] == ' ') {
            ++column;
        } else if (text_[at_] == '\t') {
            column = (column / 8 + 1) * 8;
        } else if (text_[at_] == '\f') {
            column = 0;
        } else {
            break;
        }
    }
    if (peek() == '#') at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    if (at_ == text_.size()) return;
    if (is_line_end(peek())) return skip_line_end();
    at_line_start_ = false;
    while (!indents_.empty() && column < indents_.back()) {
        indents_.pop_back();
        emit(Kind::dedent, at_, at_);
    }
    if (column > (indents_.empty() ? 0 : indents_.back())) {
        if (indents_.size() == most_indents) return fail(at_, at_ + 1, "too many levels of indentation");
        indents_.push_back(column);
        emit(Kind::indent, at_, at_);
    }
    line_token_ = tokens_.size();
}

void Lexer::lex_token() {
    const char c = peek();
    if (is_blank(c) || c == '\f') {
        ++at_;
    } else if (c == '#') {
        at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    } else if (is_line_end(c)) {
        if (open_.empty()) {
            emit(Kind::newline, at_, at_ + 1);
            at_line_start_ = true;
            line_token_ = tokens_.size();
        }
        skip_line_end();
    } else if (c == '\\' && is_line_end(peek(1))) {
        ++at_;
        skip_line_end();
    } else if (starts_name(c)) {
        lex_name();
    } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
        lex_number();
    } else if (c == '"' || c == '\'') {
        lex_string(at_, {});
    } else {
        lex_operator();
    }
}

void Lexer::lex_name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && continues_name(text_[at_]))
        ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if ((peek() == '"' || peek() == '\'') && is_string_prefix(name)) return lex_string(begin, name);
    emit(Kind::name, begin, at_);
}

// Ends where the number does: `1if x else 2` and `[0for x in y]` are valid.
void Lexer::lex_number() {
    const std::size_t begin = at_;
    const auto skip_digits = [&](bool is_hexadecimal) {
        while (is_digit(peek()) || peek() == '_' || (is_hexadecimal && is_hexadecimal_letter(peek())))
            ++at_;
    };
    const bool has_base = peek() == '0' && std::string_view("xXoObB").find(peek(1)) != std::string_view::npos;
    if (has_base) {
        at_ += 2;
        skip_digits(text_[at_ - 1] == 'x' || text_[at_ - 1] == 'X');
    } else {
        skip_digits(false);
        if (peek() == '.') {
            ++at_;
            skip_digits(false);
        }
        const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
        if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
            at_ += 1 + sign;
            skip_digits(false);
        }
        if (peek() == 'j' || peek() == 'J') ++at_;
    }
    emit(Kind::number, begin, at_);
}

// At the opening quote.
void Lexer::lex_string(std::size_t begin, std::string_view prefix) {
    const char quote = peek();
    const bool is_triple = peek(1) == quote && peek(2) == quote;
    const std::size_t opening_end = at_ + (is_triple ? 3 : 1);
    if (prefix.find_first_of("fFtT") != std::string_view::npos) {
        const bool is_raw = prefix.find_first_of("rR") != std::string_view::npos;
        open_.push_back({Open::Kind::format_text, quote, is_triple, is_raw, static_cast<std::uint32_t>(begin)});
        emit(Kind::format_begin, begin, opening_end);
        at_ = opening_end;
        return;
    }
    for (at_ = opening_end; at_ < text_.size(); ++at_) {
        const char c = text_[at_];
        if (c == '\\') {
            ++at_;
        } else if (c == quote && (!is_triple || (peek(1) == quote && peek(2) == quote))) {
            at_ += is_triple ? 3U : 1U;
            return emit(Kind::string, begin, at_);
        } else if (!is_triple && is_line_end(c)) {
            break;
        }
    }
    fail(begin, opening_end, "this string is never closed");
}

void Lexer::lex_operator() {
    const std::size_t begin = at_;
    const char c = peek();
    if (c == '(' || c == '[' || c == '{') {
        const char closer = c == '(' ? ')' : c == '[' ? ']' : '}';
        open_.push_back({Open::Kind::bracket, closer, false, false, static_cast<std::uint32_t>(begin)});
        emit(Kind::operation, begin, ++at_);
        return;
    }
    if (c == ')' || c == ']' || c == '}') return close(c);
    const bool in_field = !open_.empty() && open_.back().kind == Open::Kind::field;
    if (in_field && (c == ':' || (c == '!' && peek(1) != '='))) {
        if (c == ':') open_.back().kind = Open::Kind::specification;
        emit(Kind::operation, begin, ++at_);
        return;
    }
    const std::string_view rest = text_.substr(begin);
    const auto* const found =
        std::ranges::find_if(long_operators, [&](std::string_view operation) { return rest.starts_with(operation); });
    if (found != long_operators.end()) {
        at_ += found->size();
    } else if (std::string_view("+-*/%@&|^~<>=.,:;").find(c) != std::string_view::npos) {
        ++at_;
    } else {
        return fail(begin, begin + character_length(rest.substr(0, 4)),
                    fmt::format("`{}` has no meaning in Python", escape_controls(rest.substr(0, 1))));
    }
    emit(Kind::operation, begin, at_);
}

void Lexer::close(char closer) {
    const bool ends_field = !open_.empty() && open_.back().kind == Open::Kind::field && closer == '}';
    const bool ends_bracket =
        !open_.empty() && open_.back().kind == Open::Kind::bracket && open_.back().closer == closer;
    if (!ends_field && !ends_bracket) return fail(at_, at_ + 1, fmt::format("`{}` closes nothing", closer));
    open_.pop_back();
    emit(Kind::operation, at_, at_ + 1);
    ++at_;
}

// The text of an f-string up to the next field or the closing quotes.
void Lexer::lex_format_text() {
    const Open open = open_.back();
    const bool is_specification = open.kind == Open::Kind::specification;
    const std::size_t begin = at_;
    while (at_ < text_.size()) {
        const char c = text_[at_];
        if (c == '\\' && !open.is_raw && text_.substr(at_).starts_with("\\N{")) {
            at_ = std::min(text_.find_first_of("}\n", at_), text_.size());
            if (peek() == '}') ++at_;
        } else if (c == '\\') {
            at_ += peek(1) == '{' || peek(1) == '}' ? 1U : 2U;
        } else if (!is_specification && (c == '{' || c == '}') && peek(1) == c) {
            at_ += 2;
        } else if (c == '{') {
            end_text(begin);
            return begin_field();
        } else if (c == '}' && is_specification) {
            end_text(begin);
            emit(Kind::operation, at_, at_ + 1);
            ++at_;
            return open_.pop_back();
        } else if (c == open.closer && (!open.is_triple || (peek(1) == c && peek(2) == c))) {
            if (is_specification) break;
            end_text(begin);
            const std::size_t quotes = open.is_triple ? 3 : 1;
            emit(Kind::format_end, at_, at_ + quotes);
            at_ += quotes;
            return open_.pop_back();
        } else if (is_line_end(c) && !open.is_triple) {
            break;
        } else {
            ++at_;
        }
    }
    fail(open.begin, open.begin + 1, "this string is never closed");
}

void Lexer::end_text(std::size_t begin) {
    if (begin < at_) emit(Kind::format_text, begin, at_);
}

void Lexer::begin_field() {
    Open field = open_.back();
    field.kind = Open::Kind::field;
    open_.push_back(field);
    emit(Kind::operation, at_, at_ + 1);
    ++at_;
}

void Lexer::finish() {
    if (!problem_ && !open_.empty()) {
        const std::size_t begin = open_.back().begin;
        const bool is_bracket = open_.back().kind == Open::Kind::bracket;
        fail(begin, begin + 1,
             is_bracket ? fmt::format("`{}` is never closed", text_[begin]) : "this string is never closed");
    }
    if (problem_) {
        tokens_.resize(std::min(line_token_, tokens_.size()));
    } else if (!at_line_start_ && tokens_.size() > line_token_) {
        emit(Kind::newline, text_.size(), text_.size());
    }
    for (; !indents_.empty(); indents_.pop_back())
        emit(Kind::dedent, text_.size(), text_.size());
    emit(Kind::end, text_.size(), text_.size());
}

}  // namespace

PythonTokens lex_python(std::string_view text) {
    return Lexer(text).run();
}

}  // namespace megactl::project

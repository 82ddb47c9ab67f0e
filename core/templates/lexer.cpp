#include "core/templates/lexer.hpp"

#include "core/base/text.hpp"
#include "core/templates/failure.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::templates {
namespace {

// One pass, which knows of each closing mark where it next stands on this line, so that a line of openings alone is not
// looked through again and again.
class Lexer {
public:
    explicit Lexer(const Source& source) : source_(source), text_(source->text()) {}

    std::vector<Token> run() {
        std::size_t from = 0;
        while (from < text_.size()) {
            const std::size_t open = text_.find('{', from);
            if (open == std::string_view::npos) break;
            const auto kind = kind_at(open);
            const auto end = kind ? end_of(*kind, open) : std::nullopt;
            if (!end) {
                from = open + 1;
                continue;
            }
            add_tag(*kind, open, *end);
            from = *end;
        }
        add_text(text_.size());
        return std::move(tokens_);
    }

private:
    std::optional<Token::Kind> kind_at(std::size_t open) const {
        if (open + 1 >= text_.size()) return std::nullopt;
        switch (text_[open + 1]) {
            case '%': return Token::Kind::tag;
            case '{': return Token::Kind::variable;
            case '#': return Token::Kind::comment;
            default: return std::nullopt;
        }
    }

    std::optional<std::size_t> end_of(Token::Kind kind, std::size_t open) {
        const std::string_view close = kind == Token::Kind::tag ? "%}" : kind == Token::Kind::variable ? "}}" : "#}";
        const std::size_t from = open + 2;
        if (from >= line_end_) {
            line_end_ = std::min(text_.find('\n', from), text_.size());
            missing_.clear();
        }
        if (missing_.find(close.front()) != std::string::npos) return std::nullopt;
        const std::size_t found = text_.substr(0, line_end_).find(close, from);
        if (found != std::string_view::npos) return found + close.size();
        missing_ += close.front();
        return std::nullopt;
    }

    void add_text(std::size_t end) {
        if (end > done_) tokens_.push_back({Token::Kind::text, {source_, {done_, end}}, {}});
        done_ = end;
    }

    void add_tag(Token::Kind kind, std::size_t open, std::size_t end) {
        const Location whole{source_, {open, end}};
        const std::string_view content = strip(text_.substr(open + 2, end - open - 4));
        if (!verbatim_end_.empty() && (kind != Token::Kind::tag || content != verbatim_end_)) return;  // text
        add_text(open);
        verbatim_end_.clear();
        if (kind == Token::Kind::tag && (content == "verbatim" || content.starts_with("verbatim "))) {
            verbatim_end_ = "end" + std::string(content);
        }
        tokens_.push_back({kind, whole, part_of(whole, content)});
        done_ = end;
    }

    const Source& source_;
    std::string_view text_;
    std::vector<Token> tokens_;
    std::size_t done_ = 0;
    std::string verbatim_end_;
    std::size_t line_end_ = 0;
    std::string missing_;  // the first letters of closing marks that this line holds no more
};

// Behind the quoted text that begins here; nothing where the quote isn't closed.
std::optional<std::size_t> end_of_quoted(std::string_view text, std::size_t begin) {
    for (std::size_t at = begin + 1; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == text[begin]) {
            return at + 1;
        }
    }
    return std::nullopt;
}

}  // namespace

std::vector<Token> tokens_of(const Source& source) {
    return Lexer(source).run();
}

std::vector<Location> words_of(const Location& content) {
    const std::string_view text = content.text();
    std::vector<Location> words;
    std::optional<std::size_t> begin;
    bool is_open = false;  // a quote that nothing closes: no later one is looked for
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t blank = blank_length(text.substr(at)); blank > 0) {
            if (begin) words.push_back(part_of(content, text.substr(*begin, at - *begin)));
            begin.reset();
            at += blank;
            continue;
        }
        if (!begin) begin = at;
        const bool is_quote = text[at] == '"' || text[at] == '\'';
        const auto end = is_quote && !is_open ? end_of_quoted(text, at) : std::nullopt;
        is_open = is_open || (is_quote && !end);
        at = end.value_or(at + 1);
    }
    if (begin) words.push_back(part_of(content, text.substr(*begin)));
    return words;
}

std::size_t blank_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte < 0x80) return is_space(text.front()) || (byte >= 0x1c && byte <= 0x1f) ? 1 : 0;
    const char32_t letter = character_at(text);
    const bool is_blank = letter == 0x85 || letter == 0xa0 || letter == 0x1680 ||
                          (letter >= 0x2000 && letter <= 0x200a) || letter == 0x2028 || letter == 0x2029 ||
                          letter == 0x202f || letter == 0x205f || letter == 0x3000;
    return is_blank ? character_length(text) : 0;
}

std::string_view strip(std::string_view text) {
    while (const std::size_t blank = blank_length(text))
        text.remove_prefix(blank);
    while (!text.empty()) {
        std::size_t last = text.size() - 1;
        while (last > 0 && text.size() - last < 4 && (static_cast<unsigned char>(text[last]) & 0xc0U) == 0x80U)
            --last;
        if (blank_length(text.substr(last)) != text.size() - last) break;
        text = text.substr(0, last);
    }
    return text;
}

}  // namespace megactl::templates

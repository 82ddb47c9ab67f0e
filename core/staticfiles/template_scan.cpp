#include "core/staticfiles/template_scan.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace megactl::staticfiles {
namespace {

// `{% … %}`, `{{ … }}` or `{# … #}`, which never go over a line's end.
struct Token {
    char kind;
    Span content;  // between the brackets
    std::size_t end;
};

class Tokens {
public:
    explicit Tokens(std::string_view text) : text_(text) {}

    std::optional<Token> next() {
        while (true) {
            const std::size_t open = text_.find('{', place_);
            if (open == std::string_view::npos || open + 1 >= text_.size()) return std::nullopt;
            place_ = open + 1;
            const std::size_t which = kinds.find(text_[open + 1]);
            if (which == std::string_view::npos || open < barren_until_[which]) continue;
            const std::size_t line_end = std::min(text_.find('\n', open), text_.size());
            const std::array<char, 2> closing{which == 1 ? '}' : kinds[which], '}'};
            const std::size_t length =
                text_.substr(open + 2, line_end - std::min(line_end, open + 2)).find({closing.data(), closing.size()});
            if (length == std::string_view::npos) {
                barren_until_[which] = line_end;
                continue;
            }
            place_ = open + 2 + length + closing.size();
            return Token{kinds[which], {open + 2, open + 2 + length}, place_};
        }
    }

private:
    static constexpr std::string_view kinds = "%{#";

    std::string_view text_;
    std::size_t place_ = 0;
    // No token of the kind ends before this place, so it isn't looked for again.
    std::array<std::size_t, kinds.size()> barren_until_{};
};

std::string_view first_word(std::string_view text) {
    return text.substr(0, std::min(text.find_first_of(" \t\r\f\v"), text.size()));
}

// Of `static 'css/site.css' as url`: the text in quotes. Nothing for what else may stand there.
std::optional<std::string_view> quoted_path(std::string_view tag) {
    const std::string_view rest = trim(tag.substr(first_word(tag).size()));
    if (rest.empty() || (rest.front() != '\'' && rest.front() != '"')) return std::nullopt;
    const std::size_t close = rest.find(rest.front(), 1);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view path = rest.substr(1, close - 1);
    const std::string_view behind = rest.substr(close + 1);
    const bool stands_alone = behind.empty() || (is_space(behind.front()) && first_word(trim(behind)) == "as");
    if (!stands_alone || path.empty() || path.find('\\') != std::string_view::npos) return std::nullopt;
    return path;
}

}  // namespace

std::vector<StaticName> static_names(std::string_view text) {
    std::vector<StaticName> names;
    std::string awaited;  // the tag that ends what is passed over
    Tokens tokens(text);
    while (const auto token = tokens.next()) {
        if (token->kind != '%') continue;
        const std::string_view tag = trim(text.substr(token->content.begin, token->content.end - token->content.begin));
        if (!awaited.empty()) {
            if (tag == awaited) awaited.clear();
            continue;
        }
        const std::string_view word = first_word(tag);
        if (word == "comment") awaited = "endcomment";
        if (word == "verbatim") awaited = "end" + std::string(tag);
        if (word != "static") continue;
        const auto path = quoted_path(tag);
        if (!path) continue;
        const auto begin = static_cast<std::size_t>(path->data() - text.data());
        names.push_back({std::string(*path), {begin, begin + path->size()}});
    }
    return names;
}

}  // namespace megactl::staticfiles

#include "core/templates/html.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <optional>

namespace megactl::templates {
namespace {

// Behind the tag that begins at `at`, its quoted values passed over; nothing where it does not end.
std::optional<std::size_t> end_of_tag(std::string_view text, std::size_t at) {
    char quote = 0;
    bool is_value = false;  // behind a `=`: only there a quote opens
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '>') {
            return at + 1;
        } else if (is_value && (c == '"' || c == '\'')) {
            quote = c;
        }
        is_value = c == '=' || (is_value && is_space(c));
    }
    return std::nullopt;
}

std::optional<std::size_t> behind(std::string_view text, std::string_view mark, std::size_t from) {
    const std::size_t found = text.find(mark, from);
    if (found == std::string_view::npos) return std::nullopt;
    return found + mark.size();
}

// Behind what begins with the `<` at `at`; nothing where that is text.
std::optional<std::size_t> end_of_markup(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    if (rest.size() > 1 && is_letter(rest[1])) return end_of_tag(text, at + 1);
    if (rest.starts_with("<!--")) return behind(text, "-->", at + 4);
    if (rest.starts_with("</") || rest.starts_with("<!") || rest.starts_with("<?")) return behind(text, ">", at + 2);
    return std::nullopt;
}

std::string without_tags_once(std::string_view text) {
    std::string kept;
    bool is_endless = false;  // a tag that does not end: nor does any behind it
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text[at] == '<' && !is_endless ? end_of_markup(text, at) : std::nullopt;
        if (!end) {
            is_endless = is_endless || (text[at] == '<' && text.find('>', at) == std::string_view::npos);
            kept += text[at++];
        } else {
            at = *end;
        }
    }
    return kept;
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string html;
    html.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&': html += "&amp;"; break;
            case '<': html += "&lt;"; break;
            case '>': html += "&gt;"; break;
            case '"': html += "&quot;"; break;
            case '\'': html += "&#x27;"; break;
            default: html += c;
        }
    }
    return html;
}

std::string escaped_once(const Value& value) {
    std::string text = text_of(value);
    return value.is_safe() ? text : escaped(text);
}

std::string without_tags(std::string text) {
    constexpr int most_rounds = 50;
    for (int round = 0; round < most_rounds; ++round) {
        if (text.find('<') == std::string::npos || text.find('>') == std::string::npos) break;
        std::string less = without_tags_once(text);
        if (std::ranges::count(text, '<') == std::ranges::count(less, '<')) break;
        text = std::move(less);
    }
    return text;
}

}  // namespace megactl::templates

#include "core/templates/html.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace megactl::templates {
namespace {

// Finds where markup ends, in a time that grows with the text alone: what was looked through in vain is not looked
// through again.
class MarkupEnds {
public:
    explicit MarkupEnds(std::string_view text)
        : text_(text), last_bracket_(text.rfind('>')), last_comment_end_(text.rfind("-->")) {}

    // Behind what begins with the `<` at `at`; nothing where that is text.
    std::optional<std::size_t> end_of_markup(std::size_t at) {
        if (is_behind(at, last_bracket_)) return std::nullopt;
        const std::string_view rest = text_.substr(at);
        if (rest.size() > 1 && is_letter(rest[1])) return end_of_tag(at + 1);
        if (rest.starts_with("<!--")) {
            if (is_behind(at + 4, last_comment_end_)) return std::nullopt;
            return text_.find("-->", at + 4) + 3;
        }
        if (rest.starts_with("</") || rest.starts_with("<!") || rest.starts_with("<?")) {
            return text_.find('>', at + 2) + 1;
        }
        return std::nullopt;
    }

private:
    static bool is_behind(std::size_t at, std::size_t last) { return last == std::string_view::npos || at > last; }

    // Behind the tag whose name begins at `at`, its quoted values passed over; nothing where it does not end.
    std::optional<std::size_t> end_of_tag(std::size_t at);

    std::string_view text_;
    std::size_t last_bracket_;
    std::size_t last_comment_end_;
    // For each place, how tags that do not end have come by: a bit each for within the tag, behind a `=`, and within
    // either quote. Another that comes by likewise does not end either.
    std::vector<std::uint8_t> ways_;
};

std::optional<std::size_t> MarkupEnds::end_of_tag(std::size_t at) {
    ways_.resize(text_.size());
    char quote = 0;
    bool is_value = false;  // behind a `=`: only there a quote opens
    for (; at < text_.size(); ++at) {
        const char c = text_[at];
        const unsigned way = quote == '"' ? 1U : quote == '\'' ? 2U : is_value ? 4U : 8U;
        if ((ways_[at] & way) != 0) return std::nullopt;
        ways_[at] = static_cast<std::uint8_t>(ways_[at] | way);
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

std::string without_tags_once(std::string_view text) {
    std::string kept;
    MarkupEnds ends(text);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text[at] == '<' ? ends.end_of_markup(at) : std::nullopt;
        if (end) {
            at = *end;
        } else {
            kept += text[at++];
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

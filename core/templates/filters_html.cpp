#include "core/base/text.hpp"
#include "core/templates/filters.hpp"
#include "core/templates/html.hpp"

#include <fmt/format.h>

#include <vector>

namespace megactl::templates::filters {
namespace {

std::string with_plain_line_ends(std::string text) {
    return replace_all(replace_all(std::move(text), "\r\n", "\n"), "\r", "\n");
}

// The text, escaped where that is still to be done, with `\n` at its line ends.
std::string lines_of(const FilterInput& input) {
    const std::string text = with_plain_line_ends(text_of(input.value));
    return input.escapes && !input.value.is_safe() ? escaped(text) : text;
}

// Between them stood two line ends or more.
std::vector<std::string> paragraphs_of(const std::string& text) {
    std::vector<std::string> paragraphs(1);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_not_of('\n', at), text.size());
        if (end - at >= 2) {
            paragraphs.emplace_back();
            at = end;
        } else {
            paragraphs.back() += text[at++];
        }
    }
    return paragraphs;
}

}  // namespace

Value escape(const FilterInput& input) {
    return Value::text(escaped_once(input.value), true);
}

Value force_escape(const FilterInput& input) {
    return Value::text(escaped(text_of(input.value)), true);
}

Value safe(const FilterInput& input) {
    return Value::text(text_of(input.value), true);
}

Value linebreaks(const FilterInput& input) {
    std::vector<std::string> html;
    for (const std::string& paragraph : paragraphs_of(lines_of(input)))
        html.push_back("<p>" + replace_all(paragraph, "\n", "<br>") + "</p>");
    return Value::text(megactl::join(html, "\n\n"), true);
}

Value linebreaksbr(const FilterInput& input) {
    return Value::text(replace_all(lines_of(input), "\n", "<br>"), true);
}

Value striptags(const FilterInput& input) {
    return Value::text(without_tags(text_of(input.value)));
}

Value urlencode(const FilterInput& input) {
    const std::string kept = "_.-~" + (input.argument == nullptr ? "/" : text_of(*input.argument));
    std::string url;
    for (const char c : text_of(input.value)) {
        const bool is_kept = is_letter(c) || is_digit(c) || kept.find(c) != std::string::npos;
        url += is_kept && static_cast<unsigned char>(c) < 0x80 ? std::string(1, c)
                                                               : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return Value::text(url);
}

}  // namespace megactl::templates::filters

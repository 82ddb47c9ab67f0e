#include "core/templates/expression.hpp"

#include "core/base/text.hpp"
#include "core/templates/failure.hpp"
#include "core/templates/lexer.hpp"
#include "core/templates/number.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace megactl::templates {
namespace {

bool is_word(char c) {
    return is_name_character(c) || static_cast<unsigned char>(c) >= 0x80;
}

// Reads an expression from left to right; what is left when nothing fits is the mistake.
class Reader {
public:
    explicit Reader(const Location& at) : at_(at), rest_(at.text()) {}

    Expression run() {
        Expression expression{.operand = operand()};
        while (!rest_.empty())
            expression.filters.push_back(filter_call());
        return expression;
    }

private:
    [[noreturn]] void fail_here() const {
        fail(part_of(at_, rest_), fmt::format("can't be read from `{}` on", escape_controls(rest_)),
             "an expression is a name or a literal, then `|filter` or `|filter:argument` without blanks at the `:`");
    }

    std::string_view take(std::size_t length) {
        const std::string_view taken = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return taken;
    }

    std::size_t blanks() const {
        std::size_t length = 0;
        while (const std::size_t blank = blank_length(rest_.substr(length)))
            length += blank;
        return length;
    }

    // The length of `"…"` or `'…'`; 0 where none stands here.
    std::size_t quoted_length(std::size_t from) const {
        const std::string_view text = rest_.substr(from);
        if (text.empty() || (text.front() != '"' && text.front() != '\'')) return 0;
        for (std::size_t i = 1; i < text.size(); ++i) {
            if (text[i] == '\\') {
                ++i;
            } else if (text[i] == text.front()) {
                return i + 1;
            }
        }
        return 0;
    }

    // Of `_("…")`, a text to be translated.
    std::size_t translated_length() const {
        if (!rest_.starts_with("_(")) return 0;
        const std::size_t quoted = quoted_length(2);
        return quoted > 0 && rest_.substr(2 + quoted).starts_with(')') ? quoted + 3 : 0;
    }

    std::size_t name_length() const {
        std::size_t length = !rest_.empty() && (rest_.front() == '-' || rest_.front() == '+') ? 1 : 0;
        const std::size_t sign = length;
        const bool is_number = rest_.size() > sign && (is_digit(rest_[sign]) || rest_[sign] == '.');
        if (sign == 1 && !is_number) return 0;
        while (length < rest_.size() && (is_word(rest_[length]) || rest_[length] == '.'))
            ++length;
        return length;
    }

    Operand operand() {
        if (translated_length() > 0) {
            fail(part_of(at_, rest_), "wants a text translated, which isn't done here", "write the text itself");
        }
        if (const std::size_t length = quoted_length(0)) {
            const std::string_view text = take(length);
            return {.at = part_of(at_, text), .literal = Value::text(unescaped(text), true)};
        }
        const std::size_t length = name_length();
        if (length == 0) fail_here();
        return named(take(length));
    }

    static std::string unescaped(std::string_view quoted) {
        const std::string quote(1, quoted.front());
        std::string text(quoted.substr(1, quoted.size() - 2));
        return replace_all(replace_all(std::move(text), "\\" + quote, quote), "\\\\", "\\");
    }

    Operand named(std::string_view text) const {
        Operand operand{.at = part_of(at_, text)};
        if (auto number = literal_number(text)) {
            operand.literal = *std::move(number);
            return operand;
        }
        if (text.starts_with('_') || text.find("._") != std::string_view::npos) {
            fail(operand.at, fmt::format("asks for `{}`: names do not begin with `_`", text));
        }
        for (const std::string_view part : split(text, '.'))
            operand.lookups.emplace_back(part);
        return operand;
    }

    FilterCall filter_call() {
        const std::size_t before = blanks();
        if (!rest_.substr(before).starts_with('|')) fail_here();
        const std::string_view whole = rest_;
        take(before + 1);
        take(blanks());
        std::size_t length = 0;
        while (length < rest_.size() && is_word(rest_[length]))
            ++length;
        if (length == 0) {
            rest_ = whole;
            fail_here();
        }
        const std::string_view name = take(length);
        FilterCall call{.at = part_of(at_, name), .filter = find_filter(name)};
        if (call.filter == nullptr) {
            fail(call.at, fmt::format("uses the filter `{}`, which is not known here", escape_controls(name)),
                 fmt::format("megactl knows {}", filter_names()));
        }
        if (rest_.starts_with(':')) {
            take(1);
            call.argument = operand();
        }
        check_argument(call);
        return call;
    }

    static void check_argument(const FilterCall& call) {
        using Takes = Filter::Takes;
        if (call.argument && call.filter->takes == Takes::nothing)
            fail(call.at, fmt::format("gives the filter `{}` an argument, which it does not take", call.filter->name));
        if (!call.argument && call.filter->takes == Takes::argument)
            fail(call.at, fmt::format("gives the filter `{0}` no argument: `{0}:…`", call.filter->name));
    }

    const Location& at_;
    std::string_view rest_;
};

}  // namespace

Expression parse_expression(const Location& at) {
    return Reader(at).run();
}

}  // namespace megactl::templates

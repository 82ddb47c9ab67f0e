#include "core/base/json_view.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace megactl {
namespace {

bool is_json_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_hex_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::size_t after_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && is_json_blank(text[at]))
        ++at;
    return at;
}

// One pass over a document that may be anything. Open brackets wait on a stack of our own, as the characters that will
// close them: the depth of hostile input is no matter of the program's stack.
class Check {
public:
    Check(std::string_view text, std::size_t depth) : text_(text), depth_(depth) {}

    // The place behind the document's one value, or what is wrong.
    Result<std::size_t> run() {
        skip_blanks();
        while (value()) {
            const std::size_t end = at_;
            if (open_.empty()) {
                skip_blanks();
                if (at_ == text_.size()) return end;
                fail("something follows the value");
                break;
            }
        }
        return tl::unexpected(problem_);
    }

private:
    // One value, or the begin of one, and then all that closes behind it, up to the begin of the next value.
    bool value() {
        if (at_ == text_.size()) return fail("a value is missing");
        const char first = text_[at_];
        if (first == '{' || first == '[') {
            if (open_.size() == depth_) return fail(fmt::format("it is nested more than {} deep", depth_));
            open_ += first == '{' ? '}' : ']';
            ++at_;
            skip_blanks();
            if (peek() != open_.back()) return first == '[' || name();
        } else if (!scalar(first)) {
            return false;
        }
        return behind_value();
    }

    bool behind_value() {
        while (!open_.empty()) {
            skip_blanks();
            if (peek() == ',') {
                ++at_;
                skip_blanks();
                return open_.back() == ']' || name();
            }
            if (peek() != open_.back()) return fail(fmt::format("`,` or `{}` is missing", open_.back()));
            // The value within is done, and now the one that held it.
            ++at_;
            open_.pop_back();
        }
        return true;
    }

    bool name() {
        if (peek() != '"') return fail("a member's name is missing");
        if (!text()) return false;
        skip_blanks();
        if (peek() != ':') return fail("`:` is missing");
        ++at_;
        skip_blanks();
        return true;
    }

    bool scalar(char first) {
        if (first == '"') return text();
        for (const std::string_view word : {"null", "true", "false", "NaN", "Infinity", "-Infinity"}) {
            if (text_.substr(at_, word.size()) == word) {
                at_ += word.size();
                return true;
            }
        }
        return number();
    }

    bool text() {
        for (++at_; at_ < text_.size();) {
            const auto c = static_cast<unsigned char>(text_[at_]);
            if (c == '"') {
                ++at_;
                return true;
            }
            if (c < 0x20) return fail("a control character stands in a text");
            if (c == '\\') {
                if (!escape()) return false;
            } else if (c < 0x80) {
                ++at_;
            } else {
                const std::size_t length = character_length(text_.substr(at_, 4));
                if (length == 1) return fail("a byte is no UTF-8");
                at_ += length;
            }
        }
        return fail("it ends within a text");
    }

    bool escape() {
        const std::string_view rest = text_.substr(at_ + 1, 5);
        if (rest.starts_with('u')) {
            if (rest.size() < 5 || !std::ranges::all_of(rest.substr(1), is_hex_digit)) {
                return fail("`\\u` without four hexadecimal digits");
            }
            at_ += 6;
            return true;
        }
        if (rest.empty() || std::string_view("\"\\/bfnrt").find(rest.front()) == std::string_view::npos) {
            return fail("an escape that JSON does not know");
        }
        at_ += 2;
        return true;
    }

    bool number() {
        if (peek() == '-') ++at_;
        if (peek() == '0') {
            ++at_;
        } else if (!digits()) {
            return fail("no value begins like this");
        }
        if (peek() == '.') {
            ++at_;
            if (!digits()) return fail("a digit is missing behind the point");
        }
        if (peek() == 'e' || peek() == 'E') {
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            if (!digits()) return fail("a digit is missing in the exponent");
        }
        return true;
    }

    bool digits() {
        const std::size_t begin = at_;
        while (is_digit(peek()))
            ++at_;
        return at_ > begin;
    }

    void skip_blanks() { at_ = after_blanks(text_, at_); }
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool fail(std::string_view reason) {
        problem_.reason = fmt::format("{}, at byte {}", reason, at_);
        return false;
    }

    std::string_view text_;
    std::size_t depth_;
    std::size_t at_ = 0;
    std::string open_;
    Problem problem_;
};

// From here on the text is known to be valid.

// `at` is that of the opening quote; the answer lies behind the closing one.
std::size_t end_of_text(std::string_view json, std::size_t at) {
    for (++at; json[at] != '"'; ++at) {
        if (json[at] == '\\') ++at;
    }
    return at + 1;
}

std::size_t end_of_value(std::string_view json, std::size_t at) {
    std::size_t open = 0;
    do {
        switch (json[at]) {
            case '"': at = end_of_text(json, at); break;
            case '{':
            case '[': ++open, ++at; break;
            case '}':
            case ']': --open, ++at; break;
            case ',':
            case ':': ++at; break;
            default:
                if (is_json_blank(json[at])) {
                    ++at;
                } else {
                    at = std::min(json.find_first_of(",]} \t\n\r", at), json.size());
                }
        }
    } while (open > 0);
    return at;
}

// Shows the values directly within an object or array, each with its name as it is written: `"a"`, empty in an array.
template <class Look>
void for_each_part(std::string_view json, const Look& look) {
    const bool has_names = json.front() == '{';
    for (std::size_t at = after_blanks(json, 1); at < json.size() - 1;) {
        std::string_view name;
        if (has_names) {
            const std::size_t end = end_of_text(json, at);
            name = json.substr(at, end - at);
            at = after_blanks(json, after_blanks(json, end) + 1);
        }
        const std::size_t end = end_of_value(json, at);
        look(name, json.substr(at, end - at));
        at = after_blanks(json, end);
        if (json[at] == ',') at = after_blanks(json, at + 1);
    }
}

char32_t code_unit(std::string_view digits) {
    unsigned unit = 0;
    std::from_chars(digits.data(), digits.data() + 4, unit, 16);
    return unit;
}

void append_utf8(std::string& out, char32_t point) {
    const auto byte = [&](char32_t bits) { out += static_cast<char>(bits); };
    const auto tail = [&](unsigned shift) { byte(0x80U | ((point >> shift) & 0x3FU)); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0U | (point >> 6U));
        tail(0);
    } else if (point < 0x10000) {
        byte(0xE0U | (point >> 12U));
        tail(6);
        tail(0);
    } else {
        byte(0xF0U | (point >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

bool is_high_surrogate(char32_t unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low_surrogate(char32_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

// Appends what the `\uXXXX` at `at` says, together with the other half of a surrogate pair; the answer lies behind it.
std::size_t append_unicode_escape(std::string& out, std::string_view json, std::size_t at) {
    char32_t point = code_unit(json.substr(at + 2, 4));
    at += 6;
    if (is_high_surrogate(point) && json.substr(at, 2) == "\\u") {
        const char32_t low = code_unit(json.substr(at + 2, 4));
        if (is_low_surrogate(low)) {
            point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
            at += 6;
        }
    }
    const bool is_lone = is_high_surrogate(point) || is_low_surrogate(point);
    append_utf8(out, is_lone ? U'\uFFFD' : point);
    return at;
}

std::string decoded(std::string_view quoted) {
    const std::string_view inner = quoted.substr(1, quoted.size() - 2);
    std::string text;
    text.reserve(inner.size());
    for (std::size_t at = 0; at < inner.size();) {
        const std::size_t plain = std::min(inner.find('\\', at), inner.size());
        text += inner.substr(at, plain - at);
        at = plain;
        if (at == inner.size()) break;
        switch (const char letter = inner[at + 1]; letter) {
            case 'u': at = append_unicode_escape(text, inner, at); continue;
            case 'b': text += '\b'; break;
            case 'f': text += '\f'; break;
            case 'n': text += '\n'; break;
            case 'r': text += '\r'; break;
            case 't': text += '\t'; break;
            default: text += letter;
        }
        at += 2;
    }
    return text;
}

}  // namespace

Result<JsonView> JsonView::parse(std::string_view document, std::size_t depth) {
    const auto end = Check(document, depth).run();
    if (!end) return tl::unexpected(end.error());
    const std::size_t begin = after_blanks(document, 0);
    return JsonView(document.substr(begin, *end - begin));
}

JsonView::Kind JsonView::kind() const {
    switch (raw_.front()) {
        case '{': return Kind::object;
        case '[': return Kind::array;
        case '"': return Kind::text;
        case 't':
        case 'f': return Kind::boolean;
        case 'n': return Kind::null;
        default: return Kind::number;
    }
}

std::optional<JsonView> JsonView::member(std::string_view name) const {
    if (!is(Kind::object)) return std::nullopt;
    std::optional<JsonView> found;
    for_each_part(raw_, [&](std::string_view quoted, std::string_view value) {
        const bool is_plain = quoted.find('\\') == std::string_view::npos;
        const bool is_it = is_plain ? quoted.substr(1, quoted.size() - 2) == name : decoded(quoted) == name;
        if (is_it) found = JsonView(value);
    });
    return found;
}

std::string JsonView::text_of(std::string_view name) const {
    const auto found = member(name);
    return found ? found->text().value_or("") : "";
}

std::vector<std::pair<std::string, JsonView>> JsonView::members() const {
    std::vector<std::pair<std::string, JsonView>> all;
    if (!is(Kind::object)) return all;
    for_each_part(raw_, [&](std::string_view quoted, std::string_view value) {
        all.emplace_back(decoded(quoted), JsonView(value));
    });
    return all;
}

std::vector<JsonView> JsonView::elements() const {
    std::vector<JsonView> all;
    if (!is(Kind::array)) return all;
    for_each_part(raw_, [&](std::string_view, std::string_view value) { all.push_back(JsonView(value)); });
    return all;
}

std::optional<std::string> JsonView::text() const {
    if (!is(Kind::text)) return std::nullopt;
    return decoded(raw_);
}

std::optional<bool> JsonView::boolean() const {
    if (!is(Kind::boolean)) return std::nullopt;
    return raw_.front() == 't';
}

std::optional<std::int64_t> JsonView::integer() const {
    std::int64_t number = 0;
    const char* const end = raw_.data() + raw_.size();
    const auto [rest, error] = std::from_chars(raw_.data(), end, number);
    if (!is(Kind::number) || error != std::errc() || rest != end) return std::nullopt;
    return number;
}

std::optional<double> JsonView::number() const {
    if (!is(Kind::number)) return std::nullopt;
    double number = 0;
    const auto [rest, error] = std::from_chars(raw_.data(), raw_.data() + raw_.size(), number);
    // Beyond the range from_chars gives nothing, and strtod the infinity or the zero that Python gives.
    if (error == std::errc::result_out_of_range) return std::strtod(std::string(raw_).c_str(), nullptr);
    return number;
}

}  // namespace megactl

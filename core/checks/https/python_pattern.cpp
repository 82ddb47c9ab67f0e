#include "core/checks/https/python_pattern.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace megactl::checks::https_rules {

namespace {

constexpr std::size_t ascii_size = 128;
using Characters = std::bitset<ascii_size>;

// Of a text, the places that the pattern read so far may have come to.
using Places = std::vector<bool>;

// Returns whether that adds any.
bool unite(Places& places, const Places& more) {
    bool adds = false;
    for (std::size_t i = 0; i < places.size(); ++i) {
        adds = adds || (more[i] && !places[i]);
        places[i] = places[i] || more[i];
    }
    return adds;
}

template <class Predicate>
Characters characters_that(const Predicate& predicate) {
    Characters set;
    for (std::size_t i = 0; i < ascii_size; ++i)
        set[i] = predicate(static_cast<char>(i));
    return set;
}

Characters only(char c) {
    return characters_that([c](char other) { return other == c; });
}

// Reads the pattern from left to right, and takes the places in the text along.
class Search {
public:
    Search(std::string_view pattern, std::string_view text) : rest_(pattern), text_(text) {}

    std::optional<bool> run() {
        const Places ends = alternatives(Places(text_.size() + 1, true));
        if (!rest_.empty()) fail("its `)` closes nothing");
        if (!is_known_) return std::nullopt;
        return std::ranges::find(ends, true) != ends.end();
    }

    // What is wrong with the pattern, known once it has run.
    const std::string& fault() const { return fault_; }

private:
    static constexpr std::size_t most_steps = 20'000;
    static constexpr std::string_view open_class = "its `[` is never closed";

    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    // `\0`, which no pattern holds, where there is none: that is a fault.
    char take_any(std::string_view fault_at_end) {
        if (rest_.empty()) return fail(std::string(fault_at_end));
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    char give_up() {
        is_known_ = false;
        return '\0';
    }

    // What comes behind something that is not known is not told.
    char fail(std::string fault) {
        if (is_known_) fault_ = std::move(fault);
        return give_up();
    }

    char fail_to_repeat(char sign) { return fail(fmt::format("its `{}` has nothing to repeat", sign)); }

    // `a|b`
    Places alternatives(const Places& begin) {
        Places ends = sequence(begin);
        while (is_known_ && take('|'))
            unite(ends, sequence(begin));
        return ends;
    }

    Places sequence(Places places) {
        while (is_known_ && !rest_.empty() && rest_.front() != '|' && rest_.front() != ')')
            places = repeated_item(places);
        return places;
    }

    // An item, with the `*`, `+` or `?` behind it.
    Places repeated_item(const Places& begin) {
        const std::string_view from = rest_;
        Places ends = item(begin);
        const char sign = rest_.empty() ? '\0' : rest_.front();
        if (sign == '{') give_up();
        if (!is_known_ || (sign != '*' && sign != '+' && sign != '?')) return ends;
        if (from.starts_with('^') || from.starts_with('$')) fail_to_repeat(sign);
        const std::string_view behind = rest_.substr(1);
        bool adds = sign != '?';
        while (is_known_ && adds) {
            rest_ = from;
            adds = unite(ends, item(ends));
        }
        if (sign != '+') unite(ends, begin);
        rest_ = behind;
        const bool is_shortest = take('?');  // there is one all the same
        const char next = rest_.empty() ? '\0' : rest_.front();
        if (next == '{' || (next == '+' && !is_shortest)) give_up();  // `a*+`, which not every Python knows
        if (next == '*' || next == '+' || next == '?') fail_to_repeat(next);
        return ends;
    }

    Places item(const Places& begin) {
        if (++steps_ > most_steps) give_up();
        const char c = take_any("");
        switch (c) {
            case '^': return at(begin, 0);
            case '$': return at(begin, text_.size());
            case '(': return group(begin);
            case '[': return behind(begin, character_class());
            case '.': return behind(begin, ~only('\n'));
            case '\\': return behind(begin, escaped());
            case '*':
            case '+':
            case '?': fail_to_repeat(c); break;
            case '{': give_up(); break;
            default: break;
        }
        return behind(begin, only(c));
    }

    // Those of the places that are this one.
    static Places at(const Places& places, std::size_t place) {
        Places here(places.size(), false);
        here[place] = places[place];
        return here;
    }

    // The places behind one of these characters.
    Places behind(const Places& places, const Characters& characters) const {
        Places next(places.size(), false);
        for (std::size_t i = 0; i < text_.size(); ++i)
            next[i + 1] = places[i] && characters[static_cast<std::size_t>(text_[i])];
        return next;
    }

    Places group(const Places& begin) {
        if (take('?') && !take(':')) give_up();
        Places ends = alternatives(begin);
        if (!take(')')) fail("its `(` is never closed");
        return ends;
    }

    // What stands behind a backslash.
    Characters escaped() {
        const char c = take_any("it ends in a backslash");
        switch (c) {
            case 'd': return characters_that(is_digit);
            case 'D': return ~characters_that(is_digit);
            case 's': return characters_that(is_space);
            case 'S': return ~characters_that(is_space);
            case 'w': return characters_that(is_name_character);
            case 'W': return ~characters_that(is_name_character);
            default: break;
        }
        if (is_name_character(c)) give_up();  // `\b`, `\1`
        return only(c);
    }

    Characters character_class() {
        const bool is_negated = take('^');
        Characters set;
        for (bool is_first = true; is_known_ && (is_first || !take(']')); is_first = false)
            set |= part_of_class();
        return is_negated ? ~set : set;
    }

    // `a`, `a-z`, `\d`
    Characters part_of_class() {
        const bool is_escaped = take('\\');
        const char from = is_escaped ? '\0' : take_any(open_class);
        Characters part = is_escaped ? escaped() : only(from);
        const bool is_range = rest_.size() > 1 && rest_.front() == '-' && rest_[1] != ']';
        if (!is_range) return part;
        take('-');
        const char to = take_any(open_class);
        if (is_escaped || to == '\\') give_up();
        if (to < from) fail(fmt::format("its range `{}-{}` runs backwards", from, to));
        return characters_that([from, to](char c) { return c >= from && c <= to; });
    }

    std::string_view rest_;  // of the pattern
    std::string_view text_;
    std::size_t steps_ = 0;
    bool is_known_ = true;
    std::string fault_;  // empty while none is known
};

bool is_plain(std::string_view text) {
    constexpr std::size_t longest = 200;
    return text.size() <= longest && std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

std::optional<bool> is_found(std::string_view pattern, std::string_view text) {
    if (!is_plain(pattern) || !is_plain(text)) return std::nullopt;
    return Search(pattern, text).run();
}

std::string fault_of_pattern(std::string_view pattern) {
    if (!is_plain(pattern)) return {};
    Search search(pattern, "");
    search.run();
    return search.fault();
}

}  // namespace megactl::checks::https_rules

#include "core/project/dockerfile_word.hpp"

#include "core/base/text.hpp"
#include "core/project/word_pattern.hpp"

#include <optional>

namespace megactl::project {
namespace {

constexpr std::size_t deepest_nesting = 100;

class WordExpander {
public:
    WordExpander(std::string_view raw, const BuildEnvironment& environment, char escape, std::size_t& work)
        : raw_(raw), environment_(environment), escape_(escape), work_(work) {}

    Expansion run() {
        Fragment whole;
        while (!at_end() && !is_malformed())
            take_piece(whole, Escapes::resolved);
        if (is_malformed()) return {Expansion::State::malformed, {}, reason_};
        if (is_unmet_) return {Expansion::State::unmet, {}, {}};
        if (!whole.is_known) return {Expansion::State::unknown, {}, {}};
        return {Expansion::State::known, std::move(whole.text), {}};
    }

private:
    struct Fragment {
        std::string text;
        bool is_known = true;
    };
    enum class Escapes { resolved, kept };  // kept in patterns, which have their own use for them

    bool at_end() const { return at_ >= raw_.size(); }
    bool is_malformed() const { return !reason_.empty(); }
    bool take(char c) {
        if (at_end() || raw_[at_] != c) return false;
        ++at_;
        return true;
    }
    Fragment refuse(std::string_view reason) {
        if (reason_.empty()) reason_ = reason;
        return {};
    }

    void add(Fragment& to, std::string_view text) {
        if (text.size() > work_) {
            to.is_known = false;
            return;
        }
        work_ -= text.size();
        to.text += text;
    }
    void add(Fragment& to, const Fragment& piece) {
        to.is_known = to.is_known && piece.is_known;
        add(to, piece.text);
    }

    void take_piece(Fragment& to, Escapes escapes) {
        const char c = raw_[at_];
        if (c == '\'') {
            take_single_quoted(to);
        } else if (c == '"') {
            take_double_quoted(to);
        } else if (c == '$') {
            add(to, take_variable());
        } else if (c == escape_) {
            if (escapes == Escapes::kept) add(to, "\\");
            ++at_;
            if (!at_end()) add(to, raw_.substr(at_++, 1));
        } else {
            add(to, raw_.substr(at_++, 1));
        }
    }

    void take_single_quoted(Fragment& to) {
        const std::size_t close = raw_.find('\'', at_ + 1);
        if (close == std::string_view::npos) {
            refuse("a quote is not closed");
            return;
        }
        add(to, raw_.substr(at_ + 1, close - at_ - 1));
        at_ = close + 1;
    }

    void take_double_quoted(Fragment& to) {
        ++at_;
        while (!at_end() && !is_malformed()) {
            const char c = raw_[at_];
            if (take('"')) return;
            if (c == '$') {
                add(to, take_variable());
                continue;
            }
            ++at_;
            if (c == escape_ && !at_end() && (raw_[at_] == '"' || raw_[at_] == '$' || raw_[at_] == escape_)) {
                add(to, raw_.substr(at_++, 1));
            } else if (c != escape_ || !at_end()) {
                add(to, std::string_view(&c, 1));
            }
        }
        refuse("a quote is not closed");
    }

    // The word inside braces, up to `stop`, which is taken as well.
    Fragment take_until(char stop, Escapes escapes) {
        Fragment word;
        while (!at_end() && !is_malformed()) {
            if (take(stop)) return word;
            take_piece(word, escapes);
        }
        return refuse("`${` has no `}`");
    }

    Fragment take_variable() {
        ++at_;
        if (!take('{')) {
            const std::string_view name = take_name();
            return name.empty() ? Fragment{"$"} : value_of(name);
        }
        if (depth_ >= deepest_nesting) return refuse("variables are nested too deep");
        ++depth_;
        Fragment result = take_braced();
        --depth_;
        return result;
    }

    Fragment take_braced() {
        const std::string_view name = take_name();
        if (at_end()) return refuse("`${` has no `}`");
        if (name.empty()) return refuse("`${` names no variable");
        if (take('}')) return value_of(name);
        const bool has_colon = take(':');
        if (at_end()) return refuse("`${` has no `}`");
        const char operation = raw_[at_++];
        if (operation == '-' || operation == '+' || operation == '?') return take_condition(name, operation, has_colon);
        if (!has_colon && (operation == '#' || operation == '%')) return take_cut(name, operation);
        if (!has_colon && operation == '/') return take_replacement(name);
        return refuse("the builder doesn't know this kind of `${…}`");
    }

    Fragment take_condition(std::string_view name, char operation, bool has_colon) {
        Fragment word = take_until('}', Escapes::resolved);
        const BuildVariable* variable = find(name);
        if (variable != nullptr && !variable->value && (has_colon || operation == '-')) return {{}, false};
        const bool counts = variable != nullptr && (!has_colon || !variable->value->empty());
        if (operation == '+') return counts ? word : Fragment{};
        if (counts) return value_of(name);
        if (operation == '-') return word;
        is_unmet_ = true;
        return {};
    }

    Fragment take_cut(std::string_view name, char end) {
        const Cut cut = take(end) ? Cut::longest : Cut::shortest;
        const Fragment pattern = take_until('}', Escapes::kept);
        const Fragment value = value_of(name);
        if (!pattern.is_known || !value.is_known) return {{}, false};
        return fragment_of(end == '#' ? without_front(value.text, pattern.text, cut, work_)
                                      : without_back(value.text, pattern.text, cut, work_));
    }

    Fragment take_replacement(std::string_view name) {
        const bool every = take('/');
        const Fragment pattern = take_until('/', Escapes::kept);
        const Fragment replacement = take_until('}', Escapes::resolved);
        const Fragment value = value_of(name);
        if (!pattern.is_known || !replacement.is_known || !value.is_known) return {{}, false};
        return fragment_of(with_replaced(value.text, pattern.text, replacement.text, every, work_));
    }

    static Fragment fragment_of(std::optional<std::string> text) {
        return text ? Fragment{std::move(*text)} : Fragment{{}, false};
    }

    // A variable's name, a position (`$12`) or a special parameter (`$@`); empty where there is none.
    std::string_view take_name() {
        const std::size_t begin = at_;
        if (at_end()) return {};
        if (is_digit(raw_[at_])) {
            while (!at_end() && is_digit(raw_[at_]))
                ++at_;
        } else if (std::string_view("@*#?-$!").find(raw_[at_]) != std::string_view::npos) {
            ++at_;
        } else {
            while (!at_end() && is_name_character(raw_[at_]))
                ++at_;
        }
        return raw_.substr(begin, at_ - begin);
    }

    const BuildVariable* find(std::string_view name) const {
        const auto found = environment_.find(std::string(name));
        return found == environment_.end() || !found->second.is_set ? nullptr : &found->second;
    }

    Fragment value_of(std::string_view name) {
        const BuildVariable* variable = find(name);
        if (variable == nullptr) return {};
        if (!variable->value || variable->value->size() > work_) return {{}, false};
        work_ -= variable->value->size();
        return {*variable->value};
    }

    std::string_view raw_;
    const BuildEnvironment& environment_;
    char escape_;
    std::size_t& work_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    bool is_unmet_ = false;
    std::string_view reason_;
};

}  // namespace

Expansion expand(std::string_view raw, const BuildEnvironment& environment, char escape, std::size_t& work) {
    return WordExpander(raw, environment, escape, work).run();
}

std::optional<std::string> expand_word(std::string_view raw, const BuildEnvironment& environment, char escape) {
    std::size_t work = 16 * (raw.size() + (std::size_t{1} << 20));
    Expansion expansion = expand(raw, environment, escape, work);
    if (expansion.state != Expansion::State::known) return std::nullopt;
    return std::move(expansion.text);
}

}  // namespace megactl::project

#include "core/config/compose_template.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace megactl::config {
namespace {

constexpr std::size_t recorded_uses = 1000;
constexpr std::size_t recorded_word_bytes = 1U << 20U;

// Where the `${` at each offset ends: the offset of its `}`. One pass, since a search from every `${` would be
// quadratic in nested ones. Only `${` opens: a lone `{` is text, so the first `}` of `${A:-{}}` closes.
class Braces {
public:
    explicit Braces(std::string_view text) {
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '}' && !open.empty()) {
                pairs_[open.back()].second = i;
                open.pop_back();
            } else if (text.substr(i, 2) == "${") {
                open.push_back(pairs_.size());
                pairs_.emplace_back(i, std::string_view::npos);
                ++i;
            }
        }
    }

    // Asked in rising order of `begin`, as a fill goes.
    std::size_t end_of(std::size_t begin) {
        while (next_ < pairs_.size() && pairs_[next_].first < begin)
            ++next_;
        return next_ < pairs_.size() && pairs_[next_].first == begin ? pairs_[next_].second : std::string_view::npos;
    }

private:
    std::vector<std::pair<std::size_t, std::size_t>> pairs_;
    std::size_t next_ = 0;
};

class Filling {
public:
    Filling(std::string_view text, const TemplateLookup& lookup, std::size_t limit)
        : text_(text), lookup_(lookup), limit_(limit), braces_(text), end_(text.size()) {}

    FilledTemplate run() {
        while (!filled_.error) {
            if (at_ == end_) {
                if (returns_.empty()) break;
                std::tie(at_, end_) = returns_.back();
                returns_.pop_back();
            } else {
                step();
            }
        }
        if (filled_.error) filled_.text = text_;
        return std::move(filled_);
    }

private:
    struct Use {
        std::string_view name;
        std::string_view operation;
        std::string_view word;
        Span span;
    };

    void step() {
        // Not beyond `end_`: what lies there is looked at later, once.
        const std::size_t dollar = at_ + std::min(text_.substr(at_, end_ - at_).find('$'), end_ - at_);
        put(text_.substr(at_, dollar - at_));
        at_ = dollar;
        if (at_ == end_) return;
        const char next = at_ + 1 < end_ ? text_[at_ + 1] : '\0';
        if (next == '$') {
            put("$");
            at_ += 2;
        } else if (next == '{') {
            braced();
        } else if (const std::size_t name_end = end_of_name(at_ + 1); name_end > at_ + 1) {
            const Use use{text_.substr(at_ + 1, name_end - at_ - 1), "", "", {at_, name_end}};
            record(use);
            if (const auto value = lookup_(use.name)) put(*value);
            at_ = name_end;
        } else {
            put("$");
            ++at_;
        }
    }

    void braced() {
        const std::size_t close = braces_.end_of(at_);
        if (close >= end_) return fail({at_, end_}, "`${` is never closed");
        const Span span{at_, close + 1};
        const std::size_t name_end = end_of_name(at_ + 2);
        const std::string_view name = text_.substr(at_ + 2, name_end - at_ - 2);
        if (name.empty()) {
            return fail(span, close == at_ + 2 ? "`${}` names no variable"
                                               : "a variable's name begins with a letter or `_`, right behind `${`");
        }
        std::size_t word = name_end;
        if (word < close && text_[word] == ':') ++word;
        if (word < close && std::string_view("-?+").find(text_[word]) != std::string_view::npos) ++word;
        const std::string_view operation = text_.substr(name_end, word - name_end);
        if (operation == ":" || (operation.empty() && name_end != close)) {
            return fail(span, fmt::format("`{}` is none of the operators `:-`, `-`, `:?`, `?`, `:+`, `+`",
                                          text_.substr(name_end, character_length(text_.substr(name_end)))));
        }
        const Use use{name, operation, text_.substr(word, close - word), span};
        record(use);
        decide(use, {word, close}, lookup_(use.name));
    }

    // What `${NAME operation word}` becomes. Leaves the place behind it, or at the word to be filled first.
    void decide(const Use& use, Span word, const std::optional<std::string>& value) {
        const bool is_colon = use.operation.starts_with(':');
        const bool counts = value && !(is_colon && value->empty());
        const char kind = use.operation.empty() ? '\0' : use.operation.back();
        at_ = use.span.end;
        if (kind == '?' && !counts) {
            const std::string state = value ? "is empty" : "is not set";
            filled_.error = TemplateError{use.span,
                                          use.word.empty() ? fmt::format("`{}` {}", use.name, state)
                                                           : fmt::format("`{}` {}: {}", use.name, state, use.word),
                                          std::string(use.name), false};
        } else if ((kind == '-' && !counts) || (kind == '+' && counts)) {
            returns_.emplace_back(at_, end_);
            at_ = word.begin;
            end_ = word.end;
        } else if (kind != '+' && value) {
            put(*value);
        }
    }

    std::size_t end_of_name(std::size_t begin) const {
        if (begin >= end_ || is_digit(text_[begin])) return begin;
        std::size_t end = begin;
        while (end < end_ && is_name_character(text_[end]))
            ++end;
        return end;
    }

    // Nested words overlap, so all of them together could weigh far more than the text.
    void record(const Use& use) {
        recorded_bytes_ += use.word.size();
        if (filled_.uses.size() >= recorded_uses || recorded_bytes_ > recorded_word_bytes) return;
        filled_.uses.push_back({std::string(use.name), std::string(use.operation), std::string(use.word), use.span});
    }

    void put(std::string_view piece) {
        if (piece.size() > limit_ - filled_.text.size()) {
            filled_.error = TemplateError{{0, text_.size()}, "the filled text grows too large", "", true};
        } else {
            filled_.text += piece;
        }
    }

    void fail(Span span, std::string reason) { filled_.error = TemplateError{span, std::move(reason), "", false}; }

    std::string_view text_;
    const TemplateLookup& lookup_;
    std::size_t limit_;
    Braces braces_;
    std::size_t at_ = 0;
    std::size_t end_;
    // Where to go on once a word is filled: place and end of what surrounds it.
    std::vector<std::pair<std::size_t, std::size_t>> returns_;
    std::size_t recorded_bytes_ = 0;
    FilledTemplate filled_;
};

}  // namespace

FilledTemplate fill_template(std::string_view text, const TemplateLookup& lookup, std::size_t limit) {
    // Most values hold no variable at all.
    if (text.find('$') == std::string_view::npos) {
        if (text.size() <= limit) return {std::string(text), {}, {}};
    }
    return Filling(text, lookup, limit).run();
}

}  // namespace megactl::config

#include "core/base/text.hpp"
#include "core/staticfiles/forward_search.hpp"
#include "core/staticfiles/scan_parts.hpp"

#include <algorithm>
#include <optional>

namespace megactl::staticfiles {
namespace {

constexpr auto npos = std::string_view::npos;

// A quote that ends a module's name: until 6.0 a `;` must follow.
struct FindClosing {
    std::string_view text;
    bool wants_semicolon;

    // One past the closing; npos where this quote is none.
    std::size_t end_at(std::size_t quote) const {
        if (!wants_semicolon) return quote + 1;
        const std::size_t after = skip_space(text, quote + 1);
        return after < text.size() && text[after] == ';' ? after + 1 : npos;
    }

    std::size_t operator()(std::size_t at) const {
        for (at = text.find_first_of("'\"", at); at != npos; at = text.find_first_of("'\"", at + 1)) {
            if (end_at(at) != npos) return at;
        }
        return npos;
    }
};

// The quoted names of modules, and the `from` ahead of them.
class ModuleNames {
public:
    struct Name {
        Span url;
        std::size_t end = 0;
    };

    ModuleNames(std::string_view text, DjangoRelease release)
        : text_(text), closing_{text, release < DjangoRelease::v6_1} {}

    // `"./x"`, blanks ahead.
    std::optional<Name> after_space(std::size_t at) {
        const std::size_t quote = skip_space(text_, at);
        const std::size_t begin = quote + 1;
        if (!is_quote(text_, quote) || begin >= text_.size()) return std::nullopt;
        if (text_[begin] != '.' && text_[begin] != '/') return std::nullopt;
        const std::size_t end = closings_.from(begin + 1);
        if (end == npos || end > newlines_.from(begin + 1)) return std::nullopt;
        return Name{{begin, end}, closing_.end_at(end)};
    }

    std::optional<Name> after_from(std::size_t from) {
        const std::size_t length = word_length(text_, from, "from");
        return length == 0 ? std::nullopt : after_space(from + length);
    }

    // The first `from` that is followed by a name.
    std::size_t from_place(std::size_t at) {
        if (!is_known_ || at < asked_ || at > place_) {
            place_ = text_.find_first_of("fF", at);
            while (place_ != npos && !after_from(place_))
                place_ = text_.find_first_of("fF", place_ + 1);
            asked_ = at;
            is_known_ = true;
        }
        return place_;
    }

private:
    std::string_view text_;
    FindClosing closing_;
    ForwardSearch<FindClosing> closings_{closing_};
    ForwardSearch<FindText> newlines_{{text_, "\n"}};
    bool is_known_ = false;
    std::size_t asked_ = 0;
    std::size_t place_ = 0;
};

class ModuleScan {
public:
    ModuleScan(std::string_view text, ReferenceForm form, DjangoRelease release)
        : text_(text), form_(form), release_(release), names_(text, release) {}

    void run(const TakeMatch& take) {
        const std::string_view word = form_ == ReferenceForm::js_export ? "export" : "import";
        const std::string_view first = form_ == ReferenceForm::js_export ? "eE" : "iI\xC4";
        for (std::size_t at = text_.find_first_of(first); at != npos;) {
            const std::size_t length = word_length(text_, at, word);
            auto match = length == 0 ? std::nullopt : match_after(at + length);
            if (match) {
                match->whole.begin = at;
                take(*match);
            }
            at = text_.find_first_of(first, match ? match->whole.end : at + 1);
        }
    }

private:
    std::optional<ReferenceMatch> match_after(std::size_t at) {
        if (form_ == ReferenceForm::js_bare_import) return match_of(names_.after_space(at), {});
        if (form_ == ReferenceForm::js_dynamic_import) return dynamic_import(at);
        if (at < text_.size() && text_[at] == '*') return star_import(at);
        const std::size_t first = at < text_.size() && text_[at] == '{' ? 1 : space_length(text_.substr(at));
        if (first == 0) return std::nullopt;
        const std::size_t from = names_.from_place(at + first);
        if (from == npos) return std::nullopt;
        if (release_ >= DjangoRelease::v6_1 && semicolons_.from(at) < from) return std::nullopt;
        return match_of(names_.after_from(from), {at, without_space(at + first, from)});
    }

    // `* as WORD` without a blank ahead.
    std::optional<ReferenceMatch> star_import(std::size_t at) {
        if (release_ < DjangoRelease::v5_2) return std::nullopt;
        const std::size_t as = skip_space(text_, at + 1);
        const std::size_t length = word_length(text_, as, "as");
        const std::size_t word = length == 0 ? npos : skip_space(text_, as + length);
        if (word == npos) return std::nullopt;
        const std::size_t word_end = end_of_word(word);
        if (word_end == word) return std::nullopt;
        const std::size_t from = skip_space(text_, word_end);
        if (const auto name = names_.after_from(from)) return match_of(name, {at, word_end});
        constexpr std::size_t from_length = 4;
        if (word_end - word <= from_length) return std::nullopt;
        return match_of(names_.after_from(word_end - from_length), {at, word_end - from_length});
    }

    std::optional<ReferenceMatch> dynamic_import(std::size_t at) {
        if (at + 2 > text_.size() || text_[at] != '(' || !is_quote(text_, at + 1)) return std::nullopt;
        const std::size_t begin = at + 2;
        std::size_t least = begin;
        if (release_ >= DjangoRelease::v6_1) {
            if (begin >= text_.size() || (text_[begin] != '.' && text_[begin] != '/')) return std::nullopt;
            ++least;
        }
        const std::size_t end = std::min(close_single_.from(least), close_double_.from(least));
        if (end == npos || end > newlines_.from(least)) return std::nullopt;
        return ReferenceMatch{{0, end + 2}, {begin, end}, {}};
    }

    static std::optional<ReferenceMatch> match_of(const std::optional<ModuleNames::Name>& name, Span names) {
        if (!name) return std::nullopt;
        return ReferenceMatch{{0, name->end}, name->url, names};
    }

    // Where the whitespace ahead of `end` begins, not before `begin`.
    std::size_t without_space(std::size_t begin, std::size_t end) const {
        while (end > begin) {
            std::size_t last = end - 1;
            while (last > begin && (static_cast<unsigned char>(text_[last]) & 0xC0U) == 0x80U)
                --last;
            if (space_length(text_.substr(last)) != end - last) break;
            end = last;
        }
        return end;
    }

    std::size_t end_of_word(std::size_t at) const {
        while (at < text_.size()) {
            const std::string_view rest = text_.substr(at);
            const bool is_ascii = static_cast<unsigned char>(rest.front()) < 0x80;
            if (is_ascii ? !is_name_character(rest.front()) : space_length(rest) > 0) break;
            at += character_length(rest);
        }
        return at;
    }

    std::string_view text_;
    ReferenceForm form_;
    DjangoRelease release_;
    ModuleNames names_;
    ForwardSearch<FindText> semicolons_{{text_, ";"}};
    ForwardSearch<FindText> newlines_{{text_, "\n"}};
    ForwardSearch<FindText> close_single_{{text_, "')"}};
    ForwardSearch<FindText> close_double_{{text_, "\")"}};
};

}  // namespace

void scan_modules(std::string_view text, ReferenceForm form, DjangoRelease release, const TakeMatch& take) {
    ModuleScan(text, form, release).run(take);
}

}  // namespace megactl::staticfiles

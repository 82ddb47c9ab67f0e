#include "core/base/text.hpp"
#include "core/staticfiles/reference_scan.hpp"

#include <algorithm>
#include <cstdint>

namespace megactl::staticfiles {
namespace {

constexpr auto npos = std::string_view::npos;

class StretchScan {
public:
    StretchScan(std::string_view text, Language language) : text_(text), language_(language) {}

    std::vector<Span> run() {
        std::vector<Span> stretches;
        const std::string_view beginnings = language_ == Language::css ? "/\\'\"" : "/\\'\"`";
        for (std::size_t at = text_.find_first_of(beginnings); at != npos;) {
            const std::size_t end = end_of_stretch(at);
            if (end != npos) stretches.push_back({at, end});
            at = text_.find_first_of(beginnings, end == npos ? at + 1 : end);
        }
        return stretches;
    }

private:
    std::size_t end_of_stretch(std::size_t at) {
        switch (text_[at]) {
            case '/': return comment_end(at);
            case '\\': return escape_end(at);
            case '`': return template_end(at);
            default: return string_end(at);
        }
    }

    std::size_t comment_end(std::size_t at) {
        const std::string_view rest = text_.substr(at);
        if (rest.starts_with("//") && language_ == Language::javascript) {
            return std::min(text_.find('\n', at), text_.size());
        }
        if (!rest.starts_with("/*") || at >= last_open_comment_) return npos;
        const std::size_t close = text_.find("*/", at + 2);
        if (close == npos) last_open_comment_ = at;
        return close == npos ? npos : close + 2;
    }

    // A backslash and any character, a line end as well.
    std::size_t escape_end(std::size_t at) const {
        if (at + 1 >= text_.size()) return npos;
        return at + 1 + character_length(text_.substr(at + 1));
    }

    std::size_t string_end(std::size_t at) const {
        const char quote = text_[at];
        for (std::size_t next = at + 1; next < text_.size() && text_[next] != '\n'; ++next) {
            if (text_[next] == quote) return next + 1;
            if (text_[next] == '\\') ++next;
        }
        return npos;
    }

    std::size_t template_end(std::size_t at) {
        if (at >= last_open_template_) return npos;
        for (std::size_t next = text_.find_first_of("`\\", at + 1); next != npos;
             next = text_.find_first_of("`\\", next + 2)) {
            if (text_[next] == '`') return next + 1;
        }
        last_open_template_ = at;
        return npos;
    }

    std::string_view text_;
    Language language_;
    // From these on nothing closes any more.
    std::size_t last_open_comment_ = npos;
    std::size_t last_open_template_ = npos;
};

}  // namespace

std::vector<Span> ignored_stretches(std::string_view text, Language language) {
    return StretchScan(text, language).run();
}

bool is_strictly_inside(const std::vector<Span>& stretches, std::size_t place) {
    const auto after = std::ranges::lower_bound(stretches, place, {}, &Span::begin);
    return after != stretches.begin() && std::prev(after)->end > place;
}

}  // namespace megactl::staticfiles

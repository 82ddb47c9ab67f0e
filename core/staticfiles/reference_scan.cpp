#include "core/staticfiles/reference_scan.hpp"

#include "core/base/text.hpp"
#include "core/staticfiles/forward_search.hpp"
#include "core/staticfiles/scan_parts.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace megactl::staticfiles {
namespace {

constexpr auto npos = std::string_view::npos;

// `url(`, perhaps a quote, blanks, the URL up to the nearest `)` of the line. Until 6.0 any quote ahead of the `)` is
// left out, from 6.1 on only the one that opened.
class UrlScan {
public:
    UrlScan(std::string_view text, DjangoRelease release) : text_(text), release_(release) {}

    void run(const TakeMatch& take) {
        std::size_t from = 0;
        while (true) {
            const std::size_t bracket = text_.find('(', from);
            if (bracket == npos) return;
            const std::size_t begin = bracket - std::min<std::size_t>(bracket, 3);
            const bool is_url =
                begin >= end_of_last_ && bracket - begin == 3 && equal_ignoring_case(text_.substr(begin, 3), "url");
            from = bracket + 1;
            if (!is_url || !match(bracket + 1)) continue;
            take({{begin, end_}, url_, {}});
            from = end_of_last_ = end_;
        }
    }

private:
    bool match(std::size_t at) {
        const bool is_quoted = is_quote(text_, at);
        const std::size_t start = skip_space(text_, is_quoted ? at + 1 : at);
        if (is_quoted && release_ >= DjangoRelease::v6_1) {
            auto& close = text_[at] == '"' ? close_double_ : close_single_;
            if (const std::size_t end = close.from(start); end < newline_.from(start)) {
                return found({start, end}, end + 2);
            }
            // The quote belongs to the URL then.
            const std::size_t end = bracket_.from(at);
            return end < newline_.from(at) && found({at, end}, end + 1);
        }
        const std::size_t end = bracket_.from(start);
        if (end >= newline_.from(start)) return false;
        const bool ends_in_quote = release_ < DjangoRelease::v6_1 && end > start && is_quote(text_, end - 1);
        return found({start, ends_in_quote ? end - 1 : end}, end + 1);
    }

    bool found(Span url, std::size_t end) {
        url_ = url;
        end_ = end;
        return true;
    }

    std::string_view text_;
    DjangoRelease release_;
    Span url_{};
    std::size_t end_ = 0;
    std::size_t end_of_last_ = 0;
    ForwardSearch<FindText> bracket_{{text_, ")"}};
    ForwardSearch<FindText> newline_{{text_, "\n"}};
    ForwardSearch<FindText> close_single_{{text_, "')"}};
    ForwardSearch<FindText> close_double_{{text_, "\")"}};
};

// `@import "…"`: any two quotes on one line.
void scan_css_imports(std::string_view text, const TakeMatch& take) {
    ForwardSearch<FindText> newline({text, "\n"});
    ForwardSearch<FindQuote> quote({text});
    for (std::size_t at = text.find('@'); at != npos;) {
        std::size_t next = at + 1;
        const std::size_t word = word_length(text, at + 1, "import");
        const std::size_t open = word == 0 ? npos : skip_space(text, at + 1 + word);
        if (open != npos && is_quote(text, open)) {
            const std::size_t start = skip_space(text, open + 1);
            const std::size_t end = quote.from(start);
            if (end != npos && end < newline.from(start)) {
                take({{at, end + 1}, {start, end}, {}});
                next = end + 1;
            }
        }
        at = text.find('@', next);
    }
}

// A line that is `opening`, the word and the URL, then `closing`.
void scan_source_maps(std::string_view text, std::span<const std::string_view> openings, std::string_view closing,
                      const TakeMatch& take) {
    constexpr std::string_view word = "sourceMappingURL=";
    for (std::size_t at = text.find(word); at != npos; at = text.find(word, at + 1)) {
        const std::size_t line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
        const std::size_t line_end = std::min(text.find('\n', at), text.size());
        const std::size_t url = at + word.size();
        const bool is_whole = std::ranges::find(openings, text.substr(line, at - line)) != openings.end() &&
                              url + closing.size() <= line_end && text.substr(0, line_end).ends_with(closing);
        if (is_whole) take({{line, line_end}, {url, line_end - closing.size()}, {}});
        at = line_end - 1;  // a line holds one, at its begin
        if (line_end == text.size()) return;
    }
}

}  // namespace

std::size_t word_length(std::string_view text, std::size_t at, std::string_view word) {
    const std::size_t begin = at;
    for (const char letter : word) {
        const std::string_view rest = text.substr(std::min(at, text.size()));
        if (!rest.empty() && (rest.front() == letter || rest.front() == letter - 'a' + 'A')) {
            at += 1;
        } else if ((letter == 'i' && (rest.starts_with("\xC4\xB0") || rest.starts_with("\xC4\xB1"))) ||
                   (letter == 's' && rest.starts_with("\xC5\xBF"))) {
            at += 2;
        } else {
            return 0;
        }
    }
    return at - begin;
}

std::vector<ReferenceForm> forms_in(std::string_view path, const RewriteRules& rules) {
    const bool has_source_maps = rules.release >= DjangoRelease::v4_2;
    std::vector<ReferenceForm> forms;
    if (path.ends_with(".css")) {
        forms = {ReferenceForm::css_url, ReferenceForm::css_import};
        if (has_source_maps) forms.push_back(ReferenceForm::css_source_map);
    } else if (path.ends_with(".js") && has_source_maps) {
        forms = {ReferenceForm::js_source_map};
        if (rules.rewrites_modules) {
            forms.insert(forms.end(), {ReferenceForm::js_import, ReferenceForm::js_export,
                                       ReferenceForm::js_bare_import, ReferenceForm::js_dynamic_import});
        }
    }
    return forms;
}

void scan_references(std::string_view text, ReferenceForm form, DjangoRelease release, const TakeMatch& take) {
    constexpr std::array<std::string_view, 2> css_openings{"/*# ", "/*#\t"};
    constexpr std::array<std::string_view, 1> js_openings{"//# "};
    switch (form) {
        case ReferenceForm::css_url: return UrlScan(text, release).run(take);
        case ReferenceForm::css_import: return scan_css_imports(text, take);
        case ReferenceForm::css_source_map: return scan_source_maps(text, css_openings, "*/", take);
        case ReferenceForm::js_source_map: return scan_source_maps(text, js_openings, "", take);
        default: return scan_modules(text, form, release, take);
    }
}

}  // namespace megactl::staticfiles

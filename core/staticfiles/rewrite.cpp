#include "core/staticfiles/rewrite.hpp"

#include "core/staticfiles/reference_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>

namespace megactl::staticfiles {
namespace {

std::string replacement(ReferenceForm form, std::string_view url, std::string_view names) {
    switch (form) {
        case ReferenceForm::css_url: return fmt::format("url(\"{}\")", url);
        case ReferenceForm::css_import: return fmt::format("@import url(\"{}\")", url);
        case ReferenceForm::css_source_map: return fmt::format("/*# sourceMappingURL={} */", url);
        case ReferenceForm::js_source_map: return fmt::format("//# sourceMappingURL={}", url);
        case ReferenceForm::js_import: return fmt::format("import{} from \"{}\"", names, url);
        case ReferenceForm::js_export: return fmt::format("export{} from \"{}\"", names, url);
        case ReferenceForm::js_bare_import: return fmt::format("import\"{}\"", url);
        case ReferenceForm::js_dynamic_import: return fmt::format("import(\"{}\")", url);
    }
    return {};
}

// Until 6.0 the `;` behind these belongs to the match, and what stands between is lost.
bool ends_in_semicolon(ReferenceForm form, DjangoRelease release) {
    const bool is_statement =
        form == ReferenceForm::js_import || form == ReferenceForm::js_export || form == ReferenceForm::js_bare_import;
    return is_statement && release < DjangoRelease::v6_1;
}

// Where the text of a pass comes from in the text before it.
class Edits {
public:
    void add(Span before, Span after) { edits_.push_back({before, after}); }

    // Inside a replaced stretch: its begin.
    std::size_t before(std::size_t place) const {
        auto next = std::ranges::upper_bound(edits_, place, {}, [](const Edit& edit) { return edit.after.begin; });
        if (next == edits_.begin()) return place;
        const Edit& last = *std::prev(next);
        return place < last.after.end ? last.before.begin : last.before.end + (place - last.after.end);
    }

private:
    struct Edit {
        Span before;
        Span after;
    };
    std::vector<Edit> edits_;
};

class Rewriting {
public:
    Rewriting(std::string_view file, std::string_view text, const RewriteRules& rules, StaticNames& names)
        : file_(file),
          original_(text),
          language_(file.ends_with(".css") ? Language::css : Language::javascript),
          rules_(rules),
          names_(names) {}

    Rewritten run() {
        result_.text = original_;
        for (const ReferenceForm form : forms_in(file_, rules_))
            pass(form);
        return std::move(result_);
    }

private:
    void pass(ReferenceForm form) {
        const std::string text = std::move(result_.text);
        std::vector<Span> ignored;
        if (rules_.release >= DjangoRelease::v6_1) ignored = ignored_stretches(text, language_);
        Edits edits;
        std::string& rewritten = result_.text;
        rewritten.clear();
        rewritten.reserve(text.size() + text.size() / 8);
        std::size_t copied = 0;
        scan_references(text, form, rules_.release, [&](const ReferenceMatch& match) {
            if (is_strictly_inside(ignored, match.whole.begin)) return;
            const std::string_view url = slice(text, match.url);
            const Resolution resolution = resolve(url, file_, rules_, names_);
            remark(resolution, match, url);
            if (resolution.kind != Resolution::Kind::replaced) return;
            rewritten.append(text, copied, match.whole.begin - copied);
            const std::size_t begin = rewritten.size();
            rewritten += replacement(form, resolution.url, slice(text, match.names));
            if (ends_in_semicolon(form, rules_.release)) rewritten += ';';
            edits.add(match.whole, {begin, rewritten.size()});
            copied = match.whole.end;
        });
        rewritten.append(text, copied);
        passes_.push_back(std::move(edits));
    }

    static std::string_view slice(std::string_view text, Span span) {
        return text.substr(span.begin, span.end - span.begin);
    }

    void remark(const Resolution& resolution, const ReferenceMatch& match, std::string_view url) {
        const bool is_needed = resolution.kind == Resolution::Kind::missing ||
                               resolution.kind == Resolution::Kind::outside || resolution.is_plain_hash;
        if (!is_needed) return;
        Span at = match.url.begin < match.url.end ? match.url : match.whole;
        const std::size_t length = at.end - at.begin;
        for (const auto& edits : std::views::reverse(passes_))
            at.begin = edits.before(at.begin);
        at.end = std::min(at.begin + length, original_.size());
        result_.remarks.push_back({resolution.kind, at, std::string(url), resolution.target, is_in_comment(at.begin)});
    }

    bool is_in_comment(std::size_t place) {
        if (!has_stretches_) stretches_ = ignored_stretches(original_, language_);
        has_stretches_ = true;
        const auto after = std::ranges::upper_bound(stretches_, place, {}, &Span::begin);
        if (after == stretches_.begin()) return false;
        const Span stretch = *std::prev(after);
        return place < stretch.end && original_[stretch.begin] == '/';
    }

    std::string_view file_;
    std::string_view original_;
    Language language_;
    const RewriteRules& rules_;
    StaticNames& names_;
    Rewritten result_;
    std::vector<Edits> passes_;
    bool has_stretches_ = false;
    std::vector<Span> stretches_;
};

// Nothing is there.
class NoNames final : public StaticNames {
public:
    std::optional<std::string> hashed(std::string_view /*name*/) override { return std::nullopt; }
    Plain plain(std::string_view /*name*/) override { return {}; }
};

}  // namespace

Rewritten rewrite(std::string_view file, std::string_view text, const RewriteRules& rules, StaticNames& names) {
    return Rewriting(file, text, rules, names).run();
}

bool refers(std::string_view file, std::string_view text, const RewriteRules& rules) {
    for (const ReferenceForm form : forms_in(file, rules)) {
        bool is_found = false;
        scan_references(text, form, rules.release, [&](const ReferenceMatch& match) {
            NoNames none;
            const std::string_view url = text.substr(match.url.begin, match.url.end - match.url.begin);
            is_found = is_found || resolve(url, file, rules, none).kind != Resolution::Kind::left;
        });
        if (is_found) return true;
    }
    return false;
}

}  // namespace megactl::staticfiles

// Style sheets and scripts of any kind: rewriting ends, points into the text, and does nothing where nothing is
// there or nothing refers.

#include "core/staticfiles/rewrite.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace megactl::staticfiles;

// Every file is there, or none.
class AllOrNone final : public StaticNames {
public:
    explicit AllOrNone(bool has_all) : has_all_(has_all) {}

    std::optional<std::string> hashed(std::string_view key) override {
        if (!has_all_ || key.find('?') != std::string_view::npos) return std::nullopt;
        return std::string(key) + ".0123456789ab";
    }
    Plain plain(std::string_view path) override {
        if (!has_all_) return {Plain::Kind::missing, {}};
        return {path.ends_with('d') ? Plain::Kind::folder : Plain::Kind::file, "0123456789ab"};
    }

private:
    bool has_all_;
};

void try_with(std::string_view file, std::string_view text, DjangoRelease release) {
    const RewriteRules rules{.release = release, .rewrites_modules = true};
    AllOrNone all(true);
    AllOrNone none(false);
    const Rewritten changed = rewrite(file, text, rules, all);
    if (!refers(file, text, rules) && (changed.text != text || !changed.remarks.empty())) std::abort();
    const Rewritten untouched = rewrite(file, text, rules, none);
    for (const RewriteRemark& remark : untouched.remarks) {
        if (remark.at.begin > remark.at.end || remark.at.end > text.size()) std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    for (const DjangoRelease release :
         {DjangoRelease::v3_2, DjangoRelease::v4_2, DjangoRelease::v5_2, DjangoRelease::v6_1}) {
        try_with("css/a.css", text, release);
        try_with("js/a.js", text, release);
    }
    return 0;
}

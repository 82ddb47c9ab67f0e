#include "core/staticfiles/read_manifest.hpp"

#include "core/base/json_view.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace megactl::staticfiles {
namespace {

// What a lone surrogate, Python's word for an odd byte, is read as.
constexpr std::string_view unknown_character = "\xEF\xBF\xBD";

bool is_told(std::string_view name) {
    return name.find(unknown_character) == std::string_view::npos;
}

}  // namespace

Result<std::vector<ManifestEntry>> read_manifest(std::string_view text) {
    if (!is_utf8(text)) return problem("it is no UTF-8");
    const auto document = JsonView::parse(text);
    if (!document) return problem(document.error().reason);
    const std::string version = document->text_of("version");
    if (version != "1.0" && version != "1.1") {
        return problem(version.empty() ? std::string("it has no `version`")
                                       : fmt::format("its version is `{}`, and Django reads 1.0 and 1.1",
                                                     escape_controls(version)));
    }
    const auto paths = document->member("paths");
    if (!paths || !paths->is(JsonView::Kind::object)) return problem("it has no `paths`");
    std::vector<ManifestEntry> entries;
    for (auto& [path, value] : paths->members()) {
        auto name = value.text();
        if (!name) return problem(fmt::format("the name of `{}` is no text", escape_controls(path)));
        if (is_told(path) && is_told(*name)) entries.emplace_back(std::move(path), *std::move(name));
    }
    std::ranges::sort(entries);
    return entries;
}

}  // namespace megactl::staticfiles

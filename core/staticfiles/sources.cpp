#include "core/staticfiles/sources.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::staticfiles {

namespace fs = std::filesystem;

fs::path absolute_path(const fs::path& path, const fs::path& project) {
    fs::path absolute = (project / path).lexically_normal();
    if (!absolute.has_filename() && absolute.has_relative_path()) absolute = absolute.parent_path();
    return absolute;
}

SourceFolder plain_source(std::string_view name, const fs::path& project) {
    return {std::string(name), absolute_path(fs::path(name), project), ""};
}

namespace {

// `a//b/./c` is `a/b/c` to the file system, so one destination must not have two spellings.
Result<std::string> normal_prefix(std::string_view prefix) {
    if (prefix.ends_with('/')) return problem("the prefix must not end in `/`");
    if (prefix.starts_with('/')) return problem("the prefix must not begin with `/`");
    std::vector<std::string> parts;
    for (const std::string_view part : split(prefix, '/')) {
        if (part == "..") return problem("the prefix must not leave the root");
        if (!part.empty() && part != ".") parts.emplace_back(part);
    }
    return join(parts, "/");
}

}  // namespace

Result<SourceFolder> prefixed_source(std::string_view text, const fs::path& project) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return problem("write it like `PREFIX=DIR`");
    const std::string_view name = text.substr(equals + 1);
    if (name.empty()) return problem("the folder after `=` is missing");
    return normal_prefix(text.substr(0, equals)).map([&](std::string prefix) {
        SourceFolder source = plain_source(name, project);
        source.prefix = std::move(prefix);
        return source;
    });
}

SourceOrder in_django_order(std::vector<SourceFolder> sources) {
    SourceOrder order;
    for (SourceFolder& source : sources) {
        const bool is_known = std::ranges::any_of(order.sources, [&](const SourceFolder& known) {
            return known.name == source.name && known.prefix == source.prefix;
        });
        if (!is_known) order.sources.push_back(std::move(source));
    }
    for (auto entry = order.sources.begin(); entry != order.sources.end(); ++entry) {
        // The last entry of a folder decides; earlier ones of it take its prefix.
        const auto is_same = [&](const SourceFolder& other) { return other.name == entry->name; };
        const auto last = std::find_if(order.sources.rbegin(), order.sources.rend(), is_same);
        if (last->prefix == entry->prefix) continue;
        std::string surprise =
            fmt::format("`{}` is given with several prefixes; as in Django the last one counts for all: {}",
                        escape_controls(entry->name),
                        last->prefix.empty() ? "none" : fmt::format("`{}`", escape_controls(last->prefix)));
        entry->prefix = last->prefix;
        if (std::ranges::find(order.surprises, surprise) == order.surprises.end()) {
            order.surprises.push_back(std::move(surprise));
        }
    }
    return order;
}

}  // namespace megactl::staticfiles

#include "core/staticfiles/manifest.hpp"

#include "core/base/encoding.hpp"
#include "core/base/text.hpp"
#include "core/staticfiles/content_hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::staticfiles {
namespace {

// Python carries the bytes of names that are no UTF-8 as lone surrogates, and writes them so.
std::string python_quoted(std::string_view text) {
    if (is_utf8(text)) return json_quoted(text);
    std::string result = "\"";
    while (!text.empty()) {
        std::size_t valid = 0;
        const auto is_odd = [&](std::size_t at) {
            return static_cast<unsigned char>(text[at]) >= 0x80 && character_length(text.substr(at)) == 1;
        };
        while (valid < text.size() && !is_odd(valid))
            valid += character_length(text.substr(valid));
        const std::string part = json_quoted(text.substr(0, valid));
        result.append(part, 1, part.size() - 2);
        text.remove_prefix(valid);
        if (text.empty()) break;
        result += fmt::format("\\udc{:02x}", static_cast<unsigned char>(text.front()));
        text.remove_prefix(1);
    }
    return result + '"';
}

}  // namespace

std::string manifest_text(std::vector<ManifestEntry> entries, DjangoRelease release) {
    std::ranges::sort(entries);
    std::string paths;
    std::string pairs;
    for (const auto& [path, name] : entries) {
        const std::string_view comma = paths.empty() ? "" : ", ";
        const std::string quoted_path = python_quoted(path);
        const std::string quoted_name = python_quoted(name);
        paths += fmt::format("{}{}: {}", comma, quoted_path, quoted_name);
        pairs += fmt::format("{}[{}, {}]", comma, quoted_path, quoted_name);
    }
    if (release < DjangoRelease::v4_2) return fmt::format(R"({{"paths": {{{}}}, "version": "1.0"}})", paths);
    const std::string hash = content_hash(fmt::format("[{}]", pairs));
    return fmt::format(R"({{"paths": {{{}}}, "version": "1.1", "hash": "{}"}})", paths, hash);
}

}  // namespace megactl::staticfiles

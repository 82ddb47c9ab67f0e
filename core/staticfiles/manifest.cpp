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

// Texts whose bytes are in the order in which Python has the names: by code points, the lone surrogates included.
std::string python_order(std::string_view text) {
    std::string key;
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        const auto byte = static_cast<unsigned char>(text.front());
        if (length == 1 && byte >= 0x80) {
            key += {'\xED', byte < 0xC0 ? '\xB2' : '\xB3', static_cast<char>(0x80U | (byte & 0x3FU))};
        } else {
            key += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return key;
}

void sort_as_python(std::vector<ManifestEntry>& entries) {
    const bool is_plain = std::ranges::all_of(entries, [](const auto& entry) { return is_utf8(entry.first); });
    if (is_plain) {
        std::ranges::sort(entries);
    } else {
        std::ranges::sort(entries, {}, [](const ManifestEntry& entry) { return python_order(entry.first); });
    }
}

}  // namespace

std::string manifest_text(std::vector<ManifestEntry> entries, DjangoRelease release) {
    sort_as_python(entries);
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

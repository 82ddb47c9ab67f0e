#include "core/staticfiles/mount_lookup.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <vector>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;

// The kernel writes blanks, tabs, line ends and backslashes as `\040` and the like.
std::string unescaped(std::string_view text) {
    const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view digits = text[i] == '\\' ? text.substr(i + 1, 3) : std::string_view{};
        if (digits.size() == 3 && std::ranges::all_of(digits, is_octal)) {
            plain += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0'));
            i += digits.size();
        } else {
            plain += text[i];
        }
    }
    return plain;
}

bool is_within(const fs::path& inner, const fs::path& outer) {
    return std::ranges::mismatch(inner, outer).in2 == outer.end();
}

}  // namespace

std::optional<fs::path> mount_over(std::string_view mountinfo, const fs::path& folder, const fs::path& within) {
    std::optional<fs::path> found;
    for (const std::string_view line : split(mountinfo, '\n')) {
        constexpr std::size_t place = 4;
        const std::vector<std::string_view> words = split(line, ' ');
        if (words.size() <= place) continue;
        fs::path mount(unescaped(words[place]));
        const bool is_meant = is_within(folder, mount) && is_within(mount, within);
        if (is_meant && (!found || is_within(mount, *found))) found = std::move(mount);
    }
    return found;
}

}  // namespace megactl::staticfiles

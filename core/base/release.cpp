#include "core/base/release.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <vector>

namespace megactl {

Result<Release> parse_release(std::string_view text) {
    const std::vector<std::string_view> parts = split(text, '.');
    if (parts.size() < 2 || parts.size() > 3) return problem("a release is two numbers, like 1.0");
    std::vector<unsigned> numbers;
    for (const std::string_view part : parts) {
        unsigned number = 0;
        const char* end = part.data() + part.size();
        const auto [rest, failure] = std::from_chars(part.data(), end, number);
        if (part.empty() || failure != std::errc{} || rest != end) return problem("a release is two numbers, like 1.0");
        numbers.push_back(number);
    }
    return Release{numbers[0], numbers[1]};
}

std::string format_release(Release release) {
    return fmt::format("{}.{}", release.number, release.step);
}

}  // namespace megactl

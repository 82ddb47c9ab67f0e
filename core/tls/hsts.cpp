#include "core/tls/hsts.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

namespace megactl::tls {

namespace {

constexpr std::size_t shown_value = 40;
// More of them make more than 31 years, and of that browsers make the longest time that they have.
constexpr std::size_t digit_limit = 9;

std::string_view unquoted(std::string_view text) {
    const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

Result<std::chrono::seconds> age_of(std::string_view digits) {
    if (digits.empty()) return problem("its max-age is empty");
    if (!std::ranges::all_of(digits, is_digit))
        return problem(fmt::format("its max-age `{}` is no number", escape_controls(digits.substr(0, shown_value))));
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.size() > digit_limit) digits = "999999999";
    std::int64_t age = 0;
    for (const char digit : digits)
        age = age * 10 + (digit - '0');
    return std::chrono::seconds(age);
}

}  // namespace

Result<HstsPolicy> parse_hsts(std::string_view header) {
    HstsPolicy policy;
    std::optional<std::chrono::seconds> age;
    for (const std::string_view directive : split(header, ';')) {
        const std::size_t equals = std::min(directive.find('='), directive.size());
        const std::string name = lower(trim(directive.substr(0, equals)));
        const std::string_view value = unquoted(trim(directive.substr(std::min(equals + 1, directive.size()))));
        if (name == "max-age") {
            if (age) return problem("its max-age stands there twice");
            const auto read = age_of(value);
            if (!read) return tl::unexpected(read.error());
            age = *read;
        } else if (name == "includesubdomains") {
            if (equals < directive.size()) return problem("its includeSubDomains has a value, and takes none");
            if (policy.includes_subdomains) return problem("its includeSubDomains stands there twice");
            policy.includes_subdomains = true;
        }
        policy.asks_for_preload = policy.asks_for_preload || name == "preload";
    }
    if (!age) return problem("it has no max-age");
    policy.max_age = *age;
    return policy;
}

}  // namespace megactl::tls

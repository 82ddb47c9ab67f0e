#include "cli/invocation.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"

#include <fmt/format.h>

namespace megactl::cli {

std::optional<std::string> Invocation::value(std::string_view option) const {
    const auto found = options.find(option);
    if (found == options.end() || found->second.empty()) return std::nullopt;
    return found->second.back();
}

std::vector<std::string> Invocation::values(std::string_view option) const {
    const auto found = options.find(option);
    return found == options.end() ? std::vector<std::string>() : found->second;
}

std::optional<std::chrono::milliseconds> Invocation::duration(std::string_view option) const {
    const auto text = value(option);
    if (!text) return std::nullopt;
    const auto time = parse_duration(*text);
    if (time) return *time;
    throw Error(Error::Kind::usage,
                fmt::format("`{} {}` is not a duration: {}", option, escape_controls(*text), time.error().reason));
}

}  // namespace megactl::cli

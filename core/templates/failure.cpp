#include "core/templates/failure.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::templates {

void fail(const Location& at, const std::string& what, const std::string& help) {
    Error error(Error::Kind::input,
                fmt::format("the template {}:{} {}", escape_controls(at.source->name()), at.line(), what));
    error = Error(std::move(error).at(at, "here"));
    if (!help.empty()) error = Error(std::move(error).help(help));
    throw Error(std::move(error));
}

Location part_of(const Location& at, std::string_view part) {
    const auto begin = static_cast<std::size_t>(part.data() - at.source->text().data());
    return {at.source, {begin, begin + part.size()}};
}

}  // namespace megactl::templates

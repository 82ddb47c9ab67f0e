#pragma once

#include "core/project/facts.hpp"
#include "core/project/gather.hpp"
#include "core/project/settings_shelf.hpp"
#include "core/project/tree.hpp"

#include <cstddef>
#include <optional>

namespace megactl::project {

// The settings that a process of the caller's own would run with, those of `facts.live` where that is asked for. What
// nothing imports is read as well, to know what is never read. Nothing where containers run others. A module that is
// named and not there is told of as unseen; one that Python would look for here alone throws Error{input}.
std::optional<std::size_t> settings_of_process(const Tree& tree, const Question& question, SettingsShelf& shelf,
                                               Facts& facts);

}  // namespace megactl::project

#pragma once

#include <filesystem>

namespace megactl::cli {

class Context;

namespace commands {

// Where runs into this root keep what they found out: $XDG_CACHE_HOME/megactl/static, else ~/.cache/megactl/static.
// Nothing where neither has a place.
std::filesystem::path static_memory_file(const Context& context, const std::filesystem::path& root);

}  // namespace commands

}  // namespace megactl::cli

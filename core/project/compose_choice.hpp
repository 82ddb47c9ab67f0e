#pragma once

#include "core/project/compose.hpp"
#include "core/project/facts.hpp"
#include "core/project/tree.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace megactl::project {

// The compose files that are judged where nobody names them, and those beside them that are not.
struct ComposeChoice {
    std::vector<std::filesystem::path> files;
    std::vector<std::string> others;
    bool is_usual = true;  // Compose finds them by itself
};

// Those that Compose takes by itself, COMPOSE_FILE and all; without them one that is whole by its content (`local.yml`,
// `production.yml`), of several the one that is meant for `mode`: in the root, else in the folder of the only site,
// else in a folder that is named for such files.
ComposeChoice choose_compose_files(const Tree& tree, const NameLookup& caller, const std::vector<std::string>& sites,
                                   Mode mode);

}  // namespace megactl::project

#pragma once

#include "core/base/source.hpp"
#include "core/project/tree.hpp"

#include <string>
#include <utility>
#include <vector>

namespace megactl::project {

// The files of a project that supply variables besides compose files and the Dockerfiles that these name.
struct SupplyFiles {
    // `NAME.service`, and the drop-ins of `NAME.service.d` by name.
    std::vector<std::pair<Source, std::vector<Source>>> units;
    std::vector<std::string> dockerfiles;  // all of them, by their names
    std::vector<Source> manifests;         // of Kubernetes, as far as the text tells
    Source procfile;                       // null without, as below
    Source app_json;
    std::vector<Source> github_workflows;
    Source gitlab_ci;
    std::vector<std::string> unwalked;  // folders that the bounds left out
};

// Finds and reads them, within bounds: a monorepo must not cost a check its ten milliseconds. What can't be read is
// left out.
SupplyFiles supply_files(const Tree& tree);

}  // namespace megactl::project

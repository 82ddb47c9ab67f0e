#pragma once

#include "core/project/facts.hpp"
#include "core/project/tree.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// Tells which images of manifests are built from this project: those that a compose file builds, that a pipeline or a
// Makefile names, or that are called like the project.
class OwnImages {
public:
    OwnImages(const Tree& tree, const std::filesystem::path& root, const Facts& facts);

    // One that something else shows to be the project's own.
    void add(std::string_view image);
    bool are_built_here(std::string_view image) const;

private:
    bool is_named_like_project(std::string_view repository) const;

    std::set<std::string, std::less<>> repositories_;
    std::vector<Source> builders_;    // files that may build images
    std::vector<std::string> names_;  // of the project: its folder's, its packages'
};

}  // namespace megactl::project

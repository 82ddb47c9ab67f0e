#pragma once

#include "core/project/tree.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace megactl::project {

// `.env.example`, `.env_sample`, `env.dist`, `sample.env`: what people are meant to copy.
bool is_sample_file(std::string_view file);

// The sample that lies beside where an env file would be: one of its name (`prod.env.example`), else one of any; empty
// where there is none.
std::string sample_beside(const Tree& tree, const std::filesystem::path& env_file);

}  // namespace megactl::project

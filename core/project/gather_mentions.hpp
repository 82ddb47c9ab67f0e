#pragma once

#include "core/project/facts.hpp"
#include "core/project/tree.hpp"

#include <set>
#include <string>
#include <string_view>

namespace megactl::project {

// Fills what the project says about variables outside settings and supplies: `read_elsewhere` from `$NAME` in
// Dockerfiles, compose files and shell scripts; `sample_names`, `has_dotenv`, `ignored_by_git`.
void gather_mentions(const Tree& tree, Facts& facts);

// Adds the names behind `sign` and `sign{` in `text`: `$NAME`, `${NAME}`.
void add_dollar_names(std::string_view text, std::string_view sign, std::set<std::string, std::less<>>& names);

}  // namespace megactl::project

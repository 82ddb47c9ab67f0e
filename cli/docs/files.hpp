#pragma once

#include "cli/docs/catalogues.hpp"

#include <string>
#include <vector>

namespace megactl::cli::docs {

// A file that is committed as it is generated.
struct GeneratedFile {
    std::string path;  // "man/megactl.1", "completions/_megactl"
    std::string content;
};

std::vector<GeneratedFile> generated_files(const Catalogues& all);

}  // namespace megactl::cli::docs

#pragma once

#include "core/base/source.hpp"
#include "core/project/facts.hpp"

#include <cstddef>
#include <string>

namespace megactl::project {

// A sample env file (`.env.example`), and what is new in it.
struct EnvTemplate {
    std::string text;
    std::size_t variables = 0;
    std::size_t added = 0;
};

// The variables that the settings read, in their order, each with its type, its default and where it is read.
// `existing` (may be null) keeps its comments and values: an entry moves with the comment lines above it, what the
// settings do not read stays at the end, and so a second time changes nothing. Never writes what may be a secret.
// Throws Error{input} for an existing file that is no env file.
EnvTemplate env_template(const Facts& facts, const Source& existing);

}  // namespace megactl::project

#pragma once

#include "cli/docs/catalogues.hpp"

namespace megactl::tests {

// A small world with one of everything: the texts are made from it as from the program's own.
cli::docs::Catalogues sample();

}  // namespace megactl::tests

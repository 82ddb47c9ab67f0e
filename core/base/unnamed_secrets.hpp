#pragma once

#include "core/base/source.hpp"

#include <string_view>
#include <vector>

namespace megactl {

// The stretches of a source line that are secret though no variable's name says so: what is shaped like a token of some
// service (`ghp_…`, `AKIA…`), and what commands take as one (`curl -u user:password`, `--token …`, `Authorization: …`).
// In no order; may overlap.
std::vector<Span> unnamed_secrets(std::string_view line);

}  // namespace megactl

#pragma once

#include "core/base/source.hpp"

#include <string_view>
#include <vector>

namespace megactl {

// The stretches of a source line that are secret though no variable's name says so: what is shaped like a token of some
// service (`ghp_…`, `AKIA…`), private keys, what stands behind a webhook's host, and what commands take as a secret
// (`curl -u user:password`, `--token …`, `Authorization: …`). In no order; may overlap.
std::vector<Span> unnamed_secrets(std::string_view line);

// Does `at` lie in the body of a private key that is written out in `text`? There no single line tells what it is of.
bool is_within_private_key(std::string_view text, std::size_t at);

}  // namespace megactl

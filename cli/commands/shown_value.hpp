#pragma once

#include <string>
#include <string_view>

namespace megactl::cli::commands {

// May a variable of this name hold a secret, whatever its value?
bool is_secret_like(std::string_view variable);

// `value` as it may be shown beside the variable's name: without the secrets in it. A placeholder (`change-me`) is
// none.
std::string without_secrets(std::string_view variable, std::string_view value);

}  // namespace megactl::cli::commands

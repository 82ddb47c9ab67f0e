#pragma once

#include "core/base/result.hpp"

#include <string>
#include <string_view>

namespace megactl::links {

// What Django's form takes, and how it changes what it takes. Pure.

// With one of the schemes http, https, ftp and ftps, with a host that Django's URLValidator accepts, at most 500
// characters, nothing blank within.
Result<std::string> checked_target(std::string_view text);

// Lower-cased; 1 to 32 of `a-z0-9_-`.
Result<std::string> checked_slug(std::string_view text);

// For a new user: at most 150 letters, digits and `@.+-_`. What is not ASCII counts as letters.
Result<std::string> checked_username(std::string_view text);

}  // namespace megactl::links

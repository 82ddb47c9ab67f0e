#pragma once

#include "core/base/result.hpp"

#include <string>
#include <string_view>

namespace megactl {

// Bytes as text and back.

// RFC 4648 with padding, the alphabet with `+` and `/`.
std::string base64(std::string_view bytes);
void append_base64(std::string& out, std::string_view bytes);
// Refuses what is not an encoding: other letters, blanks, wrong padding.
Result<std::string> from_base64(std::string_view text);

std::string hex(std::string_view bytes);  // lower case

// A JSON string as Python writes it, quotes and all: ASCII alone, the rest as `\uXXXX`. What is no UTF-8 becomes
// U+FFFD.
std::string json_quoted(std::string_view text);
void append_json_quoted(std::string& out, std::string_view text);

// `%2F` becomes `/`, once; a `%` without two hexadecimal digits behind it stays as it is.
std::string percent_decoded(std::string_view text);

// Checks the letters of `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, any case, any version.
bool is_uuid(std::string_view text);

}  // namespace megactl

#pragma once

#include <string>
#include <string_view>

namespace megactl::mail {

// A part of a message: its headers and its text, as Django chooses them. 7bit where it is ASCII, else 8bit; quoted-
// printable where a line is longer than mail allows. Line ends are `\n`.
std::string text_part(std::string_view text, std::string_view subtype);

}  // namespace megactl::mail

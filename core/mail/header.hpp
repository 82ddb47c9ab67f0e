#pragma once

#include <string>
#include <string_view>

namespace megactl::mail {

// A text of a header's value as RFC 2047 encodes it: words of at most 75 characters, each on a line of its own, in
// base64 or quoted-printable, whichever is shorter.
std::string encoded_words(std::string_view text);

// A subject: encoded where it is not ASCII, and broken into lines between its words where it is long.
std::string subject_text(std::string_view subject);

}  // namespace megactl::mail

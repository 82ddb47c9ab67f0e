#pragma once

#include <string>
#include <string_view>

namespace megactl::tls {

// Names beyond ASCII are converted by libidn2, which is loaded at the first of them; false where this host has none.
// Safe from every thread.
bool can_convert_names();

// What to say where they can't be: why, and what helps.
constexpr std::string_view unconverted_reason =
    "names beyond ASCII are converted by `libidn2.so.0`, which this host does not have";
constexpr std::string_view unconverted_help = "`apt-get install libidn2-0` brings it";

// The form that DNS and certificates have of a name in UTF-8, as browsers convert it (UTS 46, non-transitional):
// "faß.example" is "xn--fa-hia.example". Empty where no name is like that, or none can be converted.
std::string a_labels_of(const std::string& name);

}  // namespace megactl::tls

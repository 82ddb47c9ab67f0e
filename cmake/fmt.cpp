// What fmt's headers declare and the archive that Debian's package lacks would hold: compiled once here, rather than in
// every file that formats.

#include <fmt/format-inl.h>

template fmt::detail::thousands_sep_result<char> fmt::detail::thousands_sep_impl<char>(fmt::detail::locale_ref);
template char fmt::detail::decimal_point_impl<char>(fmt::detail::locale_ref);

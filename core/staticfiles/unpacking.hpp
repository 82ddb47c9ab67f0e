#pragma once

#include "core/base/result.hpp"
#include "core/base/units.hpp"
#include "core/staticfiles/packing.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// How a file of this name is packed: of `a.css.gz` gzip.
std::optional<Encoding> encoding_in_name(std::string_view name);
// The file that another was packed from, of `a.css.gz` `a.css`; the name itself where it was not.
std::string_view unpacked_name(std::string_view name);

// What was packed. A problem where it is damaged, or longer than `limit`.
Result<std::string> unpack(Encoding encoding, std::string_view packed, Bytes limit);

}  // namespace megactl::staticfiles

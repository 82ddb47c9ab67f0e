#pragma once

#include "core/staticfiles/manifest.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

constexpr std::size_t hash_digits = 12;

bool is_hash(std::string_view text);
// The hash in the name that a manifest gives a file; nothing where the name was not made as Django makes it.
std::optional<std::string> promised_hash(const ManifestEntry& entry);
// The hash that a file of this name would have, whatever it was called before: of `css/a.0123456789ab.css` the digits.
std::optional<std::string> hash_in_name(std::string_view name);

}  // namespace megactl::staticfiles

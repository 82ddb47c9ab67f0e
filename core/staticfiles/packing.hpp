#pragma once

#include "core/base/units.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// The forms in which a browser takes a packed file, by the names of `Content-Encoding`.
enum class Encoding { brotli, gzip, zstd };
inline constexpr std::array every_encoding{Encoding::gzip, Encoding::brotli, Encoding::zstd};  // as people list them

// What a packed file's name ends in: `.br`, `.gz`, `.zst`.
std::string_view ending_of(Encoding encoding);

// The extensions that WhiteNoise does not try: pictures, archives, fonts and films are packed already.
std::span<const std::string_view> packed_extensions();
// Is the file worth a try? `extensions` in any case of letters are not; a file that is named `png` is.
bool is_packable(std::string_view path, std::span<const std::string_view> extensions);

// What is larger is neither packed nor unpacked.
constexpr Bytes packable_limit{1ULL << 30};

// As small as the encoding gets, and always the same for the same content. A large one takes minutes: a stop ends it by
// Stopped.
std::string pack(Encoding encoding, std::string_view content, const std::stop_token& stop = {});
// Of all who pack: another release may come to other bytes.
std::string packer_versions();
// WhiteNoise's measure: at least a twentieth is saved. An empty file saves nothing.
bool is_worth_it(std::size_t packed, std::size_t original);

}  // namespace megactl::staticfiles

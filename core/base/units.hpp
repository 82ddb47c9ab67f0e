#pragma once

#include "core/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace megactl {

// A size in bytes.
enum class Bytes : std::uint64_t {};

// `250ms`, `10s`, `5m`, `2h`, `7d`: a whole number and a unit, nothing between.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);
// `64KiB`, `10MiB`, `2GiB`, `512B`.
Result<Bytes> parse_size(std::string_view text);
// RFC 3339: `2026-11-23T08:00:00Z`, `2026-11-23 08:00:00+01:00`; a date alone means its midnight, UTC.
Result<std::chrono::sys_seconds> parse_time(std::string_view text);

// The largest unit that divides evenly: `5m`, `90s`.
std::string format_duration(std::chrono::milliseconds duration);
// One decimal from KiB on: `512 B`, `1.8 MiB`.
std::string format_size(Bytes size);
std::string format_date(std::chrono::sys_seconds time);  // `2026-11-23`
std::string format_time(std::chrono::sys_seconds time);  // `2026-11-23T08:00:00Z`
// For a name: `20261123T080000Z`.
std::string compact_time(std::chrono::sys_seconds time);
// For people: `3 days`, `5 hours`, `1 minute`; the sign is dropped.
std::string format_span(std::chrono::seconds span);

}  // namespace megactl

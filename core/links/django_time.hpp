#pragma once

#include "core/links/link.hpp"

#include <string>
#include <string_view>

namespace megactl::links {

// How Django tells time in SQLite: UTC as text, `2026-11-23 08:00:00.123456`, without the fraction where it is none.

std::string django_time(Time time);
// The epoch for what is no such text: a row that something else wrote is still a row.
Time time_from_django(std::string_view text);

// Now, to the microsecond.
Time present();

}  // namespace megactl::links

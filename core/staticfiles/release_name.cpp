#include "core/staticfiles/release_name.hpp"

#include <algorithm>

namespace megactl::staticfiles {
namespace {

// Of digits alone.
int number(std::string_view digits) {
    int value = 0;
    for (const char digit : digits)
        value = value * 10 + (digit - '0');
    return value;
}

bool has_shape(std::string_view name) {
    constexpr std::string_view shape = "00000000T000000Z";
    return std::ranges::equal(name, shape,
                              [](char c, char wanted) { return wanted == '0' ? c >= '0' && c <= '9' : c == wanted; });
}

}  // namespace

std::optional<std::chrono::sys_seconds> release_time(std::string_view name) {
    if (!has_shape(name)) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(number(name.substr(0, 4))),
                                           std::chrono::month(static_cast<unsigned>(number(name.substr(4, 2)))),
                                           std::chrono::day(static_cast<unsigned>(number(name.substr(6, 2))))};
    const int hours = number(name.substr(9, 2));
    const int minutes = number(name.substr(11, 2));
    const int seconds = number(name.substr(13, 2));
    if (!date.ok() || hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
           std::chrono::seconds(seconds);
}

}  // namespace megactl::staticfiles

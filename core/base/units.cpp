#include "core/base/units.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace megactl {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array duration_units{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1'000},
                                    Unit{"ms", 1}};
constexpr std::array size_units{Unit{"GiB", 1ULL << 30}, Unit{"MiB", 1ULL << 20}, Unit{"KiB", 1ULL << 10},
                                Unit{"B", 1}};

Result<std::uint64_t> parse_with_unit(std::string_view text, std::span<const Unit> units, std::string_view examples) {
    std::uint64_t number = 0;
    const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc::result_out_of_range) return problem("the number is too large");
    if (failure != std::errc{}) return problem(fmt::format("it starts with a number, like {}", examples));
    const std::string_view name = text.substr(static_cast<std::size_t>(rest - text.data()));
    if (name.empty()) return problem(fmt::format("a unit is missing, like {}", examples));
    for (const Unit& unit : units) {
        if (unit.name != name) continue;
        std::uint64_t product = 0;
        if (__builtin_mul_overflow(number, unit.factor, &product) || product > INT64_MAX) {
            return problem("the number is too large");
        }
        return product;
    }
    return problem(fmt::format("`{}` is no unit, write it like {}", escape_controls(name), examples));
}

// Takes `width` digits off the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
    if (text.size() < width) return std::nullopt;
    int number = 0;
    for (std::size_t i = 0; i < width; ++i) {
        if (!is_digit(text[i])) return std::nullopt;
        number = number * 10 + (text[i] - '0');
    }
    text.remove_prefix(width);
    return number;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<sys_seconds> take_date(std::string_view& text) {
    const auto year = take_digits(text, 4);
    if (!year || !take(text, "-")) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, "-")) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

// `08:00:00` with its zone, as an offset from midnight UTC.
std::optional<seconds> take_clock_and_zone(std::string_view& text) {
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
    const auto second = take_digits(text, 2);
    if (!second || *second > 60) return std::nullopt;
    if (take(text, ".")) {
        while (!text.empty() && is_digit(text.front()))
            text.remove_prefix(1);
    }
    const seconds clock = hours(*hour) + minutes(*minute) + seconds(*second);
    if (take(text, "Zz")) return clock;
    const bool is_west = !text.empty() && text.front() == '-';
    if (!take(text, "+-")) return std::nullopt;
    const auto zone_hour = take_digits(text, 2);
    if (!zone_hour || *zone_hour > 23 || !take(text, ":")) return std::nullopt;
    const auto zone_minute = take_digits(text, 2);
    if (!zone_minute || *zone_minute > 59) return std::nullopt;
    const seconds zone = hours(*zone_hour) + minutes(*zone_minute);
    return is_west ? clock + zone : clock - zone;
}

}  // namespace

Result<milliseconds> parse_duration(std::string_view text) {
    return parse_with_unit(text, duration_units, "`30s`, `5m` or `7d`").map([](std::uint64_t count) {
        return milliseconds(static_cast<milliseconds::rep>(count));
    });
}

Result<Bytes> parse_size(std::string_view text) {
    return parse_with_unit(text, size_units, "`64KiB` or `10MiB`").map([](std::uint64_t count) {
        return Bytes{count};
    });
}

Result<sys_seconds> parse_time(std::string_view text) {
    const auto not_a_time = [] { return problem("write it like `2026-11-23T08:00:00Z` or `2026-11-23`"); };
    const auto date = take_date(text);
    if (!date) return not_a_time();
    if (text.empty()) return *date;
    if (!take(text, "Tt ")) return not_a_time();
    const auto clock = take_clock_and_zone(text);
    if (!clock || !text.empty()) return not_a_time();
    return *date + *clock;
}

std::string format_duration(milliseconds duration) {
    if (duration == milliseconds::zero()) return "0s";
    const auto count = static_cast<std::uint64_t>(duration.count());
    for (const Unit& unit : duration_units) {
        if (count % unit.factor == 0) return fmt::format("{}{}", count / unit.factor, unit.name);
    }
    return fmt::format("{}ms", count);
}

std::string format_size(Bytes size) {
    const auto count = static_cast<std::uint64_t>(size);
    for (const Unit& unit : size_units) {
        if (unit.factor == 1 || count < unit.factor) continue;
        return fmt::format("{:.1f} {}", static_cast<double>(count) / static_cast<double>(unit.factor), unit.name);
    }
    return fmt::format("{} B", count);
}

std::string format_date(sys_seconds time) {
    const std::chrono::year_month_day date(std::chrono::floor<days>(time));
    return fmt::format("{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()));
}

std::string format_time(sys_seconds time) {
    const std::chrono::hh_mm_ss clock(time - std::chrono::floor<days>(time));
    return fmt::format("{}T{:02}:{:02}:{:02}Z", format_date(time), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
}

std::string compact_time(std::chrono::sys_seconds time) {
    std::string text = format_time(time);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

std::string format_span(seconds span) {
    const auto count = static_cast<std::size_t>(span < seconds::zero() ? -span.count() : span.count());
    if (count >= 172'800) return count_of(count / 86'400, "day", "days");
    if (count >= 7'200) return count_of(count / 3'600, "hour", "hours");
    if (count >= 60) return count_of(count / 60, "minute", "minutes");
    return count_of(count, "second", "seconds");
}

}  // namespace megactl

#include "core/templates/date_format.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <utility>

namespace megactl::templates {
namespace {

namespace chrono = std::chrono;

constexpr std::array<std::string_view, 7> week_days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};
// As the Associated Press shortens them.
constexpr std::array<std::string_view, 12> press_months{"Jan.", "Feb.", "March", "April", "May",  "June",
                                                        "July", "Aug.", "Sept.", "Oct.",  "Nov.", "Dec."};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> formats{{{"DATE_FORMAT", "N j, Y"},
                                                                                {"DATETIME_FORMAT", "N j, Y, P"},
                                                                                {"TIME_FORMAT", "P"},
                                                                                {"YEAR_MONTH_FORMAT", "F Y"},
                                                                                {"MONTH_DAY_FORMAT", "F j"},
                                                                                {"SHORT_DATE_FORMAT", "m/d/Y"},
                                                                                {"SHORT_DATETIME_FORMAT", "m/d/Y P"}}};

// A time, taken apart.
struct Parts {
    explicit Parts(Time time)
        : day(chrono::floor<chrono::days>(time)),
          date(day),
          clock(time - day),
          week_day(chrono::weekday(day).c_encoding()),
          since_epoch(chrono::floor<chrono::seconds>(time).time_since_epoch().count()) {}

    int year() const { return static_cast<int>(date.year()); }
    unsigned month() const { return static_cast<unsigned>(date.month()); }
    unsigned day_of_month() const { return static_cast<unsigned>(date.day()); }
    std::string_view month_name() const { return months[month() - 1]; }
    std::string_view day_name() const { return week_days[week_day]; }
    auto hour() const { return clock.hours().count(); }
    auto hour_of_twelve() const { return hour() % 12 == 0 ? 12 : hour() % 12; }
    auto minute() const { return clock.minutes().count(); }
    auto second() const { return clock.seconds().count(); }

    chrono::sys_days day;
    chrono::year_month_day date;
    chrono::hh_mm_ss<chrono::microseconds> clock;
    unsigned week_day;  // 0 is Sunday
    std::int64_t since_epoch;
};

std::int64_t day_of_year(const Parts& parts) {
    return (parts.day - chrono::sys_days(parts.date.year() / 1 / 1)).count() + 1;
}

// The Thursday of its week tells which year a week belongs to.
std::pair<int, std::int64_t> iso_week(const Parts& parts) {
    const chrono::sys_days thursday = parts.day + chrono::days(4 - static_cast<int>((parts.week_day + 6) % 7 + 1));
    const chrono::year_month_day date(thursday);
    const auto days = (thursday - chrono::sys_days(date.year() / 1 / 1)).count();
    return {static_cast<int>(date.year()), days / 7 + 1};
}

std::string_view ordinal_end(unsigned day) {
    if (day >= 11 && day <= 13) return "th";
    return day % 10 == 1 ? "st" : day % 10 == 2 ? "nd" : day % 10 == 3 ? "rd" : "th";
}

std::string short_clock(const Parts& parts) {
    if (parts.minute() == 0) return fmt::to_string(parts.hour_of_twelve());
    return fmt::format("{}:{:02}", parts.hour_of_twelve(), parts.minute());
}

std::string spoken_clock(const Parts& parts) {
    if (parts.minute() == 0 && parts.hour() % 12 == 0) return parts.hour() == 0 ? "midnight" : "noon";
    return short_clock(parts) + (parts.hour() > 11 ? " p.m." : " a.m.");
}

std::string iso_text(const Parts& parts) {
    std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", parts.year(), parts.month(),
                                   parts.day_of_month(), parts.hour(), parts.minute(), parts.second());
    if (const auto fraction = parts.clock.subseconds().count(); fraction != 0) text += fmt::format(".{:06}", fraction);
    return text + "+00:00";
}

std::string mail_text(const Parts& parts) {
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", parts.day_name().substr(0, 3),
                       parts.day_of_month(), parts.month_name().substr(0, 3), parts.year(), parts.hour(),
                       parts.minute(), parts.second());
}

std::string clock_part(const Parts& parts, char letter) {
    switch (letter) {
        case 'a': return parts.hour() > 11 ? "p.m." : "a.m.";
        case 'A': return parts.hour() > 11 ? "PM" : "AM";
        case 'e':
        case 'T': return "UTC";
        case 'f': return short_clock(parts);
        case 'g': return fmt::to_string(parts.hour_of_twelve());
        case 'G': return fmt::to_string(parts.hour());
        case 'h': return fmt::format("{:02}", parts.hour_of_twelve());
        case 'H': return fmt::format("{:02}", parts.hour());
        case 'i': return fmt::format("{:02}", parts.minute());
        case 'I':
        case 'Z': return "0";
        case 'O': return "+0000";
        case 'P': return spoken_clock(parts);
        case 's': return fmt::format("{:02}", parts.second());
        case 'u': return fmt::format("{:06}", parts.clock.subseconds().count());
        default: return std::string(1, letter);  // NOLINT(modernize-return-braced-init-list): not two letters
    }
}

std::string date_part(const Parts& parts, char letter) {
    switch (letter) {
        case 'b': return lower(parts.month_name().substr(0, 3));
        case 'c': return iso_text(parts);
        case 'd': return fmt::format("{:02}", parts.day_of_month());
        case 'D': return std::string(parts.day_name().substr(0, 3));
        case 'E':
        case 'F': return std::string(parts.month_name());
        case 'j': return fmt::to_string(parts.day_of_month());
        case 'l': return std::string(parts.day_name());
        case 'L': return parts.date.year().is_leap() ? "True" : "False";
        case 'm': return fmt::format("{:02}", parts.month());
        case 'M': return std::string(parts.month_name().substr(0, 3));
        case 'n': return fmt::to_string(parts.month());
        case 'N': return std::string(press_months[parts.month() - 1]);
        case 'o': return fmt::to_string(iso_week(parts).first);
        case 'r': return mail_text(parts);
        case 'S': return std::string(ordinal_end(parts.day_of_month()));
        case 't':
            return fmt::to_string(static_cast<unsigned>((parts.date.year() / parts.date.month() / chrono::last).day()));
        case 'U': return fmt::to_string(parts.since_epoch);
        case 'w': return fmt::to_string(parts.week_day);
        case 'W': return fmt::to_string(iso_week(parts).second);
        case 'y': return fmt::format("{:02}", parts.year() % 100);
        case 'Y': return fmt::format("{:04}", parts.year());
        case 'z': return fmt::to_string(day_of_year(parts));
        default: return clock_part(parts, letter);
    }
}

}  // namespace

std::string formatted(Time time, std::string_view format) {
    const Parts parts(time);
    std::string text;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] == '\\' && i + 1 < format.size()) {
            text += format[++i];
        } else {
            text += date_part(parts, format[i]);
        }
    }
    return text;
}

std::optional<std::string_view> named_format(std::string_view name) {
    for (const auto& [known, format] : formats) {
        if (known == name) return format;
    }
    return std::nullopt;
}

}  // namespace megactl::templates

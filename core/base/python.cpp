#include "core/base/python.hpp"

#include <fmt/format.h>

namespace megactl {

std::string python_time(std::chrono::sys_time<std::chrono::microseconds> time, char separator) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    std::string text = fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), separator,
                                   clock.hours().count(), clock.minutes().count(), clock.seconds().count());
    if (const auto fraction = clock.subseconds().count(); fraction != 0) text += fmt::format(".{:06}", fraction);
    return text;
}

std::string python_quoted(std::string_view utf8) {
    const bool has_single = utf8.find('\'') != std::string_view::npos;
    const char quote = has_single && utf8.find('"') == std::string_view::npos ? '"' : '\'';
    std::string quoted(1, quote);
    quoted.reserve(utf8.size() + 2);
    for (const char letter : utf8) {
        const auto byte = static_cast<unsigned char>(letter);
        switch (letter) {
            case '\n': quoted += "\\n"; break;
            case '\r': quoted += "\\r"; break;
            case '\t': quoted += "\\t"; break;
            case '\\': quoted += "\\\\"; break;
            default:
                if (letter == quote) quoted += '\\';
                if (byte < 0x20 || byte == 0x7F) {
                    quoted += fmt::format("\\x{:02x}", byte);
                } else {
                    quoted += letter;
                }
        }
    }
    return quoted + quote;
}

}  // namespace megactl

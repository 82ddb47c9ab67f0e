#include "core/links/django_time.hpp"

#include "core/base/python.hpp"

#include <charconv>
#include <optional>

namespace megactl::links {
namespace {

std::optional<int> number_in(std::string_view text, std::size_t start, std::size_t length) {
    if (text.size() < start + length) return std::nullopt;
    int number = 0;
    const char* const end = text.data() + start + length;
    const auto [stopped, error] = std::from_chars(text.data() + start, end, number);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

// `.5`, `.123456`
std::chrono::microseconds fraction_in(std::string_view text) {
    if (!text.starts_with('.')) return {};
    int unit = 100'000;
    int total = 0;
    for (const char c : text.substr(1)) {
        if (c < '0' || c > '9') break;
        total += (c - '0') * unit;
        unit /= 10;
    }
    return std::chrono::microseconds(total);
}

}  // namespace

std::string django_time(Time time) {
    return python_time(time);
}

Time time_from_django(std::string_view text) {
    const auto year = number_in(text, 0, 4);
    const auto month = number_in(text, 5, 2);
    const auto day = number_in(text, 8, 2);
    const auto hour = number_in(text, 11, 2);
    const auto minute = number_in(text, 14, 2);
    const auto second = number_in(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return {};
    const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return {};
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second) + fraction_in(text.substr(19));
}

Time present() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace megactl::links

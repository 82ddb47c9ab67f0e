#include "core/templates/shown.hpp"

#include "core/base/text.hpp"
#include "core/templates/date_format.hpp"
#include "core/templates/decimal.hpp"
#include "core/templates/failure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::templates {

void expect_english(const Surroundings& surroundings, const Location& at, std::string_view what) {
    const std::string language = lower(surroundings.language);
    if (language == "en" || language == "en-us") return;
    fail(at, fmt::format("writes {} in the language `{}`, which is not known here", what, surroundings.language),
         "megactl knows `en-us`; leave the task to a worker of Celery's");
}

std::string shown_time(Time time, std::string_view format, const Surroundings& surroundings, const Location& at) {
    expect_english(surroundings, at, "a date");
    if (!is_one_of(surroundings.time_zone, {"UTC", "Etc/UTC"})) {
        fail(at, fmt::format("writes a time of the zone `{}`, which is not known here", surroundings.time_zone),
             "megactl knows `UTC`; leave the task to a worker of Celery's");
    }
    return formatted(time, named_format(format).value_or(format));
}

std::string shown(const Value& value, const Surroundings& surroundings, const Location& at) {
    if (const auto* time = value.as<Time>()) return shown_time(*time, "DATETIME_FORMAT", surroundings, at);
    const auto* number = value.as<double>();
    if (number == nullptr) return text_of(value);
    expect_english(surroundings, at, "a number");
    std::string text = repr_of(*number);
    const auto decimal = text.find('e') == std::string::npos ? std::nullopt : decimal_in(text);
    if (!decimal) return text;
    return rounded(*decimal, static_cast<std::size_t>(std::max<std::int64_t>(0, -decimal->exponent)));
}

}  // namespace megactl::templates

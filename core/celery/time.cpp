#include "core/base/python.hpp"
#include "core/base/text.hpp"
#include "core/celery/message.hpp"

#include <charconv>

namespace megactl::celery {
namespace {

using std::chrono::microseconds;

// Reads a text from its begin on.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    // Exactly `count` digits.
    std::optional<int> digits(std::size_t count) {
        int number = 0;
        if (rest_.size() < count) return std::nullopt;
        for (const char letter : rest_.substr(0, count)) {
            if (!is_digit(letter)) return std::nullopt;
            number = 10 * number + (letter - '0');
        }
        rest_.remove_prefix(count);
        return number;
    }

    bool take(std::string_view letters) {
        if (rest_.empty() || letters.find(rest_.front()) == std::string_view::npos) return false;
        taken_ = rest_.front();
        rest_.remove_prefix(1);
        return true;
    }

    // What stands behind the point, as microseconds; further digits are dropped.
    std::optional<microseconds> fraction() {
        microseconds::rep value = 0;
        std::size_t count = 0;
        for (; !rest_.empty() && is_digit(rest_.front()); rest_.remove_prefix(1), ++count) {
            if (count < 6) value = 10 * value + (rest_.front() - '0');
        }
        if (count == 0) return std::nullopt;
        for (; count < 6; ++count)
            value *= 10;
        return microseconds(value);
    }

    char taken() const { return taken_; }
    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
    char taken_ = '\0';
};

std::optional<std::chrono::sys_days> read_date(Reader& reader) {
    const auto year = reader.digits(4);
    if (!year || !reader.take("-")) return std::nullopt;
    const auto month = reader.digits(2);
    if (!month || !reader.take("-")) return std::nullopt;
    const auto day = reader.digits(2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

std::optional<microseconds> read_clock(Reader& reader) {
    const auto hour = reader.digits(2);
    if (!hour || *hour > 23 || !reader.take(":")) return std::nullopt;
    const auto minute = reader.digits(2);
    if (!minute || *minute > 59) return std::nullopt;
    microseconds time = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
    if (!reader.take(":")) return time;
    const auto second = reader.digits(2);
    if (!second || *second > 59) return std::nullopt;
    time += std::chrono::seconds(*second);
    if (!reader.take(".,")) return time;
    const auto fraction = reader.fraction();
    if (!fraction) return std::nullopt;
    return time + *fraction;
}

// How far the zone is ahead of UTC; without one it is UTC.
std::optional<microseconds> read_zone(Reader& reader) {
    if (reader.take("Zz") || reader.at_end()) return microseconds(0);
    if (!reader.take("+-")) return std::nullopt;
    const int sign = reader.taken() == '-' ? -1 : 1;
    const auto hour = reader.digits(2);
    if (!hour || *hour > 23) return std::nullopt;
    reader.take(":");
    const auto minute = reader.at_end() ? std::optional(0) : reader.digits(2);
    if (!minute || *minute > 59) return std::nullopt;
    return sign * (std::chrono::hours(*hour) + std::chrono::minutes(*minute));
}

}  // namespace

std::string format_time(Time time) {
    return python_time(time, 'T') + "+00:00";
}

Result<Time> parse_time(std::string_view text) {
    Reader reader(text);
    const auto date = read_date(reader);
    if (!date) return problem("it does not begin with a date like `2026-11-22`");
    if (reader.at_end()) return Time(*date);
    if (!reader.take("Tt ")) return problem("`T` is missing behind the date");
    const auto clock = read_clock(reader);
    if (!clock) return problem("behind the date stands no time like `12:49:58`");
    const auto zone = read_zone(reader);
    if (!zone || !reader.at_end()) return problem("behind the time stands no zone like `+00:00`");
    return Time(*date) + *clock - *zone;
}

}  // namespace megactl::celery

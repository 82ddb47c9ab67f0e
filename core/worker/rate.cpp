#include "core/worker/rate.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

namespace megactl::worker {
namespace {

using std::chrono::microseconds;

constexpr std::array<std::pair<char, microseconds>, 3> units{
    {{'s', std::chrono::seconds(1)}, {'m', std::chrono::minutes(1)}, {'h', std::chrono::hours(1)}}};
constexpr double slowest_pace = 1e15;  // microseconds: some thirty years

Result<std::optional<microseconds>> pace_of(double times, microseconds span) {
    if (!std::isfinite(times) || times < 0) return problem("it is no number of times");
    if (times == 0) return std::nullopt;
    const double pace = static_cast<double>(span.count()) / times;
    if (pace > slowest_pace) return problem("it is too slow");
    return microseconds(std::max<std::int64_t>(1, std::llround(pace)));
}

}  // namespace

Result<std::optional<microseconds>> read_rate(const JsonView& rate) {
    if (rate.is(JsonView::Kind::null)) return std::nullopt;
    if (const auto number = rate.number()) return pace_of(*number, units.front().second);
    const auto text = rate.text();
    if (!text) return problem("it is neither a number nor a text");
    if (text->empty()) return std::nullopt;
    const std::size_t slash = text->find('/');
    const std::string_view number = trim(std::string_view(*text).substr(0, slash));
    const std::string_view unit = slash == std::string::npos ? "s" : std::string_view(*text).substr(slash + 1);
    double times = 0;
    const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), times);
    if (failure != std::errc() || end != number.data() + number.size())
        return problem(fmt::format("`{}` is no number", number));
    for (const auto& [letter, span] : units) {
        if (unit == std::string_view(&letter, 1)) return pace_of(times, span);
    }
    return problem(fmt::format("`{}` is none of `s`, `m` and `h`", unit));
}

std::string rate_text(microseconds pace) {
    for (const auto& [letter, span] : units) {
        if (span >= pace && span % pace == microseconds(0)) return fmt::format("{}/{}", span / pace, letter);
    }
    return fmt::format("{:.3g}/h", std::chrono::duration<double>(std::chrono::hours(1)) / pace);
}

}  // namespace megactl::worker

#include "core/worker/outage.hpp"

#include "core/base/units.hpp"
#include "core/log/log.hpp"

#include <fmt/format.h>

namespace megactl::worker {

void Outage::failed(std::string_view reason, std::chrono::milliseconds again_in, std::size_t running) {
    const std::lock_guard lock(mutex_);
    if (is_away_) return;
    is_away_ = true;
    since_ = std::chrono::steady_clock::now();
    log::event(log::Level::warning, "worker", fmt::format("{} away: {}; trying again", place_, reason),
               {{"in", format_duration(again_in)}, {"running", running}});
}

void Outage::worked() {
    const std::lock_guard lock(mutex_);
    if (!is_away_) return;
    is_away_ = false;
    const auto away = std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - since_);
    log::event(log::Level::warning, "worker", fmt::format("{} is back", place_), {{"after", format_duration(away)}});
}

}  // namespace megactl::worker

#include "core/inspect/sent_time.hpp"

#include "core/links/click.hpp"

namespace megactl::inspect {

std::optional<celery::Time> sent_time(const celery::Message& message) {
    if (message.task != links::click_task) return std::nullopt;
    constexpr celery::Time unknown{};
    const auto click = links::click_of(message, unknown);
    if (!click || click->at == unknown) return std::nullopt;
    return click->at;
}

}  // namespace megactl::inspect

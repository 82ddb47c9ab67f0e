#include "core/inspect/sent_time.hpp"

#include "core/base/json_view.hpp"
#include "core/links/click.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace megactl::inspect {

std::optional<celery::Time> sent_time(const celery::Message& message) {
    const auto header =
        std::ranges::find(message.user_headers, sent_header, &std::pair<std::string, std::string>::first);
    if (header != message.user_headers.end()) {
        const auto text = JsonView::parse(header->second);
        const auto time = celery::parse_time(text ? text->text().value_or("") : "");
        if (time) return *time;
    }
    if (message.task != links::click_task) return std::nullopt;
    constexpr celery::Time unknown{};
    const auto click = links::click_of(message, unknown);
    if (!click || click->at == unknown) return std::nullopt;
    return click->at;
}

}  // namespace megactl::inspect

#include "core/celery/retry.hpp"

#include "core/base/json_view.hpp"

#include <algorithm>
#include <array>

namespace megactl::celery {

Message retry_of(const Message& message, Time eta) {
    Message retry = message;
    ++retry.retries;
    retry.eta = eta;
    if (retry.root_id.empty()) retry.root_id = message.id;
    retry.parent_id = message.id;
    retry.is_redelivered = false;
    return retry;
}

bool has_followers(const Message& message) {
    const auto embed = JsonView::parse(message.embed);
    if (!embed) return false;
    constexpr std::array<std::string_view, 4> followers{"callbacks", "errbacks", "chain", "chord"};
    return std::ranges::any_of(followers, [&](std::string_view name) {
        const auto member = embed->member(name);
        if (!member || member->is(JsonView::Kind::null)) return false;
        return !member->is(JsonView::Kind::array) || !member->elements().empty();
    });
}

}  // namespace megactl::celery

#pragma once

#include "core/celery/message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace megactl::links {

constexpr const char* click_task = "links.tasks.record_link_click";
constexpr const char* click_queue = "clicks";
constexpr std::size_t longest_referrer = 500;  // characters: what Django's column holds

// One visit to a link: what becomes a row of Django's `links_click`.
struct Click {
    std::string id;  // a UUID, the id of its message: two deliveries of it are one row
    std::int64_t link_id = 0;
    std::string referrer;                // valid UTF-8, at most `longest_referrer`; may be empty
    std::string user_agent;              // valid UTF-8, at most 4 KiB; may be empty
    std::optional<std::string> address;  // as Django writes it; nothing where nobody named a valid one
    celery::Time at{};                   // when the visit was, not when it is written
};

// The message that a Django site's own view would send, with the click's time in the header `megactl_at`, which
// Python's worker ignores.
celery::Message message_of(const Click& click, std::string_view origin);
// From its message, whoever sent it; the time is that of the header, else `now`.
Result<Click> click_of(const celery::Message& message, celery::Time now);

}  // namespace megactl::links

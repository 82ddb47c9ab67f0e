#pragma once

#include "core/celery/message.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace megactl::links {

using Time = celery::Time;

// A short address: `/USER/SLUG/` leads to the target. A row of Django's `links_link` with its user's name.
struct Link {
    std::int64_t id = 0;
    std::string user;  // the username
    std::string slug;
    std::string target;
    Time created_at{};
    Time updated_at{};
};

}  // namespace megactl::links

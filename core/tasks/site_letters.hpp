#pragma once

#include "core/tasks/letter.hpp"

#include <span>
#include <string>
#include <string_view>

namespace megactl::tasks {

// A mail that the site itself sends.
struct SiteLetter {
    std::string_view task;
    Letter letter;
};

// `core.tasks.send_welcome_email` and `core.tasks.send_password_reset_email`.
std::span<const SiteLetter> site_letters();

}  // namespace megactl::tasks

#include "core/tasks/site_letters.hpp"

#include <array>

namespace megactl::tasks {

std::span<const SiteLetter> site_letters() {
    static const std::array letters{
        SiteLetter{.task = "core.tasks.send_welcome_email",
                   .letter = {.template_name = "emails/welcome_email",
                              .subject = "Welcome to Django SaaS",
                              .arguments = {"user_id", "login_url"},
                              .sent = "Welcome email sent to"}},
        SiteLetter{.task = "core.tasks.send_password_reset_email",
                   .letter = {.template_name = "emails/password_reset_email",
                              .subject = "Password Reset Request",
                              .arguments = {"user_id", "reset_link"},
                              .sent = "Password reset email sent to"}},
    };
    return letters;
}

}  // namespace megactl::tasks

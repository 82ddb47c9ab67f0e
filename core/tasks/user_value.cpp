#include "core/base/text.hpp"
#include "core/tasks/letter.hpp"

#include <utility>

namespace megactl::tasks {
namespace {

using templates::Value;

Value time_value(const std::optional<links::Time>& time) {
    return time ? Value(templates::Time(*time)) : Value();
}

}  // namespace

// With names of their own, users have Django's full and short ones; else both are the username, as the site has it.
Value user_value(const links::User& user) {
    const bool has_names = user.first_name && user.last_name;
    const std::string full = has_names ? std::string(trim(*user.first_name + " " + *user.last_name)) : user.username;
    templates::Mapping members{{"id", Value(user.id)},
                               {"pk", Value(user.id)},
                               {"username", Value::text(user.username)},
                               {"get_username", Value::text(user.username)},
                               {"email", Value::text(user.email)},
                               {"get_full_name", Value::text(full)},
                               {"get_short_name", Value::text(has_names ? *user.first_name : user.username)},
                               {"is_active", Value(user.is_active)},
                               {"is_staff", Value(user.is_staff)},
                               {"is_superuser", Value(user.is_superuser)},
                               {"is_authenticated", Value(true)},
                               {"is_anonymous", Value(false)},
                               {"date_joined", time_value(user.date_joined)},
                               {"last_login", time_value(user.last_login)}};
    if (user.first_name) members.emplace_back("first_name", Value::text(*user.first_name));
    if (user.last_name) members.emplace_back("last_name", Value::text(*user.last_name));
    return Value::object({.kind = "user", .members = std::move(members), .shown = user.username});
}

}  // namespace megactl::tasks

#pragma once

#include "core/db/database.hpp"
#include "core/links/link.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace megactl::links {

// A user of the site, without what only the site itself needs.
struct User {
    std::int64_t id = 0;
    std::string username;
    std::string email;
    std::optional<std::string> first_name{};  // nothing where the site's users have none
    std::optional<std::string> last_name{};
    bool is_active = true;
    bool is_staff = false;
    bool is_superuser = false;
    std::optional<Time> date_joined{};
    std::optional<Time> last_login{};
};

// Nothing where there is no user of that id. Throws Error{input} where there is no table of users with names and
// addresses, and what Database throws.
std::optional<User> find_user(db::Database& database, std::int64_t id);

}  // namespace megactl::links

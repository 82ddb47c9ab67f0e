#pragma once

#include "core/tasks/letter.hpp"

namespace megactl::cli {

class Context;

namespace commands {

// What mails are made of and where they go, as DJANGO_EMAIL_… and the project's settings say. Throws Error{input} where
// they say what makes no sense.
tasks::Post read_post(Context& context);

}  // namespace commands

}  // namespace megactl::cli

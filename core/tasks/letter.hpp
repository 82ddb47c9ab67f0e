#pragma once

#include "core/celery/message.hpp"
#include "core/links/user.hpp"
#include "core/mail/mailer.hpp"
#include "core/tasks/tasks.hpp"
#include "core/templates/engine.hpp"
#include "core/worker/task.hpp"

#include <memory>
#include <string>
#include <vector>

namespace megactl::tasks {

// What mails are made of beside their letters, and where they go.
struct Post {
    templates::Loader templates;
    templates::Surroundings surroundings;  // its time is that of each mail
    std::string from;
    std::vector<std::string> reply_to;
    std::string host;  // of the ids that mails have
    std::shared_ptr<mail::Mailer> mailer;
};

// A kind of mail to a user: its templates are `template_name` with `.txt` and, where there is one, `.html`.
struct Letter {
    std::string template_name;
    std::string subject;
    std::vector<std::string> arguments{};  // in their order; empty: any, by their names
    std::string sent = "Email sent to";    // begins the answer of the task, before the address
};

// Error{input} where a template is missing, or says what isn't known here.
void expect_templates(const Letter& letter, const Post& post);

// Writes a letter to the user whom `user_id` names. An unknown user is told to the log and to the result's reader, and
// is no failure.
worker::Handler send_letter(const Letter& letter, const TaskPlaces& places, const Post& post);

// The names that a template knows of a user.
templates::Value user_value(const links::User& user);

}  // namespace megactl::tasks

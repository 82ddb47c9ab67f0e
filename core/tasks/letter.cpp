#include "core/tasks/letter.hpp"

#include "core/base/encoding.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/log/log.hpp"
#include "core/os/random.hpp"
#include "core/tasks/letter_arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace megactl::tasks {
namespace {

using mail::Sending;

worker::Outcome succeeded(const std::string& answer) {
    return worker::Succeeded{.value = json_quoted(answer)};
}

// A mail has its task's id: one that is sent again after a doubt is known by it.
std::string id_of(const celery::Message& message, const Post& post) {
    return fmt::format("{}@{}", is_uuid(message.id) ? message.id : os::random_uuid(), post.host);
}

worker::Outcome outcome_of(const Sending& sending, std::int64_t retries, const std::string& answer) {
    switch (sending.fate) {
        case Sending::Fate::sent: return succeeded(answer);
        case Sending::Fate::away: return worker::Postponed{.reason = sending.reason};
        case Sending::Fate::refused:
            return worker::Failed{.reason = sending.reason, .exception = "SMTPRecipientsRefused", .module = "smtplib"};
        case Sending::Fate::put_off: break;
    }
    // Whoever puts a mail off means minutes: seconds would use up the retries.
    constexpr std::int64_t longest = 6;
    const std::int64_t doubled = std::int64_t{1} << std::clamp(retries, std::int64_t{0}, longest);
    return worker::Retried{.reason = sending.reason, .delay = std::chrono::minutes(doubled)};
}

class LetterWriter {
public:
    LetterWriter(Letter letter, TaskPlaces places, Post post)
        : letter_(std::move(letter)), places_(std::move(places)), post_(std::move(post)) {}

    worker::Outcome run(const celery::Message& message) const {
        auto arguments = letter_arguments(message, letter_.arguments);
        if (!arguments) return worker::Failed{.reason = arguments.error().reason, .exception = "TypeError"};
        std::optional<links::User> user;
        try {
            user = links::find_user(*places_.open_database(), arguments->user);
        } catch (const Error& error) {
            if (error.kind() == Error::Kind::service) return worker::Postponed{.reason = error.message()};
            return worker::Retried{.reason = error.message()};
        }
        if (!user) {
            // Said here and in the result, never to who asked: nobody learns which addresses exist.
            log::event(log::Level::warning, "tasks", "no such user",
                       {{"task", message.task}, {"user", arguments->user}});
            return succeeded(fmt::format("User {} not found", arguments->user));
        }
        return send(message, *user, std::move(arguments->names));
    }

private:
    worker::Outcome send(const celery::Message& message, const links::User& user, templates::Mapping names) const {
        std::erase_if(names, [](const auto& name) { return name.first == "user"; });
        names.emplace_back("user", user_value(user));
        mail::Mail mail{.subject = letter_.subject,
                        .text = {},
                        .html = {},
                        .from = post_.from,
                        .to = {user.email},
                        .reply_to = post_.reply_to,
                        .id = id_of(message, post_),
                        .date = std::chrono::floor<std::chrono::seconds>(places_.now())};
        try {
            mail.text = rendered(".txt", names);
            if (post_.templates(letter_.template_name + ".html") != nullptr) mail.html = rendered(".html", names);
        } catch (const Error& error) {
            return worker::Failed{
                .reason = error.message(), .exception = "TemplateSyntaxError", .module = "django.template.exceptions"};
        }
        const auto envelope = mail::enveloped(mail);
        if (!envelope) {
            return worker::Failed{
                .reason = envelope.error().reason, .exception = "BadHeaderError", .module = "django.core.mail.message"};
        }
        return outcome_of(post_.mailer->send(*envelope), message.retries, letter_.sent + " " + user.email);
    }

    std::string rendered(std::string_view ending, const templates::Mapping& names) const {
        templates::Surroundings surroundings = post_.surroundings;
        surroundings.now = places_.now();
        return templates::render(letter_.template_name + std::string(ending), names, post_.templates, surroundings);
    }

    Letter letter_;
    TaskPlaces places_;
    Post post_;
};

}  // namespace

void expect_templates(const Letter& letter, const Post& post) {
    templates::expect_understood(letter.template_name + ".txt", post.templates);
    const std::string html = letter.template_name + ".html";
    if (post.templates(html) != nullptr) templates::expect_understood(html, post.templates);
}

worker::Handler send_letter(const Letter& letter, const TaskPlaces& places, const Post& post) {
    auto writer = std::make_shared<LetterWriter>(letter, places, post);
    return {.run = worker::each([writer](const celery::Message& message) { return writer->run(message); }),
            .acknowledges_late = false};  // a mail that comes twice is worse than one that its user asks for again
}

}  // namespace megactl::tasks

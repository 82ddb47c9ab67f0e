#include "cli/commands/worker_mails.hpp"

#include "cli/commands/mail_settings.hpp"
#include "cli/context.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/log/log.hpp"
#include "core/tasks/site_letters.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace megactl::cli::commands {

MailTasks::MailTasks(Context& context, tasks::TaskPlaces places) : context_(context), places_(std::move(places)) {}

const tasks::Post& MailTasks::post() {
    if (!post_) post_ = read_post(context_);
    return *post_;
}

void MailTasks::add_site_letters(worker::TaskRegistry& registry, std::int64_t most_retries) {
    for (const tasks::SiteLetter& site : tasks::site_letters()) {
        try {
            if (post().templates(site.letter.template_name + ".txt") == nullptr) continue;  // not a site that sends it
            expect_templates(site.letter, post());
            worker::Handler handler = send_letter(site.letter, places_, post());
            handler.retries.most = most_retries;
            registry.add(std::string(site.task), std::move(handler));
        } catch (const Error& error) {
            log::event(log::Level::warning, "tasks", "left to other workers",
                       {{"task", site.task}, {"reason", error.message()}});
        }
    }
}

worker::Handler MailTasks::own_letter(const config::OwnTask& task) {
    const tasks::Letter letter{.template_name = task.settings.text("task.template"),
                               .subject = task.settings.text("task.subject")};
    try {
        expect_templates(letter, post());
    } catch (const Error& error) {
        Error told(Error::Kind::input,
                   fmt::format("the task `{}` can't run: {}", escape_controls(task.name), error.message()));
        for (const Error::Detail& detail : error.details()) {
            if (detail.name == "help") told = Error(std::move(told).help(detail.text));
        }
        throw std::move(told).at(*task.settings.find("task.template")->origin.place, "what it is written from");
    }
    return send_letter(letter, places_, post());
}

}  // namespace megactl::cli::commands

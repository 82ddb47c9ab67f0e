#pragma once

#include "core/config/own_tasks.hpp"
#include "core/tasks/letter.hpp"
#include "core/worker/task.hpp"

#include <cstdint>
#include <optional>

namespace megactl::cli {

class Context;

namespace commands {

// The tasks that write mails. What they are made of is read from the project when the first one asks.
class MailTasks {
public:
    MailTasks(Context& context, tasks::TaskPlaces places);

    // Those of the site whose templates are there and understood; the others are left to other workers, and told.
    void add_site_letters(worker::TaskRegistry& registry, std::int64_t most_retries);
    // One that megactl.toml names. Throws Error{input} where it can't be written: somebody asked for it.
    worker::Handler own_letter(const config::OwnTask& task);

private:
    const tasks::Post& post();

    Context& context_;
    tasks::TaskPlaces places_;
    std::optional<tasks::Post> post_;
};

}  // namespace commands

}  // namespace megactl::cli

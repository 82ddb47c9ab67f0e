#pragma once

#include "core/celery/message.hpp"
#include "core/db/database.hpp"
#include "core/links/link_store.hpp"
#include "core/worker/task.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace megactl::tasks {

// What the tasks need of the world. Each is called from several threads at a time.
struct TaskPlaces {
    std::function<std::unique_ptr<links::LinkStore>()> open_links;
    std::function<std::unique_ptr<db::Database>()> open_database;  // where `django_session` is
    std::function<celery::Time()> now;
};

// The tasks that megactl brings, a file each; catalogue.cpp lists them.

// `links.tasks.record_link_click`: writes visits, up to a thousand in one transaction.
worker::Handler record_link_click(const TaskPlaces& places);
// `core.tasks.cleanup_expired_tokens`: deletes sessions whose time is over.
worker::Handler cleanup_expired_tokens(const TaskPlaces& places);
// `config.celery.debug_task`: says that the worker is alive.
worker::Handler debug_task();

// All of them, by name. `most_retries`: of a run that failed; a place that is away is tried again without end.
worker::TaskRegistry task_catalogue(const TaskPlaces& places, std::int64_t most_retries = worker::RetryPolicy{}.most);

}  // namespace megactl::tasks

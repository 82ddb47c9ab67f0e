// Every task that megactl brings. To add one:
//   1. write its handler in core/tasks/<name>.cpp, declare it in tasks.hpp, list the file in CMakeLists.txt;
//   2. give it a line below, under the name that the site's messages carry;
//   3. write its test, tests/core/tasks/<name>_test.cpp.

#include "core/tasks/tasks.hpp"

#include <utility>

namespace megactl::tasks {

worker::TaskRegistry task_catalogue(const TaskPlaces& places, std::int64_t most_retries) {
    worker::TaskRegistry registry;
    const auto add = [&](const char* name, worker::Handler handler) {
        handler.retries.most = most_retries;
        registry.add(name, std::move(handler));
    };
    add(links::click_task, record_link_click(places));
    add("core.tasks.cleanup_expired_tokens", cleanup_expired_tokens(places));
    add("config.celery.debug_task", debug_task());
    return registry;
}

}  // namespace megactl::tasks

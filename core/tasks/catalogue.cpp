// Every task that megactl brings. To add one:
//   1. write its handler in core/tasks/<name>.cpp, declare it in tasks.hpp, list the file in CMakeLists.txt;
//   2. give it a line below, under the name that the site's messages carry;
//   3. write its test, tests/core/tasks/<name>_test.cpp.

#include "core/tasks/tasks.hpp"

namespace megactl::tasks {

worker::TaskRegistry task_catalogue(const TaskPlaces& places) {
    worker::TaskRegistry registry;
    registry.add(links::click_task, record_link_click(places));
    registry.add("core.tasks.cleanup_expired_tokens", cleanup_expired_tokens(places));
    registry.add("config.celery.debug_task", debug_task());
    return registry;
}

}  // namespace megactl::tasks

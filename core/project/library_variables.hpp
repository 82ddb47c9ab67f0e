#pragma once

#include <string_view>

namespace megactl::project {

// Is it a name that Python, Celery, servers and images of others read by themselves?
bool is_read_by_libraries(std::string_view name);

}  // namespace megactl::project

#include "core/worker/task.hpp"

#include <utility>

namespace megactl::worker {

void TaskRegistry::add(std::string name, Handler handler) {
    handlers_.insert_or_assign(std::move(name), std::move(handler));
}

const Handler* TaskRegistry::find(std::string_view name) const {
    const auto found = handlers_.find(name);
    return found == handlers_.end() ? nullptr : &found->second;
}

std::vector<std::string> TaskRegistry::names() const {
    std::vector<std::string> names;
    names.reserve(handlers_.size());
    for (const auto& [name, handler] : handlers_)
        names.push_back(name);
    return names;
}

}  // namespace megactl::worker

#pragma once

#include "core/project/tree.hpp"

#include <set>
#include <string>

namespace megactl::project {

using TaskNames = std::set<std::string, std::less<>>;

// Of these names of Celery tasks, those that no Python file of the project knows: the name stands in none as a text,
// and where a name says that its function is, as Celery names a task after its module, there is none. Virtual
// environments are not looked into. Of a tree too large to be walked, none: somebody there may know them.
TaskNames unknown_tasks(const Tree& tree, TaskNames names);

}  // namespace megactl::project

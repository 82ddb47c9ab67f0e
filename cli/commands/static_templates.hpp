#pragma once

#include "core/base/source.hpp"

#include <vector>

namespace megactl::cli {

class Context;

namespace commands {

class StaticProject;

struct ProjectTemplates {
    std::vector<Source> files;
    bool is_open = false;  // there may be more, which the settings do not tell without being run
};

// The texts in the template folders of the project itself: those of TEMPLATES and, where it says so, of the apps.
// Folders of packages are left out, and files that are no UTF-8. Warns of those that can't be read.
ProjectTemplates project_templates(Context& context, StaticProject& project);

}  // namespace commands

}  // namespace megactl::cli

#pragma once

#include "core/project/parsed_modules.hpp"
#include "core/project/setting_values.hpp"

#include <string>
#include <vector>

namespace megactl::cli {

class Context;

namespace commands {

// The settings of the project, read without running them.
struct SiteSettings {
    std::string file;  // found as Django does: "config/settings.py"; empty where there are none
    project::SettingValues values;
    std::vector<std::string> path;  // that Python imports from
};

SiteSettings site_settings(const Context& context, project::ParsedModules& modules);

}  // namespace commands

}  // namespace megactl::cli

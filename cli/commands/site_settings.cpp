#include "cli/commands/site_settings.hpp"

#include "cli/context.hpp"
#include "core/project/python_packages.hpp"
#include "core/project/settings_module.hpp"

#include <string_view>

namespace megactl::cli::commands {

SiteSettings site_settings(const Context& context, project::ParsedModules& modules) {
    const project::Tree& tree = modules.tree();
    const auto named = context.environment.find("DJANGO_SETTINGS_MODULE");
    const project::SettingsModule module =
        find_settings_module(tree, named == context.environment.end() ? std::string_view{} : named->second, {});
    if (module.file.empty()) return {};
    return {.file = module.file,
            .values = setting_values(modules, module.file, module.roots, context.environment),
            .path = python_path(tree, {module.roots.front()}, context.process_environment)};
}

}  // namespace megactl::cli::commands

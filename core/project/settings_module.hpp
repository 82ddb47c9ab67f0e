#pragma once

#include "core/project/tree.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// The settings module, and who said so.
struct SettingsModule {
    std::string name;      // "config.settings"; empty where nobody names one
    std::string named_by;  // "manage.py:9"
    std::optional<Location> named_at;
    std::string file;  // from the project's root; empty where the name leads nowhere
    // Folders that are on Python's path when the project runs, the likeliest first.
    std::vector<std::string> roots;
    // The env file that the entry file reads before (`load_dotenv()` in manage.py); empty without.
    std::string env_file;
};

// As scan_django_settings says. Throws Error{input} where `settings_file` does not exist.
SettingsModule find_settings_module(const Tree& tree, std::string_view named,
                                    const std::filesystem::path& settings_file, const std::string& site = {});

// Is it a module or a package below one of `roots`?
bool has_module(const Tree& tree, std::string_view name, const std::vector<std::string>& roots);

// The module that the entry file of an application names: `config.wsgi` of a server, `config` of Celery, whose file is
// `config/celery.py`. It is looked for in `roots`.
struct NamedModule {
    std::string module;
    Location at;
};
std::optional<NamedModule> module_named_by(const Tree& tree, std::string_view application,
                                           const std::vector<std::string>& roots);

// Folders of the project's root that may hold its code: those of others (virtual environments, packages of npm, what
// begins with a dot) left out.
std::vector<std::string> code_folders(const Tree& tree, const std::string& folder);

// The folders that Python code is imported from: where manage.py lies, the root, the folders below it. Those of one
// site are its own folder and those below it, then the others.
std::vector<std::string> import_roots(const Tree& tree, const std::string& site = {});

// Those of each site, looked for once. The tree must outlive it.
class ImportRoots {
public:
    explicit ImportRoots(const Tree& tree) : tree_(tree) {}

    // Lives as long as this.
    const std::vector<std::string>& of(const std::string& site);

private:
    const Tree& tree_;
    std::map<std::string, std::vector<std::string>> known_;
};

// "src/config/settings.py" → "config.settings" where "src" is a root.
std::string module_name(std::string_view file, const std::vector<std::string>& roots);

}  // namespace megactl::project

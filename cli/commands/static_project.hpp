#pragma once

#include "cli/commands/site_settings.hpp"
#include "core/base/error.hpp"
#include "core/project/setting_values.hpp"
#include "core/project/tree.hpp"
#include "core/staticfiles/django_release.hpp"
#include "core/staticfiles/sources.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::cli {

class Context;

namespace commands {

// What a Django project says of its static files, read from its settings without running them. Asked for when neither
// the command line nor megactl.toml says it.
class StaticProject {
public:
    // Nothing is read before it is asked for.
    explicit StaticProject(Context& context);

    // Where the settings are, found as Django does: "config/settings.py"; empty where there are none.
    const std::string& settings_file();

    // A name of the settings; null where it is not set, or None.
    const project::SettingValue* setting(std::string_view name) { return find(name); }

    // STATICFILES_DIRS, then the `static` folders of the apps, in their order. Empty without settings. Throws
    // Error{input} where the folders can't be told.
    std::vector<staticfiles::SourceFolder> sources();

    struct Root {
        std::filesystem::path folder;
        std::string named_by;
    };
    // STATIC_ROOT; nothing where it is not set. Throws Error{input} where it can't be told.
    std::optional<Root> root();

    // Does the storage name files by their content, and write packed ones? Warn where that can't be told.
    bool wants_manifest() { return storage().names_by_content; }
    bool packs() { return storage().packs; }
    // What WhiteNoise's storage is told beside: to leave only files with hashed names, and the extensions of those that
    // aren't packed; nothing where its own are meant.
    bool keeps_only_hashed();
    std::optional<std::vector<std::string>> unpacked_extensions();
    // STATIC_URL with the slash that Django puts ahead; nothing where it isn't known.
    std::optional<std::string> static_url();
    // The release among the packages, as far as its rules are known here; nothing without one.
    std::optional<staticfiles::DjangoRelease> django_release();

    struct Folders {
        std::vector<std::filesystem::path> folders;  // each is there
        bool is_open = false;                        // there may be more
    };
    // Where the project itself has its templates: the DIRS of TEMPLATES, then the `templates` folders of its apps.
    // Those of packages are not the project's.
    Folders template_folders();

private:
    void load();
    const project::SettingValue* find(std::string_view name);
    void add_folders(std::vector<staticfiles::SourceFolder>& sources);
    void add_apps(std::vector<staticfiles::SourceFolder>& sources);
    bool looks_into(std::string_view finder);
    void add_app_templates(Folders& folders);
    void add_own(const std::string& path, Folders& folders) const;
    staticfiles::SourceFolder source(const std::string& path, std::string named_by) const;
    struct Storage {
        bool names_by_content = false;
        bool packs = false;
    };
    const Storage& storage();
    Storage read_storage();
    std::string storage_class();
    void warn(const Error& warning);

    Context& context_;
    project::DiskTree tree_;
    bool is_loaded_ = false;
    SiteSettings settings_;
    std::optional<Storage> storage_;
};

}  // namespace commands

}  // namespace megactl::cli

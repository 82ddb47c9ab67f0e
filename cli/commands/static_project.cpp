#include "cli/commands/static_project.hpp"

#include "cli/commands/static_sources.hpp"
#include "cli/context.hpp"
#include "core/base/text.hpp"
#include "core/project/python_packages.hpp"
#include "core/report/render.hpp"
#include "core/staticfiles/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::cli::commands {

namespace fs = std::filesystem;
namespace sf = staticfiles;

namespace {

using project::SettingValue;
using Kind = SettingValue::Kind;

constexpr std::string_view finders = "django.contrib.staticfiles.finders.";
constexpr std::string_view storages = "django.contrib.staticfiles.storage.";

std::string place_of(const SettingValue& value) {
    return value.at ? fmt::format("{}:{}", value.at->source->name(), value.at->line()) : std::string("the settings");
}

Error unknown(std::string_view name, const SettingValue& value, std::string_view flag) {
    Error error(Error::Kind::input, fmt::format("what `{}` is can't be told without running the settings", name));
    if (value.at) error = Error(std::move(error).at(*value.at, "not known"));
    return std::move(error).help(fmt::format("say it: `{}`", flag));
}

// Classes are followed to their bases so far.
constexpr std::size_t most_bases = 20;

}  // namespace

StaticProject::StaticProject(Context& context) : context_(context), tree_(context.project) {}

const std::string& StaticProject::settings_file() {
    load();
    return settings_.file;
}

void StaticProject::load() {
    if (std::exchange(is_loaded_, true)) return;
    project::ParsedModules modules(tree_);
    settings_ = site_settings(context_, modules);
}

const SettingValue* StaticProject::find(std::string_view name) {
    load();
    const auto found = settings_.values.find(name);
    return found == settings_.values.end() || found->second.kind == Kind::none ? nullptr : &found->second;
}

void StaticProject::warn(const Error& warning) {
    if (context_.is_quiet) return;
    context_.terminal.tell(
        report::render_warning(warning, context_.terminal.error_palette(), context_.terminal.error_columns()));
}

sf::SourceFolder StaticProject::source(const std::string& path, std::string named_by) const {
    const fs::path folder = sf::absolute_path(path, context_.project);
    sf::SourceFolder source = sf::plain_source(short_name(folder, context_.project), context_.project);
    source.named_by = std::move(named_by);
    return source;
}

bool StaticProject::looks_into(std::string_view finder) {
    const SettingValue* said = find("STATICFILES_FINDERS");
    if (said == nullptr || said->kind != Kind::sequence) return true;
    return std::ranges::any_of(said->items, [&](const SettingValue& item) {
        return item.text.starts_with(finders) && item.text.substr(finders.size()) == finder;
    });
}

std::vector<sf::SourceFolder> StaticProject::sources() {
    std::vector<sf::SourceFolder> sources;
    if (settings_file().empty()) return sources;
    if (looks_into("FileSystemFinder")) add_folders(sources);
    if (looks_into("AppDirectoriesFinder")) add_apps(sources);
    if (const SettingValue* said = find("STATICFILES_FINDERS"); said != nullptr && said->kind == Kind::sequence) {
        for (const SettingValue& item : said->items) {
            if (item.text == std::string(finders) + "FileSystemFinder" ||
                item.text == std::string(finders) + "AppDirectoriesFinder") {
                continue;
            }
            warn(Error(Error::Kind::input,
                       fmt::format("the finder `{}` can't be asked without running Python", escape_controls(item.text)))
                     .from(place_of(item))
                     .help("name what it finds with `--source`, and the other folders with it"));
        }
    }
    return sources;
}

void StaticProject::add_folders(std::vector<sf::SourceFolder>& sources) {
    const SettingValue* said = find("STATICFILES_DIRS");
    if (said == nullptr) return;
    if (said->kind != Kind::sequence || said->is_open) throw unknown("STATICFILES_DIRS", *said, "--source DIR");
    for (const SettingValue& item : said->items) {
        const bool is_pair = item.kind == Kind::sequence && item.items.size() == 2 &&
                             item.items[0].kind == Kind::text && item.items[1].is_words();
        if (!is_pair && !item.is_words()) throw unknown("STATICFILES_DIRS", item, "--source DIR");
        sf::SourceFolder folder =
            source(is_pair ? item.items[1].text : item.text, fmt::format("STATICFILES_DIRS, {}", place_of(item)));
        if (is_pair) folder.prefix = item.items[0].text;
        if (sf::folder_id(folder.folder)) {
            sources.push_back(std::move(folder));
            continue;
        }
        warn(Error(Error::Kind::input, fmt::format("the source `{}` is not there, and nothing is gathered from it",
                                                   escape_controls(folder.name)))
                 .from(folder.named_by));
    }
}

void StaticProject::add_apps(std::vector<sf::SourceFolder>& sources) {
    const SettingValue* said = find("INSTALLED_APPS");
    if (said == nullptr) return;
    if (said->kind != Kind::sequence) throw unknown("INSTALLED_APPS", *said, "--source DIR");
    if (said->is_open) {
        Error warning(Error::Kind::input,
                      "INSTALLED_APPS may hold more apps than can be told without running the settings");
        if (said->at) warning = Error(std::move(warning).at(*said->at, "under a condition that isn't known"));
        warn(std::move(warning).help("name their folders with `--source`, and the other folders with it"));
    }
    for (const SettingValue& app : said->items) {
        if (app.kind != Kind::text) throw unknown("an app of INSTALLED_APPS", app, "--source DIR");
        const auto folder = app_folder(tree_, app.text, settings_.path);
        if (!folder) {
            warn(Error(Error::Kind::input,
                       fmt::format("the app `{}` is not among the packages here, so nothing of it is gathered",
                                   escape_controls(app.text)))
                     .from(place_of(app)));
            continue;
        }
        const std::string files = fs::path(*folder) / "static";
        if (tree_.is_directory(files)) {
            sources.push_back(source(files, fmt::format("the app {}, {}", app.text, place_of(app))));
        }
    }
}

std::optional<StaticProject::Root> StaticProject::root() {
    const SettingValue* said = find("STATIC_ROOT");
    if (said == nullptr) return std::nullopt;
    if (!said->is_words()) throw unknown("STATIC_ROOT", *said, "--root DIR");
    if (said->text.empty()) return std::nullopt;
    return Root{sf::absolute_path(said->text, context_.project), fmt::format("STATIC_ROOT, {}", place_of(*said))};
}

StaticProject::Folders StaticProject::template_folders() {
    Folders folders;
    const SettingValue* engines = find("TEMPLATES");
    if (engines == nullptr) return folders;
    folders.is_open = engines->kind != Kind::sequence || engines->is_open;
    bool is_app_asked = false;
    for (const SettingValue& engine : engines->items) {
        if (const SettingValue* named = engine.entry("DIRS")) {
            folders.is_open = folders.is_open || named->kind != Kind::sequence || named->is_open;
            for (const SettingValue& folder : named->items) {
                if (folder.is_words()) add_own(folder.text, folders);
                folders.is_open = folders.is_open || !folder.is_words();
            }
        }
        const SettingValue* asks = engine.entry("APP_DIRS");
        is_app_asked = is_app_asked || (asks != nullptr && asks->kind == Kind::boolean && asks->truth);
    }
    if (is_app_asked) add_app_templates(folders);
    return folders;
}

void StaticProject::add_app_templates(Folders& folders) {
    const SettingValue* apps = find("INSTALLED_APPS");
    if (apps == nullptr) return;
    folders.is_open = folders.is_open || apps->kind != Kind::sequence || apps->is_open;
    for (const SettingValue& app : apps->items) {
        const auto folder = app.kind == Kind::text ? app_folder(tree_, app.text, settings_.path) : std::nullopt;
        if (folder) add_own(fs::path(*folder) / "templates", folders);
    }
}

void StaticProject::add_own(const std::string& path, Folders& folders) const {
    const fs::path folder = sf::absolute_path(path, context_.project);
    const fs::path within = short_name(folder, context_.project);
    const bool is_of_package = std::ranges::any_of(
        within, [](const fs::path& part) { return part == "site-packages" || part == "dist-packages"; });
    if (within.is_absolute() || is_of_package || !tree_.is_directory(folder)) return;
    folders.folders.push_back(folder);
}

std::string StaticProject::storage_class() {
    if (const SettingValue* all = find("STORAGES"); all != nullptr && all->kind == Kind::mapping) {
        const SettingValue* ours = all->entry("staticfiles");
        const SettingValue* backend = ours != nullptr && ours->kind == Kind::mapping ? ours->entry("BACKEND") : nullptr;
        if (backend != nullptr && backend->kind == Kind::text) return backend->text;
    }
    const SettingValue* said = find("STATICFILES_STORAGE");
    return said != nullptr && said->kind == Kind::text ? said->text : std::string(storages) + "StaticFilesStorage";
}

const StaticProject::Storage& StaticProject::storage() {
    if (!storage_) storage_ = settings_file().empty() ? Storage{} : read_storage();
    return *storage_;
}

StaticProject::Storage StaticProject::read_storage() {
    const std::string named = storage_class();
    Storage storage;
    bool is_known = false;
    std::vector<std::string> classes{named};
    for (std::size_t i = 0; i < classes.size() && i < most_bases; ++i) {
        const std::string name = classes[i];
        const bool packs = name.starts_with("whitenoise.storage.Compressed");
        const bool names_by_content = name == std::string(storages) + "ManifestStaticFilesStorage" ||
                                      name == std::string(storages) + "ManifestFilesMixin" ||
                                      name == "whitenoise.storage.CompressedManifestStaticFilesStorage";
        storage.packs = storage.packs || packs;
        storage.names_by_content = storage.names_by_content || names_by_content;
        const bool is_end = packs || names_by_content || name == std::string(storages) + "StaticFilesStorage";
        is_known = is_known || is_end;
        if (is_end) continue;
        for (std::string& base : bases_of(tree_, name, settings_.path))
            classes.push_back(std::move(base));
    }
    if (!is_known) {
        warn(Error(Error::Kind::input, fmt::format("what the storage `{}` does with static files is not known here, so "
                                                   "they are only gathered",
                                                   escape_controls(named)))
                 .help("`--manifest` names them by their content"));
    }
    return storage;
}

bool StaticProject::keeps_only_hashed() {
    const SettingValue* said = find("WHITENOISE_KEEP_ONLY_HASHED_FILES");
    return packs() && said != nullptr && said->kind == Kind::boolean && said->truth;
}

std::optional<std::vector<std::string>> StaticProject::unpacked_extensions() {
    const SettingValue* said = find("WHITENOISE_SKIP_COMPRESS_EXTENSIONS");
    if (said == nullptr || said->kind != Kind::sequence || said->is_open) return std::nullopt;
    std::vector<std::string> extensions;
    for (const SettingValue& item : said->items) {
        if (item.kind != Kind::text) return std::nullopt;
        extensions.push_back(item.text);
    }
    return extensions;
}

std::optional<std::string> StaticProject::static_url() {
    const SettingValue* said = find("STATIC_URL");
    if (said == nullptr || said->kind != Kind::text || said->text.empty()) return std::nullopt;
    std::string url = said->text;
    if (!url.starts_with('/') && url.find("://") == std::string::npos) url.insert(0, 1, '/');
    return url;
}

std::optional<sf::DjangoRelease> StaticProject::django_release() {
    load();
    const auto version = django_version(tree_, settings_.path);
    if (!version) return std::nullopt;
    return sf::nearest_release(version->first, version->second);
}

}  // namespace megactl::cli::commands

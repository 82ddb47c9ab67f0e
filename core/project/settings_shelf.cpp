#include "core/project/settings_shelf.hpp"

#include "core/base/closest.hpp"
#include "core/base/text.hpp"
#include "core/project/settings_value.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::project {
namespace {

// The application that a server or Celery imports: "config.wsgi" of `gunicorn config.wsgi`, "config" of
// `celery -A config worker`; empty for another command.
std::string_view application_of(const SettingsLoad& load) {
    const std::vector<std::string_view> words = split(load.program, ' ');
    if (words.size() < 2 || words[0] == "manage.py" || words[0] == "django-admin") return {};
    return words[0] == "celery" && words.size() > 2 ? words[2] : words[1];
}

}  // namespace

std::optional<std::size_t> SettingsShelf::find(const std::string& site, const std::string& named,
                                               const std::optional<Location>& at) {
    const auto [entry, is_new] = known_.try_emplace({site, named}, std::nullopt);
    if (!is_new) return entry->second;
    DjangoSettings scanned = scan_django_settings(tree_, named, question_.settings_file, site);
    if (scanned.files.empty()) {
        note_missing(site, scanned.module, scanned.named_at ? scanned.named_at : at);
        return std::nullopt;
    }
    for (std::size_t i = 0; i < facts_.settings.size(); ++i) {
        if (facts_.settings[i].files.front() == scanned.files.front()) return entry->second = i;
    }
    facts_.settings.push_back(std::move(scanned));
    return entry->second = facts_.settings.size() - 1;
}

std::optional<std::size_t> SettingsShelf::find(const std::optional<std::string>& site, const SettingsLoad& load,
                                               const Supply& supply) {
    if (!site) return std::nullopt;
    if (!load.settings.empty()) return find(*site, load.settings);
    const SuppliedValue* named = supply.find("DJANGO_SETTINGS_MODULE");
    if (named == nullptr) return find_default(*site, load);
    return named->value ? find(*site, std::string(named->value->reveal()), named->at) : std::nullopt;
}

// wsgi.py, asgi.py and celery.py may name another module than manage.py does.
std::optional<std::size_t> SettingsShelf::find_default(const std::string& site, const SettingsLoad& load) {
    const std::optional<std::size_t> usual = find(site, std::string());
    const std::optional<NamedModule>& entry = module_of(site, application_of(load));
    const bool is_usual = !entry || (usual && facts_.settings[*usual].module == entry->module);
    return is_usual ? usual : find(site, entry->module, entry->at);
}

// Many services start one application.
const std::optional<NamedModule>& SettingsShelf::module_of(const std::string& site, std::string_view application) {
    const auto [known, is_new] = entries_.try_emplace({site, std::string(application)});
    if (is_new) known->second = module_named_by(tree_, application, roots_.of(site));
    return known->second;
}

void SettingsShelf::note_missing(const std::string& site, const std::string& module,
                                 const std::optional<Location>& at) {
    const bool is_known = std::ranges::count(facts_.missing_settings, module, &MissingSettings::module) > 0;
    if (module.empty() || !at || is_known) return;
    facts_.missing_settings.push_back(missing(site, module));
    facts_.missing_settings.back().at = *at;
}

void SettingsShelf::note_misspelt(const std::string& site, const std::string& module, const Location& at) {
    constexpr std::size_t most_letters = 2;
    if (has(site, module)) return;
    const MissingSettings found = missing(site, module);
    const bool is_meant = found.is_ours && !found.near.empty() && edit_distance(module, found.near) <= most_letters;
    if (is_meant) note_missing(site, module, at);
}

bool SettingsShelf::has(const std::string& site, const std::string& module) const {
    return has_module(tree_, module, roots_.of(site));
}

MissingSettings SettingsShelf::missing(const std::string& site, const std::string& module) const {
    MissingSettings answer{.module = module};
    const std::vector<std::string>& roots = roots_.of(site);
    const std::string package = module.substr(0, module.find('.'));
    for (const std::string& root : roots) {
        const std::string folder = joined_path(root, package);
        answer.has_package = answer.has_package || tree_.is_directory(folder);
        answer.is_ours = answer.is_ours || tree_.is_file(joined_path(folder, "__init__.py"));
    }
    std::vector<std::string> modules;
    for (const std::string& root : roots) {
        std::ranges::move(answer.has_package ? modules_beside(root, module) : modules_of_near_packages(root, module),
                          std::back_inserter(modules));
    }
    std::erase(modules, module);  // a folder of that name, or a file that can't be read
    const std::vector<std::string_view> names(modules.begin(), modules.end());
    answer.near = std::string(closest_match(module, names).value_or(""));
    return answer;
}

// What lies in the folder that the module would lie in, or as far on the way there as there are folders.
std::vector<std::string> SettingsShelf::modules_beside(const std::string& root, const std::string& module) const {
    const std::vector<std::string_view> parts = split(module, '.');
    std::string folder = root;
    for (std::size_t i = 0; i == 0 || i + 1 < parts.size(); ++i) {
        std::string below = joined_path(folder, std::string(parts[i]));
        if (!tree_.is_directory(below)) break;
        folder = std::move(below);
    }
    std::vector<std::string> modules;
    if (folder == root) return modules;
    for (const std::string& name : tree_.list(folder)) {
        const std::string path = joined_path(folder, name);
        if (name.ends_with(".py") || tree_.is_file(joined_path(path, "__init__.py")))
            modules.push_back(module_name(path, {root}));
    }
    return modules;
}

// Those of the same name in packages that are called much alike.
std::vector<std::string> SettingsShelf::modules_of_near_packages(const std::string& root,
                                                                 const std::string& module) const {
    const std::size_t dot = std::min(module.find('.'), module.size());
    std::vector<std::string> modules;
    for (const std::string& folder : code_folders(tree_, root)) {
        const std::string package = folder.substr(folder.rfind('/') + 1);
        const std::vector<std::string_view> names{package};
        if (!closest_match(std::string_view(module).substr(0, dot), names)) continue;
        std::string near = package + module.substr(dot);
        if (has_module(tree_, near, {root})) modules.push_back(std::move(near));
    }
    return modules;
}

}  // namespace megactl::project

#include "core/project/settings_shelf.hpp"

#include "core/base/closest.hpp"
#include "core/base/text.hpp"
#include "core/project/settings_value.hpp"

#include <algorithm>
#include <string_view>
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

MissingSettings SettingsShelf::missing(const std::string& site, const std::string& module) const {
    MissingSettings answer{.module = module};
    std::vector<std::string> modules;
    const std::string package = module.substr(0, module.find('.'));
    for (const std::string& root : roots_.of(site)) {
        const std::string folder = joined_path(root, package);
        if (!tree_.is_directory(folder)) continue;
        answer.has_package = true;
        answer.is_ours = answer.is_ours || tree_.is_file(joined_path(folder, "__init__.py"));
        for (const std::string& name : tree_.list(folder)) {
            if (name.ends_with(".py")) modules.push_back(module_name(joined_path(folder, name), {root}));
        }
    }
    std::erase(modules, module);  // a folder of that name, or a file that can't be read
    const std::vector<std::string_view> names(modules.begin(), modules.end());
    answer.near = std::string(closest_match(module, names).value_or(""));
    return answer;
}

}  // namespace megactl::project

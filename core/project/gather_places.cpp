#include "core/project/gather_places.hpp"

#include "core/os/file.hpp"
#include "core/project/build_context.hpp"
#include "core/project/image_files.hpp"
#include "core/project/setting_values.hpp"
#include "core/project/settings_module.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

namespace fs = std::filesystem;

// The variables whose values are known.
Variables variables_of(const Supply& supply) {
    Variables variables;
    for (const auto& [name, supplied] : supply.values) {
        if (supplied.value) variables.emplace(name, supplied.value->reveal());
    }
    return variables;
}

// Where a path of the project lies in the container, by the last COPY of the folder it is in.
std::optional<std::string> container_place(const Dockerfile& dockerfile, std::size_t stage, const std::string& path) {
    const std::string wanted = path_in_context(dockerfile, path);
    if (wanted.empty()) return std::nullopt;
    std::optional<std::string> place;
    for (const Copy& copy : copies_before(dockerfile, stage, dockerfile.stages[stage].end)) {
        if (copy.is_from_stage || copy.source.find_first_of("*?[$") != std::string::npos) continue;
        if (copy.source == ".") {
            place = container_path(copy.destination, wanted);
        } else if (is_within(wanted, copy.source)) {
            const std::string rest = wanted.size() > copy.source.size() ? wanted.substr(copy.source.size() + 1) : "";
            place = rest.empty() ? copy.destination : container_path(copy.destination, rest);
        }
    }
    return place;
}

class PlaceFinder {
public:
    PlaceFinder(const Tree& tree, Facts& facts)
        : tree_(tree), facts_(facts), modules_(tree), roots_(import_roots(tree)) {}

    void look(const RuntimeLoad& load) {
        const DjangoSettings& settings = facts_.settings[load.settings];
        const SettingValues values =
            setting_values(modules_, settings.files.front()->name(), roots_, variables_of(load.supply));
        for (const char* name : {"MEDIA_ROOT", "STATIC_ROOT"}) {
            const auto found = values.find(name);
            if (found != values.end()) keep(load, name, found->second);
        }
        const auto databases = values.find("DATABASES");
        const SettingValue* database = databases == values.end() ? nullptr : databases->second.entry("default");
        const SettingValue* engine = database == nullptr ? nullptr : database->entry("ENGINE");
        const SettingValue* file = database == nullptr ? nullptr : database->entry("NAME");
        if (engine == nullptr || file == nullptr || !engine->text.ends_with("sqlite3") || !file->is_words()) return;
        SettingValue folder = *file;
        folder.text = fs::path(file->text).parent_path().generic_string();
        if (!folder.text.empty()) keep(load, "DATABASES", folder);
    }

private:
    void keep(const RuntimeLoad& load, const char* setting, const SettingValue& value) {
        if (!value.is_words() || value.text.empty() || value.is_open || !value.at) return;
        const auto& image = *facts_.images[load.service];
        const Dockerfile& dockerfile = facts_.dockerfiles[image.dockerfile];
        std::string folder = value.text;
        if (!folder.starts_with('/')) {
            // A folder of the sources may be copied with an owner of its own.
            if (value.kind != SettingValue::Kind::path || tree_.is_directory(folder)) return;
            const auto place = container_place(dockerfile, image.stage, folder);
            if (!place) return;
            folder = *place;
        }
        facts_.written_places.push_back({load.service, setting, container_path("/", folder), *value.at});
    }

    const Tree& tree_;
    Facts& facts_;
    ParsedModules modules_;
    std::vector<std::string> roots_;
};

}  // namespace

void gather_written_places(const Tree& tree, Facts& facts) {
    constexpr std::size_t most_loads = 10;  // their settings are worked out one by one
    PlaceFinder finder(tree, facts);
    for (std::size_t i = 0; i < std::min(facts.runtime_loads.size(), most_loads); ++i)
        finder.look(facts.runtime_loads[i]);
}

void gather_host_owners(const Tree& tree, const fs::path& root, Facts& facts) {
    if (!facts.scope.host || !facts.compose) return;
    for (const Service& service : facts.compose->services) {
        for (const Mount& mount : service.mounts) {
            if (mount.kind != Mount::Kind::bind || mount.is_missing || !tree.covers(mount.host_path)) continue;
            const auto status = os::status_of((root / mount.host_path).lexically_normal());
            if (status && status->kind == os::FileKind::directory) {
                facts.host_owners[mount.host_path] = {status->owner, status->group, status->permissions};
            }
        }
    }
}

}  // namespace megactl::project

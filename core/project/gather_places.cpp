#include "core/project/gather_places.hpp"

#include "core/os/access_list.hpp"
#include "core/os/file.hpp"
#include "core/project/build_context.hpp"
#include "core/project/image_files.hpp"
#include "core/project/setting_values.hpp"

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
    PlaceFinder(const Tree& tree, ImportRoots& roots, Facts& facts)
        : tree_(tree), roots_(roots), facts_(facts), modules_(tree) {}

    void look(const RuntimeLoad& load) {
        const Facts::BuiltImage& image = *facts_.images[load.service];
        const Place place{&facts_.dockerfiles[image.dockerfile], image.stage, load.service,
                          &facts_.compose->services[load.service]};
        const SettingValues values = values_of(load.settings, load.supply);
        for (const char* name : {"MEDIA_ROOT", "STATIC_ROOT"}) {
            const auto found = values.find(name);
            if (found != values.end()) keep(place, name, found->second);
        }
        const auto databases = values.find("DATABASES");
        const SettingValue* database = databases == values.end() ? nullptr : databases->second.entry("default");
        const SettingValue* engine = database == nullptr ? nullptr : database->entry("ENGINE");
        const SettingValue* file = database == nullptr ? nullptr : database->entry("NAME");
        if (engine == nullptr || file == nullptr || !engine->text.ends_with("sqlite3") || !file->is_words()) return;
        SettingValue folder = *file;
        folder.text = fs::path(file->text).parent_path().generic_string();
        if (!folder.text.empty()) keep(place, "DATABASES", folder);
    }

    // Where the build itself writes, whoever starts the image.
    void look(const BuildLoad& load) {
        if (load.load.program != "manage.py collectstatic" || !load.is_needed) return;
        const SettingValues values = values_of(load.settings, load.supply);
        const auto found = values.find("STATIC_ROOT");
        const Dockerfile& dockerfile = facts_.dockerfiles[load.dockerfile];
        if (found != values.end()) keep({&dockerfile, load.stage, 0, nullptr}, "STATIC_ROOT", found->second);
    }

private:
    // Who writes: an image, and the service that runs it where one does.
    struct Place {
        const Dockerfile* dockerfile;
        std::size_t stage;
        std::size_t index;  // of the service
        const Service* service;
    };

    SettingValues values_of(std::size_t number, const Supply& supply) {
        const DjangoSettings& settings = facts_.settings[number];
        return setting_values(modules_, settings.files.front()->name(), roots_.of(settings.site), variables_of(supply));
    }

    void keep(const Place& writer, const std::string& setting, const SettingValue& value) {
        if (!value.is_words() || value.text.empty() || value.is_open || !value.at) return;
        std::string folder = value.text;
        bool is_in_sources = false;
        if (!folder.starts_with('/')) {
            if (value.kind != SettingValue::Kind::path) return;
            is_in_sources = tree_.is_directory(folder);
            const auto place = container_place(*writer.dockerfile, writer.stage, folder);
            if (!place) return;
            folder = *place;
        }
        folder = container_path("/", folder);
        // A folder of the sources may be copied with an owner of its own; a bind mount brings it as it is.
        const bool is_bound =
            writer.service != nullptr && setting != "STATIC_ROOT" && host_path_of(*writer.service, folder).has_value();
        if (is_in_sources && !is_bound) return;
        facts_.written_places.push_back({writer.index, setting, folder, *value.at});
    }

    const Tree& tree_;
    ImportRoots& roots_;
    Facts& facts_;
    ParsedModules modules_;
};

}  // namespace

void gather_written_places(const Tree& tree, ImportRoots& roots, Facts& facts) {
    constexpr std::size_t most_loads = 10;  // their settings are worked out one by one
    PlaceFinder finder(tree, roots, facts);
    for (std::size_t i = 0; i < std::min(facts.runtime_loads.size(), most_loads); ++i)
        finder.look(facts.runtime_loads[i]);
    if (facts.compose || facts.dockerfiles.size() != 1) return;
    for (std::size_t i = 0; i < std::min(facts.build_loads.size(), most_loads); ++i)
        finder.look(facts.build_loads[i]);
}

void gather_host_owners(const Tree& tree, const fs::path& root, Facts& facts) {
    if (!facts.scope.host || !facts.compose) return;
    const auto look_at = [&](const std::string& path) {
        const auto status = tree.covers(path) ? os::status_of((root / path).lexically_normal()) : std::nullopt;
        if (!status || status->kind != os::FileKind::directory) return;
        // An access list may let in whom the mode leaves out.
        if (os::access_list_of((root / path).lexically_normal()).empty())
            facts.host_owners[path] = {status->owner, status->group, status->permissions};
    };
    for (const Service& service : facts.compose->services) {
        for (const Mount& mount : service.mounts) {
            if (mount.kind == Mount::Kind::bind && !mount.is_missing) look_at(mount.host_path);
        }
    }
    for (const WrittenPlace& place : facts.written_places) {
        if (const auto path = host_path_of(facts.compose->services[place.service], place.folder)) look_at(*path);
    }
}

}  // namespace megactl::project

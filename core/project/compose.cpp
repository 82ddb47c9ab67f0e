#include "core/project/compose.hpp"

#include "core/base/text.hpp"
#include "core/project/compose_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace megactl::project {

namespace fs = std::filesystem;

namespace composing {
namespace {

constexpr std::size_t most_notes = 200;

void add_to_volume(const YamlNode& entry, NamedVolume& volume) {
    const YamlNode* name = entry.find("name");
    const YamlNode* driver = entry.find("driver");
    if (name != nullptr && name->text.find('$') != std::string::npos) volume.is_named_by_variable = true;
    if ((driver != nullptr && driver->text != "local") || entry.find("driver_opts") != nullptr)
        volume.is_kept_elsewhere = true;
    if (entry.find("external") != nullptr) volume.is_external = true;
}

void read_named_volumes(Reading& reading) {
    for (ComposeFile* file : reading.layers) {
        const YamlNode* volumes = file->document.root->find("volumes");
        if (volumes == nullptr || volumes->kind == YamlNode::Kind::null) continue;
        if (!volumes->is_mapping()) {
            reading.note({file->document.source, volumes->span}, "`volumes` must be a mapping");
            continue;
        }
        for (const auto& [key, value] : volumes->members) {
            const Location at{file->document.source, key->span};
            if (!reading.take(1, at)) return;
            if (key->text.starts_with("x-")) continue;
            add_to_volume(*value, reading.compose.named_volumes.try_emplace(key->text, NamedVolume{at}).first->second);
        }
    }
}

// Sections that hold no service still end Compose's work when a template in them is invalid.
void try_other_sections(Reading& reading) {
    for (ComposeFile* file : reading.layers) {
        for (const std::string_view section : {"name", "volumes", "networks", "secrets", "configs"}) {
            if (const auto* found = file->document.root->find_member(section)) {
                has_broken_template(reading, {file, found->first, found->second});
            }
        }
    }
}

void note_versions(Reading& reading) {
    for (ComposeFile* file : reading.layers) {
        if (const auto* found = file->document.root->find_member("version")) {
            reading.compose.versions.push_back({file->document.source, found->first->span});
        }
    }
}

void check_volume_names(Reading& reading) {
    for (const Service& service : reading.compose.services) {
        for (const Mount& mount : service.mounts) {
            if (mount.kind != Mount::Kind::volume || reading.compose.named_volumes.contains(mount.source)) continue;
            reading.note(mount.at, fmt::format("`{}` is no volume of the top-level `volumes`", mount.source));
        }
    }
}

}  // namespace

// Several services may share a place: an anchor, an env file, a secret.
void Reading::note(Location at, std::string reason) {
    const bool is_known = std::ranges::any_of(compose.misunderstood, [&](const Misunderstanding& other) {
        return other.at.source == at.source && other.at.span == at.span;
    });
    if (is_known || compose.misunderstood.size() >= most_notes) return;
    compose.misunderstood.push_back({std::move(at), std::move(reason)});
}

bool Reading::take(std::size_t count, const Location& at) {
    if (count <= items_left_) {
        items_left_ -= count;
        return true;
    }
    use_up(at);
    return false;
}

void Reading::use_up(const Location& at) {
    items_left_ = 0;
    if (is_used_up_) return;
    is_used_up_ = true;
    // Beside the others even where there are too many of them.
    compose.misunderstood.push_back({at, "with its aliases the file holds too much; the rest is not read"});
}

}  // namespace composing

const Service* Compose::service(std::string_view name) const {
    const auto found = std::ranges::find(services, name, &Service::name);
    return found == services.end() ? nullptr : &*found;
}

bool is_build_of(const BuildUse& build, const Dockerfile& dockerfile) {
    return build.dockerfile == dockerfile.path && build.context == dockerfile.context;
}

std::vector<fs::path> named_compose_files(const Tree& tree, const NameLookup& caller) {
    composing::Names names(caller);
    if (const Source dotenv = dotenv_of(tree))
        names.add(config::parse_env_file(dotenv, config::Dialect::compose, caller));
    const auto text_of = [&](std::string_view name, std::string_view fallback) {
        const auto found = names.find(name);
        return found && !found->value.empty() ? found->value : std::string(fallback);
    };
    const std::string separator = text_of("COMPOSE_PATH_SEPARATOR", ":");
    std::vector<fs::path> files;
    const std::string lines = replace_all(text_of("COMPOSE_FILE", ""), separator, "\n");
    for (const std::string_view file : split(lines, '\n'))
        if (!file.empty()) files.push_back(fs::path(file).lexically_normal());
    return files;
}

std::vector<fs::path> default_compose_files(const Tree& tree, const NameLookup& caller) {
    if (auto named = named_compose_files(tree, caller); !named.empty()) return named;
    constexpr std::array<std::string_view, 4> overrides{"compose.override.yml", "compose.override.yaml",
                                                        "docker-compose.override.yml", "docker-compose.override.yaml"};
    // A folder of that name is refused when it is read, which beats being overlooked.
    const auto is_there = [&](std::string_view name) { return tree.is_file(name) || tree.is_directory(name); };
    std::vector<fs::path> files;
    const auto* base = std::ranges::find_if(usual_compose_names, is_there);
    if (base == usual_compose_names.end()) return files;
    files.emplace_back(*base);
    const auto* override_file = std::ranges::find_if(overrides, is_there);
    if (override_file != overrides.end()) files.emplace_back(*override_file);
    return files;
}

Compose read_compose(const Tree& tree, const std::vector<fs::path>& files, const NameLookup& caller) {
    composing::Reading reading(tree, caller);
    composing::load_project(reading, files);
    composing::read_named_volumes(reading);
    composing::try_other_sections(reading);
    composing::note_versions(reading);
    for (const std::string& name : composing::service_names(reading)) {
        auto service = composing::read_service(reading, name);
        if (service) reading.compose.services.push_back(*std::move(service));
    }
    composing::check_volume_names(reading);
    return std::move(reading.compose);
}

}  // namespace megactl::project

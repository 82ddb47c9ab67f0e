#include "core/project/kubernetes_mounts.hpp"

#include "core/base/text.hpp"
#include "core/project/image_files.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

namespace megactl::project::manifests {
namespace {

// What a volume holds, file by file.
struct Contents {
    struct File {
        std::string path;  // below the volume
        const YamlNode* key = nullptr;
        const YamlNode* value = nullptr;
        bool is_encoded = false;
        bool is_template = false;
    };
    std::vector<File> files;
    bool is_whole = true;  // there are no others
};

// A `secret`, a `configMap`, or one of the sources of a `projected` volume.
void add_source(const Objects& objects, const Object& user, const YamlNode& source, bool is_secret,
                Contents& contents) {
    const std::string named = text_of(source, "secretName");
    const std::string& name = named.empty() ? text_of(source, "name") : named;
    const Object* object = objects.find(is_secret ? "Secret" : "ConfigMap", name, user);
    if (object == nullptr || object->is_template || is_optional(source)) contents.is_whole = false;
    if (object == nullptr) return;
    const YamlNode* items = source.find("items");
    const auto path_of = [&](const std::string& key) -> std::optional<std::string> {
        if (items == nullptr) return key;
        for (const YamlNode* item : items->items)
            if (text_of(*item, "key") == key) return text_of(*item, "path");
        return std::nullopt;
    };
    for (const std::string_view part : {"data", "binaryData", "stringData"}) {
        const YamlNode* entries = object->node->find(part);
        if (entries == nullptr) continue;
        const bool is_encoded = part == "binaryData" || (is_secret && part == "data");
        for (const auto& [key, value] : entries->members) {
            const auto path = path_of(key->text);
            if (!path) continue;
            std::erase_if(contents.files, [&](const Contents::File& file) { return file.path == *path; });
            contents.files.push_back({*path, key, value, is_encoded, object->is_template});
        }
    }
}

// Nothing of a volume that is no ConfigMap and no Secret.
std::optional<Contents> contents_of(const Objects& objects, const Object& user, const YamlNode& volume) {
    Contents contents;
    if (const YamlNode* secret = volume.find("secret")) {
        add_source(objects, user, *secret, true, contents);
        return contents;
    }
    if (const YamlNode* map = volume.find("configMap")) {
        add_source(objects, user, *map, false, contents);
        return contents;
    }
    const YamlNode* projected = volume.find("projected");
    const YamlNode* sources = projected == nullptr ? nullptr : projected->find("sources");
    if (sources == nullptr) return std::nullopt;
    for (const YamlNode* source : sources->items) {
        const YamlNode* secret = source->find("secret");
        const YamlNode* map = source->find("configMap");
        if (secret != nullptr) add_source(objects, user, *secret, true, contents);
        if (map != nullptr) add_source(objects, user, *map, false, contents);
        if (secret == nullptr && map == nullptr) contents.is_whole = false;
    }
    return contents;
}

// "the Secret `shop-tls`", "the volume `certs`"
std::string words_of(const YamlNode& volume, const std::string& name) {
    const YamlNode* secret = volume.find("secret");
    const YamlNode* map = volume.find("configMap");
    if (secret != nullptr) return fmt::format("the Secret `{}`", escape_controls(text_of(*secret, "secretName")));
    if (map != nullptr) return fmt::format("the ConfigMap `{}`", escape_controls(text_of(*map, "name")));
    return fmt::format("the volume `{}`", escape_controls(name));
}

const YamlNode* named_one(const YamlNode* list, std::string_view name) {
    if (list == nullptr) return nullptr;
    for (const YamlNode* item : list->items)
        if (text_of(*item, "name") == name) return item;
    return nullptr;
}

// Of the volumes that cover the path, the one that is mounted most closely.
const YamlNode* closest(const YamlNode* mounts, const std::string& path) {
    const YamlNode* found = nullptr;
    std::size_t length = 0;
    if (mounts == nullptr) return nullptr;
    for (const YamlNode* mount : mounts->items) {
        const std::string folder = container_path("/", text_of(*mount, "mountPath"));
        if (!is_within(path, folder) || folder.size() < length) continue;
        found = mount;
        length = folder.size();
    }
    return found;
}

}  // namespace

std::optional<MountedFile> mounted_file(const Objects& objects, const Object& user, const YamlNode& pod,
                                        const YamlNode& container, const std::string& path) {
    const std::string whole = container_path("/", path);
    const YamlNode* mount = closest(container.find("volumeMounts"), whole);
    if (mount == nullptr) return std::nullopt;
    const std::string folder = container_path("/", text_of(*mount, "mountPath"));
    const std::string name = text_of(*mount, "name");
    const YamlNode* volume = named_one(pod.find("volumes"), name);
    if (volume == nullptr)
        return MountedFile{.path = path, .kept_in = fmt::format("the volume `{}`", escape_controls(name))};
    MountedFile found{.path = path, .kept_in = words_of(*volume, name)};
    const auto contents = contents_of(objects, user, *volume);
    // What `subPathExpr` stands for is told by the container's environment.
    if (!contents || mount->find("subPathExpr") != nullptr) return found;
    const std::string below = container_path(container_path("/", text_of(*mount, "subPath")),
                                             "." + whole.substr(folder == "/" ? 0 : folder.size()));
    for (const Contents::File& file : contents->files) {
        const std::string its = container_path("/", file.path);
        if (its == below) {
            auto content = kept(file.key, file.value, file.is_encoded, file.is_template).value;
            if (content) found.content.emplace(*std::move(content));
            return found;
        }
        found.beside.push_back(container_path(folder, file.path));
    }
    found.is_absent = contents->is_whole && mount->find("subPath") == nullptr;
    return found;
}

}  // namespace megactl::project::manifests

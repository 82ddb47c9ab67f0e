#include "core/project/kubernetes_objects.hpp"

#include "core/base/encoding.hpp"
#include "core/base/text.hpp"
#include "core/project/image_files.hpp"
#include "core/project/yaml_stream.hpp"

#include <filesystem>
#include <utility>

namespace megactl::project::manifests {
namespace {

constexpr std::size_t most_told = 100;
constexpr std::size_t most_objects = 20'000;

std::string folder_of(const Source& source) {
    return std::filesystem::path(source->name()).parent_path().string();
}

bool is_object(const YamlNode* node) {
    return node != nullptr && node->find("kind") != nullptr && node->find("apiVersion") != nullptr;
}

}  // namespace

std::string text_of(const YamlNode& node, std::string_view key) {
    const YamlNode* value = node.find(key);
    return value != nullptr && value->is_scalar() ? value->text : std::string();
}

Kept kept(const YamlNode* key, const YamlNode* value, bool is_encoded, bool is_template) {
    Kept result{.key = key, .value = {}};
    if (is_template || !value->is_scalar()) return result;
    result.value = value->text;
    if (is_encoded) {
        const auto decoded = from_base64(trim(value->text));
        result.value = decoded ? std::optional(*decoded) : std::nullopt;
    }
    return result;
}

bool is_optional(const YamlNode& reference) {
    return text_of(reference, "optional") == "true";
}

void Objects::add(const Source& file, std::vector<Misunderstanding>& misunderstood) {
    const std::size_t braces = file->text().find("{{");
    const bool is_template = braces != std::string_view::npos;
    for (YamlDocument& parsed : parse_yaml_stream(file)) {
        const YamlDocument& document = documents_.emplace_back(std::move(parsed));
        if (!document.is_complete && is_template) {
            if (misunderstood.size() < most_told) {
                misunderstood.push_back(
                    {{file, {braces, braces + 2}}, "a Helm template: what it gives is known only once it is rendered"});
            }
            return;
        }
        for (const YamlProblem& problem : document.problems) {
            if (misunderstood.size() < most_told) misunderstood.push_back({{file, problem.span}, problem.reason});
        }
        if (document.root != nullptr) add_object(file, *document.root, is_template, 0);
    }
}

void Objects::add_object(const Source& source, const YamlNode& node, bool is_template, int depth) {
    constexpr int deepest = 3;
    if (!is_object(&node) || depth > deepest || all_.size() >= most_objects) return;
    const YamlNode* metadata = node.find("metadata");
    Object object{.source = source,
                  .node = &node,
                  .kind = text_of(node, "kind"),
                  .name = metadata != nullptr ? text_of(*metadata, "name") : std::string(),
                  .is_template = is_template};
    if (object.kind.ends_with("List")) {
        const YamlNode* items = node.find("items");
        if (items == nullptr) return;
        for (const YamlNode* item : items->items)
            add_object(source, *item, is_template, depth + 1);
        return;
    }
    by_name_[object.kind + "/" + object.name].push_back(all_.size());
    all_.push_back(std::move(object));
}

const Object* Objects::find(std::string_view kind, const std::string& name, const Object& user) const {
    const auto named = by_name_.find(std::string(kind) + "/" + name);
    if (named == by_name_.end()) return nullptr;
    const std::vector<std::size_t>& candidates = named->second;
    const std::string folder = folder_of(user.source);
    if (candidates.size() == 1) {
        // One that lies in a folder beside is another environment's as likely as not.
        const std::string its = folder_of(all_[candidates.front()].source);
        return is_within(its, folder) || is_within(folder, its) ? &all_[candidates.front()] : nullptr;
    }
    const Object* found = nullptr;
    for (const std::size_t candidate : candidates) {
        if (folder_of(all_[candidate].source) != folder) continue;
        if (found != nullptr) return nullptr;
        found = &all_[candidate];
    }
    return found;
}

}  // namespace megactl::project::manifests

#pragma once

#include "core/base/source.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/yaml.hpp"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project::manifests {

// One object of a manifest.
struct Object {
    Source source;
    const YamlNode* node = nullptr;
    std::string kind;  // "Deployment"
    std::string name;  // of its metadata
    // Something that renders the file may still change it: Helm, or any other that writes `{{`.
    bool is_template = false;
};

// The objects of manifests, those of a `List` as well.
class Objects {
public:
    void add(const Source& file, std::vector<Misunderstanding>& misunderstood);

    const std::vector<Object>& all() const { return all_; }
    // A ConfigMap or Secret as `user` would find it: in its own folder, else the only one; null where that can't be
    // told.
    const Object* find(std::string_view kind, const std::string& name, const Object& user) const;

private:
    void add_object(const Source& source, const YamlNode& node, bool is_template, int depth);

    std::deque<YamlDocument> documents_;  // owns the nodes
    std::vector<Object> all_;
    std::map<std::string, std::vector<std::size_t>, std::less<>> by_name_;  // "ConfigMap/shop"
};

// What one key of a ConfigMap or a Secret holds.
struct Kept {
    const YamlNode* key = nullptr;
    std::optional<std::string> value;  // nothing where it can't be told
};
Kept kept(const YamlNode* key, const YamlNode* value, bool is_encoded, bool is_template);

// Does a reference say that what it names need not be there?
bool is_optional(const YamlNode& reference);

// The text of a member, empty where there is none.
std::string text_of(const YamlNode& node, std::string_view key);

}  // namespace megactl::project::manifests

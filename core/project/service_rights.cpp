#include "core/project/service_rights.hpp"

#include "core/base/text.hpp"
#include "core/project/yaml.hpp"

#include <algorithm>

namespace megactl::project {
namespace {

const YamlNode* service_in(const YamlDocument& document, std::string_view name) {
    const YamlNode* services = document.root == nullptr ? nullptr : document.root->find("services");
    return services == nullptr ? nullptr : services->find(name);
}

// Does a list of capabilities hold the one that passes every mode?
bool has_right(const YamlNode* list) {
    return list != nullptr && std::ranges::any_of(list->items, [](const YamlNode* item) {
               return is_one_of(upper(item->text), {"ALL", "DAC_OVERRIDE", "CAP_DAC_OVERRIDE"});
           });
}

}  // namespace

ServiceRights rights_of(const Compose& compose, std::string_view service) {
    ServiceRights rights;
    bool is_dropped = false;
    bool is_added = false;
    for (const Source& file : compose.files) {
        const YamlDocument document = parse_yaml(file);
        const YamlNode* node = service_in(document, service);
        if (node == nullptr) continue;
        if (const YamlNode* mode = node->find("userns_mode"); mode != nullptr) rights.user_namespace = mode->text;
        is_dropped = is_dropped || has_right(node->find("cap_drop"));
        is_added = is_added || has_right(node->find("cap_add"));
    }
    rights.root_obeys_modes = is_dropped && !is_added;
    return rights;
}

}  // namespace megactl::project

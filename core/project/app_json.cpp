#include "core/project/app_json.hpp"

#include "core/project/yaml.hpp"

#include <optional>
#include <string>
#include <utility>

namespace megactl::project {
namespace {

std::optional<std::string> value_of(const YamlNode& node) {
    const YamlNode* value = node.is_mapping() ? node.find("value") : &node;
    if (value == nullptr || !value->is_scalar() || value->text.empty()) return std::nullopt;
    return value->text;
}

}  // namespace

// Every JSON text is YAML, and the reader of YAML knows its places.
AppJson parse_app_json(const Source& source) {
    AppJson app;
    const YamlDocument document = parse_yaml(source);
    for (const YamlProblem& problem : document.problems)
        app.misunderstood.push_back({{source, problem.span}, problem.reason});
    const YamlNode* environment = document.root == nullptr ? nullptr : document.root->find("env");
    if (environment == nullptr) return app;
    for (const auto& [name, value] : environment->members) {
        const Location at{source, name->span};
        if (name->text.empty()) {
            app.misunderstood.push_back({at, "a variable of `env` needs a name"});
        } else {
            app.environment.push_back({name->text, value_of(*value), GivenVariable::By::app_json, at});
        }
    }
    return app;
}

}  // namespace megactl::project

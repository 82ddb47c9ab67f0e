#include "core/base/text.hpp"
#include "core/project/compose_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::project::composing {
namespace {

// A later file's word about the same service replaces the earlier one's.
void add(std::vector<Dependency>& dependencies, Dependency dependency) {
    if (dependency.service.empty()) return;
    const auto known = std::ranges::find(dependencies, dependency.service, &Dependency::service);
    if (known == dependencies.end()) {
        dependencies.push_back(std::move(dependency));
    } else {
        *known = std::move(dependency);
    }
}

Dependency dependency_of(Reading& reading, const Piece& entry) {
    Dependency dependency;
    dependency.service = entry.key->text;
    dependency.at = entry.at_key();
    if (!entry.node->is_mapping()) return dependency;
    dependency.is_required = flag_of(reading, member({entry}, "required"), true);
    const Pieces said = member({entry}, "condition");
    const std::string condition = string_of(reading, said, "condition");
    if (!said.empty()) dependency.at = said.back().at();
    if (condition == "service_healthy") dependency.until = Dependency::Until::healthy;
    if (condition == "service_completed_successfully") dependency.until = Dependency::Until::completed;
    return dependency;
}

}  // namespace

std::vector<Dependency> read_dependencies(Reading& reading, const Pieces& service) {
    std::vector<Dependency> dependencies;
    for (const Piece& piece : without_nulls(member(service, "depends_on"))) {
        if (piece.node->is_mapping()) {
            for (const auto& [key, value] : piece.node->members) {
                if (!reading.take(1, piece.at())) return dependencies;
                add(dependencies, dependency_of(reading, {piece.file, key, value}));
            }
        } else {
            for (const Piece& item : list_items(reading, {piece}, "depends_on")) {
                Dependency dependency;
                dependency.service = string_of(reading, {item}, "depends_on");
                dependency.at = item.at();
                add(dependencies, std::move(dependency));
            }
        }
    }
    return dependencies;
}

Service::HealthCheck read_health_check(Reading& reading, const Pieces& service) {
    const Pieces pieces = without_nulls(member(service, "healthcheck"));
    if (flag_of(reading, member(pieces, "disable"))) return Service::HealthCheck::disabled;
    const auto test = last_member(pieces, "test");
    // Without a test it only tunes the one that the image may have.
    if (!test || test->node->kind == YamlNode::Kind::null) return Service::HealthCheck::unsaid;
    const bool is_none =
        test->node->is_sequence() && !test->node->items.empty() && test->node->items.front()->text == "NONE";
    return is_none ? Service::HealthCheck::disabled : Service::HealthCheck::given;
}

std::vector<ComposeText> read_ports(Reading& reading, const Pieces& service) {
    std::vector<ComposeText> ports;
    for (const Piece& item : list_items(reading, member(service, "ports"), "ports")) {
        if (!item.node->is_scalar()) continue;
        Filled filled = fill(reading, item);
        if (!filled.is_broken) ports.push_back(std::move(filled.content));
    }
    return ports;
}

}  // namespace megactl::project::composing

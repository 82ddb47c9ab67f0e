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

void read_health_check(Reading& reading, const Pieces& pieces, Service& service) {
    const Pieces check = without_nulls(member(pieces, "healthcheck"));
    service.health_check = Service::HealthCheck::disabled;
    if (flag_of(reading, member(check, "disable"))) return;
    const auto test = last_member(check, "test");
    // Without a test it only tunes the one that the image may have.
    service.health_check = Service::HealthCheck::unsaid;
    if (!test || test->node->kind == YamlNode::Kind::null) return;
    for (const Piece& item : list_items(reading, {*test}, "test", true)) {
        if (!service.health_test.empty()) service.health_test += ' ';
        if (item.node->is_scalar()) service.health_test += string_of(reading, {item}, "test");
    }
    const bool is_none = test->node->is_sequence() && service.health_test.starts_with("NONE");
    service.health_check = is_none ? Service::HealthCheck::disabled : Service::HealthCheck::given;
    service.health_at = test->at();
}

void read_ports(Reading& reading, const Pieces& pieces, Service& service) {
    for (const Piece& item : list_items(reading, member(pieces, "ports"), "ports")) {
        if (!item.node->is_scalar()) {
            service.has_long_ports = true;
            continue;
        }
        Filled filled = fill(reading, item);
        if (!filled.is_broken) service.ports.push_back(std::move(filled.content));
    }
}

}  // namespace megactl::project::composing

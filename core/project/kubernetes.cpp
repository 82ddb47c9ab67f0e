#include "core/project/kubernetes.hpp"

#include "core/base/text.hpp"
#include "core/project/kubernetes_mounts.hpp"
#include "core/project/kubernetes_objects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

using manifests::is_optional;
using manifests::Kept;
using manifests::kept;
using manifests::Object;
using manifests::Objects;
using manifests::text_of;
using By = GivenVariable::By;

const YamlNode* descend(const YamlNode* node, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys)
        node = node == nullptr ? nullptr : node->find(key);
    return node;
}

// The specification of the pods that an object makes; null for one that makes none.
const YamlNode* pod_of(const Object& object) {
    if (object.kind == "Pod") return descend(object.node, {"spec"});
    if (object.kind == "CronJob") return descend(object.node, {"spec", "jobTemplate", "spec", "template", "spec"});
    const bool has_template = is_one_of(
        object.kind, {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "ReplicationController"});
    return has_template ? descend(object.node, {"spec", "template", "spec"}) : nullptr;
}

// `8000`, `true`, `yes` without quotes: what YAML does not read as text.
bool is_number_or_boolean(const YamlNode& node) {
    if (!node.is_plain || !node.is_scalar()) return false;
    if (is_one_of(lower(node.text), {"true", "false", "yes", "no", "on", "off"})) return true;
    const bool has_sign = node.text.starts_with('+') || node.text.starts_with('-');
    const std::string_view digits = std::string_view(node.text).substr(has_sign ? 1 : 0);
    if (digits.empty() || !is_digit(digits.front())) return false;
    double number = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return failure == std::errc() && end == digits.data() + digits.size();
}

std::vector<std::string> texts_of(const YamlNode* list) {
    std::vector<std::string> texts;
    if (list == nullptr) return texts;
    for (const YamlNode* item : list->items) {
        if (item->is_scalar()) texts.push_back(item->text);
    }
    return texts;
}

// The `httpGet` of a probe.
Probe http_probe(const Object& object, std::string_view role, const YamlNode& get) {
    const YamlNode* path = get.find("path");
    Probe probe{.role = std::string(role),
                .at = {object.source, path != nullptr ? path->span : get.span},
                .path = path != nullptr ? path->text : "/",
                .port = text_of(get, "port"),
                .is_https = equal_ignoring_case(text_of(get, "scheme"), "https")};
    if (const YamlNode* headers = get.find("httpHeaders")) {
        for (const YamlNode* header : headers->items)
            probe.headers.push_back(text_of(*header, "name"));
    }
    return probe;
}

std::vector<ContainerPort> ports_of(const YamlNode* list) {
    std::vector<ContainerPort> ports;
    if (list == nullptr) return ports;
    for (const YamlNode* item : list->items)
        ports.push_back({text_of(*item, "name"), text_of(*item, "containerPort")});
    return ports;
}

// The `exec.command` of a probe.
Probe command_probe(const Object& object, std::string_view role, const YamlNode& words) {
    return {.role = std::string(role), .at = {object.source, words.span}, .command = join(texts_of(&words), " ")};
}

// Part of an object, which somebody puts over the whole one: those of these kinds need a selector.
bool is_patch(const Object& object) {
    if (!is_one_of(object.kind, {"Deployment", "StatefulSet", "DaemonSet"})) return false;
    const YamlNode* spec = object.node->find("spec");
    return spec != nullptr && spec->find("selector") == nullptr;
}

class Reader {
public:
    explicit Reader(const std::vector<Source>& files) {
        for (const Source& file : files) {
            const std::string_view name = std::string_view(file->name()).substr(file->name().rfind('/') + 1);
            is_overlaid_ = is_overlaid_ || lower(name).starts_with("kustomization");
            objects_.add(file, result_.misunderstood);
        }
    }

    Kubernetes read() && {
        for (const Object& object : objects_.all()) {
            const YamlNode* pod = pod_of(object);
            if (pod == nullptr) continue;
            for (const std::string_view list : {"initContainers", "containers"}) {
                const YamlNode* containers = pod->find(list);
                if (containers == nullptr) continue;
                for (const YamlNode* container : containers->items)
                    add_container(object, *pod, *container, list == "initContainers");
            }
        }
        return std::move(result_);
    }

private:
    static constexpr std::size_t most_workloads = 500;
    static constexpr std::size_t most_files = 100;  // of one container

    // Many containers may share large ConfigMaps, and aliases hold without end.
    bool take() {
        if (left_ > 0) --left_;
        return left_ > 0;
    }

    void note(const Object& object, const YamlNode& node, std::string reason) {
        constexpr std::size_t most = 100;
        if (result_.misunderstood.size() >= most) return;
        result_.misunderstood.push_back({{object.source, node.span}, std::move(reason)});
    }

    void add_container(const Object& object, const YamlNode& pod, const YamlNode& container, bool is_initial) {
        if (!container.is_mapping() || !take()) return;
        if (result_.workloads.size() == most_workloads) {
            note(object, container,
                 fmt::format("there are more than {} containers: the others are not looked at", most_workloads));
            left_ = 0;
            return;
        }
        const std::string name = text_of(container, "name");
        const YamlNode* named = container.find("name");
        const std::vector<std::string> command = texts_of(container.find("command"));
        std::vector<std::string> words = command;
        std::ranges::move(texts_of(container.find("args")), std::back_inserter(words));
        Workload workload{
            .kind = Workload::Kind::kubernetes,
            .name = fmt::format("{}/{}/{}", lower(object.kind), object.name, name),
            .title = escape_controls(fmt::format("container {} of {} {}", name, object.kind, object.name)),
            .at = {object.source, named != nullptr ? named->span : container.span},
            .commands = argument_commands(words),
            .directory = text_of(container, "workingDir"),
            .image = text_of(container, "image"),
            .is_open = is_overlaid_ || object.is_template || is_patch(object) || is_login_shell(words),
            .begins_with_image = command.empty()};
        if (const YamlNode* sources = container.find("envFrom")) {
            for (const YamlNode* source : sources->items)
                add_all_of(object, *source, workload);
        }
        if (const YamlNode* variables = container.find("env")) {
            for (const YamlNode* variable : variables->items)
                add_variable(object, *variable, workload);
        }
        for (const GivenVariable& given : workload.environment) {
            if (!given.value || !given.value->starts_with('/') || workload.files.size() == most_files) continue;
            auto file = manifests::mounted_file(objects_, object, pod, container, *given.value);
            if (!file) continue;
            if (is_overlaid_ || object.is_template || is_patch(object)) {
                // Kustomize or a template may put another in its place.
                file->content.reset();
                file->is_absent = false;
            }
            workload.files.push_back(*std::move(file));
        }
        workload.ports = ports_of(container.find("ports"));
        workload.is_initial = is_initial && text_of(container, "restartPolicy") != "Always";
        for (const std::string_view role : {"startup", "liveness", "readiness"}) {
            const YamlNode* probe = container.find(std::string(role) + "Probe");
            if (const YamlNode* get = descend(probe, {"httpGet"}))
                workload.probes.push_back(http_probe(object, role, *get));
            if (const YamlNode* asked = descend(probe, {"exec", "command"}))
                workload.probes.push_back(command_probe(object, role, *asked));
        }
        result_.workloads.push_back(std::move(workload));
    }

    // An item of `envFrom`.
    void add_all_of(const Object& user, const YamlNode& item, Workload& workload) {
        const YamlNode* config_map = item.find("configMapRef");
        const YamlNode* reference = config_map != nullptr ? config_map : item.find("secretRef");
        if (reference == nullptr) {
            note(user, item, "`envFrom` takes a `configMapRef` or a `secretRef`");
            workload.is_open = true;
            return;
        }
        const bool is_secret = config_map == nullptr;
        const Object* object = objects_.find(is_secret ? "Secret" : "ConfigMap", text_of(*reference, "name"), user);
        if (object == nullptr || is_optional(*reference)) workload.is_open = true;
        if (object == nullptr) {
            const YamlNode* name = reference->find("name");
            const Span span = name != nullptr ? name->span : reference->span;
            workload.unread.push_back({is_secret ? By::secret : By::config_map, {user.source, span}});
            return;
        }
        const std::string prefix = text_of(item, "prefix");
        for (const std::string_view part : {"data", "stringData"}) {
            const YamlNode* entries = object->node->find(part);
            if (entries == nullptr) continue;
            for (const auto& [key, value] : entries->members) {
                if (!take()) {
                    workload.is_open = true;
                    return;
                }
                Kept entry = kept(key, value, is_secret && part == "data", object->is_template);
                const std::string name = prefix + key->text;
                if (!is_variable_name(name)) continue;
                workload.environment.push_back({name, std::move(entry.value), is_secret ? By::secret : By::config_map,
                                                Location{object->source, key->span}});
            }
        }
    }

    // An item of `env`.
    void add_variable(const Object& object, const YamlNode& item, Workload& workload) {
        const YamlNode* name = item.find("name");
        if (name == nullptr || !name->is_scalar()) {
            note(object, item, "a variable of `env` needs a `name`");
            workload.is_open = true;
            return;
        }
        if (!take()) {
            workload.is_open = true;
            return;
        }
        if (const YamlNode* source = item.find("valueFrom")) {
            workload.environment.push_back(taken_from(object, *source, *name));
            return;
        }
        GivenVariable given{.name = name->text, .value = "", .by = By::kubernetes, .at = {object.source, name->span}};
        if (const YamlNode* value = item.find("value")) {
            if (is_number_or_boolean(*value)) {
                // At the name: the value may be a password.
                note(object, *name,
                     fmt::format("the value of {} must be text, else Kubernetes refuses it: quote it",
                                 escape_controls(name->text)));
            }
            // `$(NAME)` is filled in from the variables before it.
            const bool is_known =
                value->is_scalar() && !object.is_template && value->text.find("$(") == std::string::npos;
            if (value->kind != YamlNode::Kind::null) given.value = is_known ? std::optional(value->text) : std::nullopt;
        }
        workload.environment.push_back(std::move(given));
    }

    // A `valueFrom`: a key of a ConfigMap or a Secret of the tree, or what only the cluster knows.
    GivenVariable taken_from(const Object& user, const YamlNode& source, const YamlNode& name) const {
        const YamlNode* config_map = source.find("configMapKeyRef");
        const YamlNode* reference = config_map != nullptr ? config_map : source.find("secretKeyRef");
        const bool is_secret = config_map == nullptr && reference != nullptr;
        const By by = is_secret ? By::secret : config_map != nullptr ? By::config_map : By::kubernetes;
        GivenVariable given{.name = name.text, .value = {}, .by = by, .at = {user.source, name.span}};
        if (reference == nullptr || is_optional(*reference)) return given;
        const Object* object = objects_.find(is_secret ? "Secret" : "ConfigMap", text_of(*reference, "name"), user);
        if (object == nullptr) return given;
        for (const std::string_view part : {"data", "stringData"}) {
            const YamlNode* entries = object->node->find(part);
            const auto* member = entries == nullptr ? nullptr : entries->find_member(text_of(*reference, "key"));
            if (member == nullptr) continue;
            given.value = kept(member->first, member->second, is_secret && part == "data", object->is_template).value;
        }
        return given;
    }

    Objects objects_;
    Kubernetes result_;
    bool is_overlaid_ = false;
    std::size_t left_ = 100'000;
};

}  // namespace

bool may_be_manifest(const SourceText& file) {
    const std::string_view text = file.text();
    const std::string_view name = std::string_view(file.name()).substr(file.name().rfind('/') + 1);
    if (lower(name).starts_with("kustomization")) return true;
    return text.find("apiVersion:") != std::string_view::npos && text.find("kind:") != std::string_view::npos;
}

Kubernetes read_kubernetes(const std::vector<Source>& files) {
    return Reader(files).read();
}

}  // namespace megactl::project

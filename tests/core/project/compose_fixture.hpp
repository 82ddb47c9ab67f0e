#pragma once

#include "core/project/compose.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

using Texts = std::map<std::string, std::string>;

// The caller of every test: HOST is `host`, HOME `/home/me`, EMPTY is set and empty.
inline std::optional<std::string> test_caller(std::string_view name) {
    if (name == "HOST") return "host";
    if (name == "HOME") return "/home/me";
    if (name == "EMPTY") return "";
    return std::nullopt;
}

inline Compose composed(const Texts& files, const std::vector<std::filesystem::path>& named = {}) {
    const MemoryTree tree(files);
    return read_compose(tree, named.empty() ? default_compose_files(tree, test_caller) : named, test_caller);
}

// One compose.yaml.
inline Compose composed(const std::string& text) {
    return composed(Texts{{"compose.yaml", text}});
}

// Reasons with their lines: `3: there is …`.
inline std::vector<std::string> reasons(const Compose& compose) {
    std::vector<std::string> result;
    result.reserve(compose.misunderstood.size());
    for (const Misunderstanding& one : compose.misunderstood) {
        result.push_back(std::to_string(one.at.line()) + ": " + one.reason);
    }
    return result;
}

inline const ContainerVariable* variable(const Service& service, std::string_view name) {
    for (const ContainerVariable& one : service.environment) {
        if (one.name == name) return &one;
    }
    return nullptr;
}

// `NAME=value` of all variables by name, ` ` between; an unset one is `NAME!`, an unknown value `NAME?`.
inline std::string shown(const Service& service) {
    std::map<std::string, std::string> by_name;
    for (const ContainerVariable& one : service.environment) {
        by_name[one.name] = one.value ? "=" + *one.value : one.is_set ? "?" : "!";
    }
    std::string result;
    for (const auto& [name, value] : by_name)
        result.append(result.empty() ? "" : " ").append(name).append(value);
    return result;
}

using Reasons = std::vector<std::string>;

}  // namespace megactl::project

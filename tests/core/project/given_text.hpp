#pragma once

#include "core/project/workload.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace megactl::tests {

inline Source source_of(std::string name, std::string text) {
    return std::make_shared<const SourceText>(std::move(name), std::move(text));
}

// `NAME=value@line`, with `?` for a value that is not known.
inline std::vector<std::string> texts_of(const std::vector<project::GivenVariable>& variables) {
    std::vector<std::string> texts;
    texts.reserve(variables.size());
    for (const project::GivenVariable& one : variables)
        texts.push_back(fmt::format("{}={}@{}", one.name, one.value.value_or("?"), one.at.line()));
    return texts;
}

}  // namespace megactl::tests

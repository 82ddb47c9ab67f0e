#pragma once

#include "core/base/error.hpp"
#include "core/templates/engine.hpp"

#include <map>
#include <memory>
#include <string>

namespace megactl::templates {

using Texts = std::map<std::string, std::string>;

inline Loader loader_of(const Texts& texts) {
    return [texts](const std::string& name) -> Source {
        const auto found = texts.find(name);
        if (found == texts.end()) return nullptr;
        return std::make_shared<const SourceText>(name, found->second);
    };
}

inline std::string rendered(const Texts& texts, const Mapping& names = {}, const Surroundings& surroundings = {}) {
    return render("main", names, loader_of(texts), surroundings);
}

// The message of the refusal; empty where there is none.
inline std::string refusal(const Texts& texts, const Mapping& names = {}, const Surroundings& surroundings = {}) {
    try {
        rendered(texts, names, surroundings);
    } catch (const Error& error) {
        return error.message();
    }
    return "";
}

}  // namespace megactl::templates

#pragma once

#include "core/base/source.hpp"
#include "core/project/parsed_modules.hpp"
#include "core/project/tree.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::project {

// What a name of the settings is bound to when they have been imported, as far as that can be told without running
// them.
struct SettingValue {
    enum class Kind {
        unknown,
        none,
        boolean,
        text,
        path,      // from the project's root, or absolute
        sequence,  // a list, tuple or set
        mapping,
    };

    Kind kind = Kind::unknown;
    std::string text{};                 // of a text or path
    bool truth = false;                 // of a boolean
    std::vector<SettingValue> items{};  // of a sequence; the values of a mapping
    std::vector<std::string> keys{};    // of a mapping
    bool is_open = false;               // more may be in it: under a condition, say
    std::optional<Location> at{};       // where it stands, or why it isn't known

    bool is_words() const { return kind == Kind::text || kind == Kind::path; }
    // How many values it holds, itself included.
    std::size_t count() const;
    // Adds a value, or the items of a sequence; beyond some thousand values, of which nobody's settings have so many,
    // it is open instead.
    bool append(SettingValue&& more);
    void append_all(SettingValue&& more);
    // The value of a mapping's key; null where there is none.
    const SettingValue* entry(std::string_view key) const;
};

using SettingValues = std::map<std::string, SettingValue, std::less<>>;
using Variables = std::map<std::string, std::string, std::less<>>;

// The names of a settings module and of those it takes everything from (`from .base import *`). `file` is its path in
// the tree, `roots` are the folders that modules are looked for in. `environment` answers what the settings read there.
// No Python is run: branches whose condition isn't known leave what they change unknown or open.
SettingValues setting_values(ParsedModules& modules, const std::string& file, const std::vector<std::string>& roots,
                             const Variables& environment);

}  // namespace megactl::project

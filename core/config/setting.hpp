#pragma once

#include <span>
#include <string_view>

namespace megactl::config {

enum class SettingType { text, path, boolean, integer, duration, size, release, choice, list };

// One thing that can be configured, as data. Its flag, variables, key in megactl.toml, default and sentence are written
// here once.
struct Setting {
    std::string_view key;                           // "static.root": table and key of megactl.toml
    std::span<const std::string_view> variables{};  // first one set wins; empty entries of the process count as unset
    std::string_view flag{};                        // "--root"; empty without
    std::string_view other_flag{};                  // what another command calls it; empty without
    SettingType type = SettingType::text;
    std::span<const std::string_view> choices{};  // of a choice
    std::string_view fallback{};                  // the default as text; empty for none
    std::string_view summary;                     // one sentence, lower case, without a full stop
    bool is_secret = false;
    bool lists_paths = false;  // a list whose entries are paths
    bool is_in_file = true;    // may stand in megactl.toml
};

// Every setting, in the order of the reference; how to add one stands at the head of catalogue.cpp.
std::span<const Setting> setting_catalogue();
// The keys below each `[tasks."NAME"]` of megactl.toml: "task.handler". Only the file says them.
std::span<const Setting> task_setting_catalogue();
// In either.
const Setting* find_setting(std::string_view key);

}  // namespace megactl::config

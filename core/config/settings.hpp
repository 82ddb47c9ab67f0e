#pragma once

#include "core/base/error.hpp"
#include "core/base/units.hpp"
#include "core/config/env_file.hpp"
#include "core/config/origin.hpp"
#include "core/config/setting.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::config {

// A value with who said it. Lists are split; other values are one text.
struct SettingValue {
    std::vector<std::string> texts;
    Origin origin;
};

// What is configured: every setting of the catalogue, resolved. Immutable after resolve().
class Settings {
public:
    // `key` must be in the catalogue and of the type; anything else is a defect (std::logic_error). A value of the
    // environment or an env file that does not fit its setting throws Error{input} when it is asked for.
    std::string text(std::string_view key) const;  // "" where it is unset; a release as it was written
    bool boolean(std::string_view key) const;
    std::vector<std::string> list(std::string_view key) const;
    std::chrono::milliseconds duration(std::string_view key) const;
    std::optional<std::int64_t> integer(std::string_view key) const;  // nothing where it is unset
    Bytes size(std::string_view key) const;

    // Nothing where the setting is unset and has no default.
    const SettingValue* find(std::string_view key) const;
    // Is it said by anyone, or is it the default (or nothing)?
    bool is_said(std::string_view key) const;
    // What to throw where the value of `key` can't be used, with who said it: Error{usage} of a flag, else
    // Error{input}.
    Error wrong(std::string_view key, std::string message) const;

    void set(std::string_view key, SettingValue value);
    // From now on whoever asks for `key` is told `why` by a throw. What the environment says of a setting that nobody
    // asks for must stop nothing.
    void refuse(std::string_view key, Error why);

private:
    std::map<std::string, SettingValue, std::less<>> values_;
    std::map<std::string, Error, std::less<>> refusals_;
};

// A `KEY = value` of megactl.toml, flattened ("static.root").
struct TomlEntry {
    std::string key;
    std::vector<std::string> texts;
    bool is_list = false;
    Location at;  // of the key
    Location value_at;
    std::string task{};  // whose it is, below `[tasks."NAME"]`; then the key is "task.command"
};

// Reads megactl.toml. A syntax error, an unknown key (with the near one), and a value of a wrong type throw
// Error{input} with the place.
// `folder` is what its paths are relative to: by default that in the file's name.
std::vector<TomlEntry> parse_toml_file(const Source& source, const std::optional<std::filesystem::path>& folder = {});

// Where values come from, first wins: flags, process environment, env files (the last first; the project's own `.env`
// stands before those that somebody named), megactl.toml, default.
struct Layers {
    std::map<std::string, std::vector<std::string>, std::less<>> flags;  // by setting key
    // By setting key, the option that was typed: it may bear another name than the setting's own.
    std::map<std::string, std::string, std::less<>> flag_names{};
    std::map<std::string, std::string, std::less<>> environment;  // empty with --no-env
    std::vector<EnvFile> env_files;                               // in the order given
    std::vector<TomlEntry> toml;
};

// The words that mean true or false in the environment, `yes` and `0`, in letters of any case.
std::optional<bool> parse_truth(std::string_view text);

// Pure. A value that does not fit its setting throws, naming the origin: Error{usage} from a flag, Error{input} from
// megactl.toml at once, from the environment and env files by whoever asks for it.
Settings resolve(const Layers& layers);
// The settings of one task, of megactl.toml alone.
Settings resolve_task(std::string_view task, std::span<const TomlEntry> entries);

}  // namespace megactl::config

#include "core/base/closest.hpp"
#include "core/base/error.hpp"
#include "core/base/release.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/config/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <ranges>
#include <utility>

namespace megactl::config {
namespace {

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> entries;
    for (const std::string_view part : split(text, ',')) {
        if (const std::string_view entry = trim(part); !entry.empty()) entries.emplace_back(entry);
    }
    return entries;
}

std::vector<std::string> texts_of(const Setting& setting, std::string_view text) {
    if (setting.type == SettingType::list) return split_list(text);
    return {std::string(text)};
}

std::optional<SettingValue> from_flag(const Setting& setting, const Layers& layers) {
    const auto found = layers.flags.find(setting.key);
    if (found == layers.flags.end() || found->second.empty()) return std::nullopt;
    const auto typed = layers.flag_names.find(setting.key);
    const std::string name = typed == layers.flag_names.end() ? std::string(setting.flag) : typed->second;
    SettingValue value{found->second, {Origin::Kind::flag, name, std::nullopt}};
    if (setting.type != SettingType::list) value.texts = {found->second.back()};
    return value;
}

std::optional<SettingValue> from_environment(const Setting& setting, const Layers& layers) {
    for (const std::string_view variable : setting.variables) {
        const auto found = layers.environment.find(variable);
        if (found == layers.environment.end() || found->second.empty()) continue;
        return SettingValue{texts_of(setting, found->second),
                            {Origin::Kind::environment, std::string(variable), std::nullopt}};
    }
    return std::nullopt;
}

std::optional<SettingValue> from_env_files(const Setting& setting, const Layers& layers) {
    for (const EnvFile& file : layers.env_files | std::views::reverse) {
        for (const std::string_view variable : setting.variables) {
            const EnvEntry* entry = file.find(variable);
            if (entry == nullptr || entry->value.value_or("").empty()) continue;
            return SettingValue{
                texts_of(setting, *entry->value),
                {Origin::Kind::env_file, std::string(variable), Location{file.source, entry->value_span}}};
        }
    }
    return std::nullopt;
}

std::optional<SettingValue> from_toml(const Setting& setting, std::span<const TomlEntry> entries,
                                      std::string_view task = "") {
    const auto found = std::ranges::find_if(
        entries, [&](const TomlEntry& entry) { return entry.key == setting.key && entry.task == task; });
    if (found == entries.end()) return std::nullopt;
    const std::string name = task.empty() ? found->key : found->key.substr(found->key.find('.') + 1);
    return SettingValue{found->texts, {Origin::Kind::toml, name, found->value_at}};
}

std::optional<SettingValue> fallback_of(const Setting& setting) {
    if (setting.fallback.empty()) return std::nullopt;
    return SettingValue{texts_of(setting, setting.fallback), {}};
}

Error with_place(Error error, const Origin& origin, std::string_view wanted) {
    if (origin.place) return std::move(error).at(*origin.place, fmt::format("expected {}", wanted));
    if (origin.kind == Origin::Kind::environment) return std::move(error).from("the environment");
    return error;
}

// `wanted` follows "expected" in a message.
[[noreturn]] void refuse(const Setting& setting, const SettingValue& value, std::string_view wanted) {
    const Origin& origin = value.origin;
    const std::string text = setting.is_secret ? std::string(secret_mask) : escape_controls(value.texts.front());
    const Error said(origin.fault(), fmt::format("`{}` can't be `{}`", origin.name, text));
    Error error = with_place(said, origin, wanted);
    const auto near = closest_match(value.texts.front(), setting.choices);
    if (near) throw std::move(error).help(fmt::format("did you mean `{}`?", *near));
    throw std::move(error).help(fmt::format("it takes {}", wanted));
}

std::string choices_of(const Setting& setting) {
    const std::vector<std::string> choices(setting.choices.begin(), setting.choices.end());
    return fmt::format("one of {}", join(choices, ", "));
}

bool is_of_surroundings(const Origin& origin) {
    return origin.kind == Origin::Kind::environment || origin.kind == Origin::Kind::env_file;
}

// The value, held against its setting's type; truth is written `true` or `false` from here on.
SettingValue checked(const Setting& setting, SettingValue value) {
    if (setting.type == SettingType::list) return value;
    std::string& text = value.texts.front();
    switch (setting.type) {
        case SettingType::boolean: {
            const auto truth = parse_truth(text);
            if (!truth) refuse(setting, value, "true or false");
            text = *truth ? "true" : "false";
            break;
        }
        case SettingType::integer: {
            std::int64_t number = 0;
            const char* end = text.data() + text.size();
            const auto [rest, failure] = std::from_chars(text.data(), end, number);
            if (failure != std::errc{} || rest != end) refuse(setting, value, "a whole number");
            break;
        }
        case SettingType::duration:
            if (!parse_duration(text)) refuse(setting, value, "a duration, like 90s, 12h or 30d");
            break;
        case SettingType::size:
            if (!parse_size(text)) refuse(setting, value, "a size, like 64KiB, 10MiB or 1GiB");
            break;
        case SettingType::release:
            if (!parse_release(text)) refuse(setting, value, "a release, like 1.0");
            break;
        case SettingType::choice:
            if (std::ranges::find(setting.choices, text) == setting.choices.end()) {
                refuse(setting, value, choices_of(setting));
            }
            break;
        case SettingType::text:
        case SettingType::path:
        case SettingType::list: break;
    }
    return value;
}

}  // namespace

std::optional<bool> parse_truth(std::string_view text) {
    const std::string word = lower(text);
    if (is_one_of(word, {"1", "true", "t", "yes", "y", "on"})) return true;
    if (is_one_of(word, {"0", "false", "f", "no", "n", "off"})) return false;
    return std::nullopt;
}

Settings resolve(const Layers& layers) {
    Settings settings;
    for (const Setting& setting : setting_catalogue()) {
        std::optional<SettingValue> value = from_flag(setting, layers);
        if (!value) value = from_environment(setting, layers);
        if (!value) value = from_env_files(setting, layers);
        if (!value) value = from_toml(setting, layers.toml);
        if (!value) value = fallback_of(setting);
        if (!value) continue;
        const bool may_wait = is_of_surroundings(value->origin);
        try {
            settings.set(setting.key, checked(setting, *std::move(value)));
        } catch (const Error& error) {
            if (!may_wait) throw;
            settings.refuse(setting.key, error);
        }
    }
    return settings;
}

Settings resolve_task(std::string_view task, std::span<const TomlEntry> entries) {
    Settings settings;
    for (const Setting& setting : task_setting_catalogue()) {
        std::optional<SettingValue> value = from_toml(setting, entries, task);
        if (!value) value = fallback_of(setting);
        if (value) settings.set(setting.key, checked(setting, *std::move(value)));
    }
    return settings;
}

}  // namespace megactl::config

#include "core/config/settings.hpp"

#include "core/base/units.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <stdexcept>
#include <utility>

namespace megactl::config {
namespace {

void require(std::string_view key, std::initializer_list<SettingType> types) {
    const Setting* setting = find_setting(key);
    if (setting == nullptr) throw std::logic_error(fmt::format("there is no setting `{}`", key));
    for (const SettingType type : types) {
        if (setting->type == type) return;
    }
    throw std::logic_error(fmt::format("the setting `{}` was asked for as what it is not", key));
}

}  // namespace

std::string Origin::text() const {
    switch (kind) {
        case Kind::flag: return name;
        case Kind::environment: return fmt::format("{} in the environment", name);
        case Kind::env_file:
        case Kind::toml: return place ? fmt::format("{}:{}", place->source->name(), place->line()) : name;
        case Kind::fallback: break;
    }
    return "default";
}

std::string Settings::text(std::string_view key) const {
    require(key, {SettingType::text, SettingType::path, SettingType::choice});
    const SettingValue* value = find(key);
    return value == nullptr || value->texts.empty() ? std::string() : value->texts.front();
}

bool Settings::boolean(std::string_view key) const {
    require(key, {SettingType::boolean});
    const SettingValue* value = find(key);
    return value != nullptr && !value->texts.empty() && value->texts.front() == "true";
}

std::vector<std::string> Settings::list(std::string_view key) const {
    require(key, {SettingType::list});
    const SettingValue* value = find(key);
    return value == nullptr ? std::vector<std::string>() : value->texts;
}

std::chrono::milliseconds Settings::duration(std::string_view key) const {
    require(key, {SettingType::duration});
    const SettingValue* value = find(key);
    if (value == nullptr || value->texts.empty()) return {};
    const auto duration = parse_duration(value->texts.front());
    if (!duration) throw std::logic_error(fmt::format("the setting `{}` holds no duration", key));
    return *duration;
}

const SettingValue* Settings::find(std::string_view key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
}

bool Settings::is_said(std::string_view key) const {
    const SettingValue* value = find(key);
    return value != nullptr && value->origin.kind != Origin::Kind::fallback;
}

void Settings::set(std::string_view key, SettingValue value) {
    if (find_setting(key) == nullptr) throw std::logic_error(fmt::format("there is no setting `{}`", key));
    values_.insert_or_assign(std::string(key), std::move(value));
}

}  // namespace megactl::config

#include "core/config/settings.hpp"

#include "core/base/units.hpp"

#include <fmt/format.h>

#include <charconv>
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

Error::Kind Origin::fault() const {
    return kind == Kind::flag ? Error::Kind::usage : Error::Kind::input;
}

std::string Settings::text(std::string_view key) const {
    require(key, {SettingType::text, SettingType::path, SettingType::choice, SettingType::release});
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

std::optional<std::int64_t> Settings::integer(std::string_view key) const {
    require(key, {SettingType::integer});
    const SettingValue* value = find(key);
    if (value == nullptr || value->texts.empty()) return std::nullopt;
    const std::string& text = value->texts.front();
    std::int64_t number = 0;
    const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || rest != text.data() + text.size()) {
        throw std::logic_error(fmt::format("the setting `{}` holds no whole number", key));
    }
    return number;
}

Bytes Settings::size(std::string_view key) const {
    require(key, {SettingType::size});
    const SettingValue* value = find(key);
    if (value == nullptr || value->texts.empty()) return {};
    const auto size = parse_size(value->texts.front());
    if (!size) throw std::logic_error(fmt::format("the setting `{}` holds no size", key));
    return *size;
}

const SettingValue* Settings::find(std::string_view key) const {
    if (const auto refused = refusals_.find(key); refused != refusals_.end()) throw Error(refused->second);
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
}

bool Settings::is_said(std::string_view key) const {
    const SettingValue* value = find(key);
    return value != nullptr && value->origin.kind != Origin::Kind::fallback;
}

Error Settings::wrong(std::string_view key, std::string message) const {
    const SettingValue* value = find(key);
    if (value == nullptr) throw std::logic_error(fmt::format("the setting `{}` has no value to be wrong", key));
    return Error(value->origin.fault(), std::move(message)).from(value->origin.text());
}

void Settings::refuse(std::string_view key, Error why) {
    refusals_.insert_or_assign(std::string(key), std::move(why));
}

void Settings::set(std::string_view key, SettingValue value) {
    if (find_setting(key) == nullptr) throw std::logic_error(fmt::format("there is no setting `{}`", key));
    values_.insert_or_assign(std::string(key), std::move(value));
}

}  // namespace megactl::config

// Every setting. To add one:
//   1. write its entry below, in the order of the reference;
//   2. name its key from the option that sets it, where it has a flag (Option::setting in cli/commands/);
//   3. build the target `docs`, and commit what it writes.
// The reader of megactl.toml, the look-up in the environment and `megactl config show` know it from here.

#include "core/config/setting.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace megactl::config {
namespace {

// A string literal as a template argument, so that an entry holds its words itself.
template <std::size_t size>
struct Literal {
    // NOLINTNEXTLINE(google-explicit-constructor): made from literals only
    consteval Literal(const char (&text)[size]) { std::copy_n(text, size, characters.begin()); }
    constexpr std::string_view view() const { return {characters.data(), size - 1}; }

    std::array<char, size> characters{};
};

template <Literal... texts>
constexpr std::array<std::string_view, sizeof...(texts)> words{texts.view()...};

constexpr std::array settings{
    Setting{.key = "check.mode",
            .variables = words<"MEGACTL_CHECK_MODE">,
            .flag = "--mode",
            .type = SettingType::choice,
            .choices = words<"production", "development">,
            .summary = "what the checks hold the project against; by default DJANGO_DEBUG decides, else production"},
    Setting{.key = "check.allow",
            .variables = words<"MEGACTL_CHECK_ALLOW">,
            .type = SettingType::list,
            .summary = "rules that are set aside for the whole project"},
    Setting{.key = "django.debug",
            .variables = words<"DJANGO_DEBUG">,
            .summary = "means the mode development where nothing else says the mode",
            .is_in_file = false},
    Setting{.key = "deploy.selinux",
            .variables = words<"MEGACTL_DEPLOY_SELINUX">,
            .type = SettingType::boolean,
            .summary = "the host that is deployed to enforces SELinux; by default what this host does"},
    Setting{.key = "tls.certificate",
            .variables = words<"MEGACTL_SERVER_TLS_CERT", "SERVER_TLS_CERT">,
            .flag = "--cert",
            .type = SettingType::path,
            .summary = "the certificate that the server presents"},
    Setting{.key = "tls.key",
            .variables = words<"MEGACTL_SERVER_TLS_KEY", "SERVER_TLS_KEY">,
            .flag = "--key",
            .type = SettingType::path,
            .summary = "the private key of the certificate"},
    Setting{.key = "tls.expires_within",
            .variables = words<"MEGACTL_TLS_EXPIRES_WITHIN">,
            .flag = "--expires-within",
            .type = SettingType::duration,
            .fallback = "30d",
            .summary = "how long before its end a certificate is spoken about"},
    Setting{.key = "static.root",
            .variables = words<"MEGACTL_STATIC_ROOT">,
            .flag = "--root",
            .type = SettingType::path,
            .summary = "the folder that static files are collected into"},
    Setting{.key = "static.sources",
            .variables = words<"MEGACTL_STATIC_SOURCES">,
            .flag = "--source",
            .type = SettingType::list,
            .summary = "the folders that static files are collected from, the first one first",
            .lists_paths = true},
    Setting{.key = "log.level",
            .variables = words<"MEGACTL_LOG_LEVEL">,
            .flag = "--log-level",
            .type = SettingType::choice,
            .choices = words<"debug", "info", "warning", "error">,
            .fallback = "warning",
            .summary = "the least event that is logged"},
    Setting{.key = "log.format",
            .variables = words<"MEGACTL_LOG_FORMAT">,
            .flag = "--log-format",
            .type = SettingType::choice,
            .choices = words<"text", "json">,
            .fallback = "text",
            .summary = "how events are written to standard error"},
};

}  // namespace

std::span<const Setting> setting_catalogue() {
    return settings;
}

const Setting* find_setting(std::string_view key) {
    const auto* const found = std::ranges::find(settings, key, &Setting::key);
    return found == settings.end() ? nullptr : found;
}

}  // namespace megactl::config

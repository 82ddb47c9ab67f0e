#include "core/project/settings_of_process.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/config/env_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace megactl::project {
namespace {

constexpr std::string_view module_variable = "DJANGO_SETTINGS_MODULE";

void note_unseen(const MissingSettings& missing, const std::string& named_by, Facts& facts) {
    facts.unseen.push_back({.kind = Unseen::Kind::settings,
                            .path = missing.module,
                            .at = missing.at.source ? std::optional(missing.at) : std::nullopt,
                            .named_by = named_by,
                            .near = missing.near});
}

// One of a package that isn't the project's may be installed.
void tell_missing(const MissingSettings& missing, const std::string& named_by, Facts& facts) {
    if (!missing.is_ours) return note_unseen(missing, named_by, facts);
    throw Error(Error::Kind::input,
                fmt::format("the settings module `{}` is not in the project", escape_controls(missing.module)))
        .from(named_by)
        .help(missing.near.empty() ? "name a module that is there, or none: then manage.py says which it is"
                                   : fmt::format("did you mean `{}`?", missing.near));
}

// The project's `.env` may be read where the site is, and may be another site's: told is alone of a module that
// resembles one of the project's.
void tell_of_dotenv(const Tree& tree, const std::string& site, const SettingsShelf& shelf, Facts& facts) {
    const Source file = dotenv_of(tree);
    if (!file) return;
    const config::EnvFile parsed = config::parse_env_file(file);
    const config::EnvEntry* entry = parsed.find(module_variable);
    if (entry == nullptr || !entry->value || entry->value->empty() || shelf.has(site, *entry->value)) return;
    const bool is_told = std::ranges::count(facts.missing_settings, *entry->value, &MissingSettings::module) > 0;
    if (is_told) return;
    MissingSettings missing = shelf.missing(site, *entry->value);
    missing.at = {file, entry->span};
    if (missing.near.empty()) return;
    note_unseen(missing, fmt::format("{} in .env:{}", module_variable, missing.at.line()), facts);
}

}  // namespace

std::optional<std::size_t> settings_of_process(const Tree& tree, const Question& question, SettingsShelf& shelf,
                                               Facts& facts) {
    const std::string site = facts.sites.size() == 1 ? facts.sites.front() : "";
    if (facts.live) {
        const SuppliedValue* named = facts.live->find(module_variable);
        const auto index =
            named != nullptr && named->value ? shelf.find(site, std::string(named->value->reveal())) : std::nullopt;
        return index ? index : shelf.find(site, std::string());
    }
    const auto found = question.caller.find(module_variable);
    const std::string named = found == question.caller.end() ? "" : found->second;
    if (!named.empty() && facts.settings.empty()) {
        const auto index = shelf.find(site, named);
        if (!index) tell_missing(shelf.missing(site, named), question.settings_named_by, facts);
        return index;
    }
    if (facts.sites.size() > 1) return std::nullopt;
    if (!named.empty() && !shelf.has(site, named))
        note_unseen(shelf.missing(site, named), question.settings_named_by, facts);
    if (!facts.settings.empty()) return std::nullopt;
    tell_of_dotenv(tree, site, shelf, facts);
    return shelf.find(site, std::string());
}

}  // namespace megactl::project

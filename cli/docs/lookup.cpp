#include "cli/docs/catalogues.hpp"

#include <algorithm>
#include <array>

namespace megactl::cli::docs {
namespace {

constexpr std::array help_options{
    Option{.name = "-h", .value = "", .summary = "shows a screen of help"},
    Option{.name = "--help", .value = "", .summary = "shows the manual's text"},
};

bool has_option(std::span<const Option> options, std::string_view name) {
    return std::ranges::find(options, name, &Option::name) != options.end();
}

void add_new(std::vector<Option>& options, std::span<const Option> more) {
    for (const Option& option : more) {
        if (!has_option(options, option.name)) options.push_back(option);
    }
}

}  // namespace

std::string_view noun_of(const Command& command) {
    return command.path.substr(0, command.path.find(' '));
}

std::string_view verb_of(const Command& command) {
    const std::size_t blank = command.path.find(' ');
    return blank == std::string_view::npos ? std::string_view() : command.path.substr(blank + 1);
}

std::vector<const Command*> visible_commands(const Catalogues& all) {
    std::vector<const Command*> visible;
    std::ranges::copy_if(all.commands, std::back_inserter(visible),
                         [](const Command* command) { return !command->is_hidden; });
    return visible;
}

std::vector<std::string_view> nouns_of(const Catalogues& all) {
    std::vector<std::string_view> nouns;
    for (const Command* command : visible_commands(all)) {
        if (std::ranges::find(nouns, noun_of(*command)) == nouns.end()) nouns.push_back(noun_of(*command));
    }
    return nouns;
}

std::vector<const Command*> verbs_of(std::string_view noun, const Catalogues& all) {
    std::vector<const Command*> verbs = visible_commands(all);
    std::erase_if(verbs, [&](const Command* command) { return noun_of(*command) != noun; });
    return verbs;
}

const Command* find_command(std::string_view path, const Catalogues& all) {
    if (path.empty()) return nullptr;
    const auto found = std::ranges::find_if(
        all.commands, [&](const Command* command) { return command->path == path || command->alias == path; });
    return found == all.commands.end() ? nullptr : *found;
}

std::vector<Option> own_options(const Command& command, const Catalogues& all) {
    std::vector<Option> options;
    add_new(options, command.options);
    for (const std::span<const Option> table : command.more_options)
        add_new(options, table);
    const auto format = std::ranges::find(all.global_options, "--format", &Option::name);
    if (!command.formats.empty() && format != all.global_options.end() && !has_option(options, "--format")) {
        options.push_back(*format);
        options.back().choices = command.formats;
    }
    return options;
}

std::vector<Option> shared_options(const Catalogues& all) {
    std::vector<Option> options;
    add_new(options, all.global_options);
    std::erase_if(options, [](const Option& option) { return option.name == "--format"; });
    if (!has_option(options, "--help")) add_new(options, help_options);
    return options;
}

std::vector<Option> every_option(const Command& command, const Catalogues& all) {
    std::vector<Option> options = own_options(command, all);
    add_new(options, shared_options(all));
    return options;
}

const config::Setting* setting_of(const Option& option, const Catalogues& all) {
    if (option.setting.empty()) return nullptr;
    const auto found = std::ranges::find(all.settings, option.setting, &config::Setting::key);
    return found == all.settings.end() ? nullptr : &*found;
}

std::string_view summary_of(const Option& option, const Catalogues& all) {
    const config::Setting* setting = setting_of(option, all);
    return option.summary.empty() && setting != nullptr ? setting->summary : option.summary;
}

std::span<const std::string_view> choices_of(const Option& option, const Catalogues& all) {
    const config::Setting* setting = setting_of(option, all);
    return option.choices.empty() && setting != nullptr ? setting->choices : option.choices;
}

std::pair<std::string_view, std::string_view> table_and_key(const config::Setting& setting) {
    const std::size_t dot = setting.key.rfind('.');
    if (dot == std::string_view::npos) return {"", setting.key};
    return {setting.key.substr(0, dot), setting.key.substr(dot + 1)};
}

const Guide* find_guide(std::string_view name, const Catalogues& all) {
    const auto found = std::ranges::find(all.guides, name, &Guide::name);
    return found == all.guides.end() ? nullptr : &*found;
}

std::vector<std::string_view> rule_groups(std::span<const checks::Rule* const> rules) {
    std::vector<std::string_view> groups;
    for (const checks::Rule* rule : rules) {
        if (std::ranges::find(groups, rule->group()) == groups.end()) groups.push_back(rule->group());
    }
    return groups;
}

}  // namespace megactl::cli::docs

#include "cli/docs/wording.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace megactl::cli::docs {
namespace {

constexpr std::size_t widest_choices = 24;
constexpr std::string_view ellipsis = "…";

std::string with_ellipsis(std::string text, std::string_view before) {
    if (!text.ends_with(ellipsis)) text += fmt::format("{}{}", before, ellipsis);
    return text;
}

// Nothing where there are too many to be read in passing.
std::string short_choices(std::span<const std::string_view> choices) {
    const std::string text = fmt::format("{}", fmt::join(choices, "|"));
    return character_count(text) <= widest_choices ? text : std::string();
}

}  // namespace

std::string sentence(std::string_view summary) {
    std::string text(trim(summary));
    if (text.empty()) return text;
    const std::string_view first = std::string_view(text).substr(0, text.find_first_of(" ,;:"));
    // A word with a sign or a capital in it is a name, which keeps its letters.
    if (std::ranges::all_of(first, [](char c) { return c >= 'a' && c <= 'z'; })) text[0] = upper(text.substr(0, 1))[0];
    if (std::string_view(".!?:").find(text.back()) == std::string_view::npos) text += ".";
    return text;
}

std::string quoted_words(std::span<const std::string_view> words, std::string_view separator) {
    std::vector<std::string> quoted;
    quoted.reserve(words.size());
    for (const std::string_view word : words)
        quoted.push_back(fmt::format("`{}`", word));
    return join(quoted, separator);
}

std::string value_text(const Option& option, const Catalogues& all) {
    if (option.value.empty()) return {};
    std::string choices = short_choices(choices_of(option, all));
    if (!choices.empty() && !option.is_list) return choices;
    return option.is_list ? with_ellipsis(std::string(option.value), ",") : std::string(option.value);
}

std::string option_text(const Option& option, const Catalogues& all) {
    std::string text =
        option.letter != 0 ? fmt::format("-{}, {}", option.letter, option.name) : std::string(option.name);
    const std::string value = value_text(option, all);
    if (!value.empty()) text += " " + value;
    return text;
}

std::string argument_text(const Argument& argument) {
    const std::string choices = short_choices(argument.choices);
    std::string text = choices.empty() ? std::string(argument.name) : choices;
    if (argument.is_repeatable || argument.takes_rest) text = with_ellipsis(std::move(text), "");
    return text;
}

std::vector<std::string> synopsis_words(const Command& command, const Catalogues& all) {
    std::vector<std::string> words{"megactl"};
    for (const std::string_view word : split(command.path, ' '))
        words.emplace_back(word);
    for (const Option& option : own_options(command, all)) {
        const std::string value = value_text(option, all);
        const std::string_view blank = value.empty() ? "" : " ";
        words.push_back(fmt::format("[{}{}{}]{}", option.name, blank, value, option.is_repeatable ? ellipsis : ""));
    }
    for (const Argument& argument : command.arguments) {
        if (argument.takes_rest) words.emplace_back("[--]");
        const std::string text = argument_text(argument);
        words.push_back(argument.is_required ? text : fmt::format("[{}]", text));
    }
    return words;
}

std::vector<std::string> option_details(const Option& option, const Catalogues& all) {
    std::vector<std::string> details;
    const std::span<const std::string_view> choices = choices_of(option, all);
    const std::string value = value_text(option, all);
    if (!choices.empty() && value != short_choices(choices)) {
        details.push_back(fmt::format("One of {}.", quoted_words(choices, ", ")));
    }
    if (option.is_list) details.emplace_back("Commas separate several.");
    if (option.is_repeatable) details.emplace_back("May be given several times.");
    const config::Setting* setting = setting_of(option, all);
    if (setting == nullptr) return details;
    if (!setting->fallback.empty()) details.push_back(fmt::format("The default is `{}`.", setting->fallback));
    std::vector<std::string> others;
    if (setting->is_in_file) others.push_back(fmt::format("as `{}` in `megactl.toml`", setting->key));
    if (!setting->variables.empty()) others.push_back("by " + quoted_words(setting->variables, ", else "));
    if (!others.empty()) details.push_back(fmt::format("Also {}.", join(others, ", or ")));
    return details;
}

std::vector<VariableNote> variables_of(const std::vector<Option>& options, const Catalogues& all) {
    std::vector<VariableNote> notes;
    for (const Option& option : options) {
        const config::Setting* setting = setting_of(option, all);
        if (setting == nullptr) continue;
        for (const std::string_view variable : setting->variables) {
            if (std::ranges::find(notes, variable, &VariableNote::variable) != notes.end()) continue;
            notes.push_back({variable, option.name, setting->summary});
        }
    }
    return notes;
}

std::vector<ExitNote> exits_of(const Command& command) {
    constexpr std::array general{
        ExitNote{.status = 0, .meaning = "it did what was asked"},
        ExitNote{.status = 2, .meaning = "the command line is wrong"},
        ExitNote{.status = 3, .meaning = "a file or the configuration can't be read or written, or is invalid"},
    };
    std::vector<ExitNote> notes(command.exits.begin(), command.exits.end());
    for (const ExitNote& note : general) {
        if (std::ranges::find(command.exits, note.status, &ExitNote::status) == command.exits.end()) {
            notes.push_back(note);
        }
    }
    std::ranges::stable_sort(notes, {}, &ExitNote::status);
    return notes;
}

std::string type_text(const config::Setting& setting) {
    switch (setting.type) {
        case config::SettingType::text: return "a text";
        case config::SettingType::path: return "a path, from the project's folder";
        case config::SettingType::boolean: return "`true` or `false`";
        case config::SettingType::integer: return "a whole number";
        case config::SettingType::size: return "a size such as `64KiB`, `10MiB` or `1GiB`";
        case config::SettingType::duration: return "a duration such as `90s`, `5m` or `30d`";
        case config::SettingType::release: return "a release such as `1.0`";
        case config::SettingType::list: return "a list; in a variable, commas separate its values";
        case config::SettingType::choice: break;
    }
    return "one of " + quoted_words(setting.choices, ", ");
}

std::string_view need_text(checks::Need need) {
    switch (need) {
        case checks::Need::repo: return "nothing but the project's files";
        case checks::Need::host: return "the host it runs on";
        case checks::Need::clock: return "the time";
        case checks::Need::network: break;
    }
    return "the network";
}

std::string_view phase_text(checks::Phase phase) {
    switch (phase) {
        case checks::Phase::build: return "while the image is built";
        case checks::Phase::runtime: return "when the container runs";
        case checks::Phase::any: break;
    }
    return "at any time";
}

std::string severity_text(const checks::Rule& rule) {
    const std::string_view production = name_of(rule.severity.production);
    const std::string_view development = name_of(rule.severity.development);
    if (production == development) return std::string(production);
    return fmt::format("{}, in development {}", production, development);
}

}  // namespace megactl::cli::docs

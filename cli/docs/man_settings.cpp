#include "cli/docs/man.hpp"
#include "cli/docs/man_words.hpp"
#include "cli/docs/wording.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::cli::docs {
namespace {

using config::Setting;
using config::SettingType;

constexpr std::string_view introduction = R"(
What a project configures, in TOML. The file is optional. `megactl` looks for it upward from the project's folder, unless
`--config` names one. A key or table that is not told here is an error, and so is a value of a wrong type.

An option or a variable wins over the file; `megactl config show` says who said what.
)";

constexpr std::string_view tasks_introduction = R"(
A task of the project's own, under the name that its messages carry; a name with dots stands in quotes. `megactl worker run`
runs it, also where megactl brings a task of that name. What a program and a web server get and answer is told in
`megactl-worker-run(1)`.
)";

constexpr std::string_view tasks_sample = R"([tasks."ops.rotate"]
handler = "exec"
command = ["/usr/local/bin/rotate", "--json"]
time_limit = "30m"

[tasks."ops.notify"]
handler = "webhook"
url = "https://example.org/hook"
secret_file = "/run/secrets/hook"
rate_limit = "10/m"
)";

constexpr std::string_view sample_introduction =
    "A file that says what holds anyway. Keys without a default are commented out.";

std::vector<std::string_view> tables_of(const Catalogues& all) {
    std::vector<std::string_view> tables;
    for (const Setting& setting : all.settings) {
        if (!setting.is_in_file) continue;
        const std::string_view table = table_and_key(setting).first;
        if (std::ranges::find(tables, table) == tables.end()) tables.push_back(table);
    }
    // Keys without a table must come before the first one.
    std::ranges::stable_partition(tables, &std::string_view::empty);
    return tables;
}

std::vector<const Setting*> settings_of(std::string_view table, const Catalogues& all) {
    std::vector<const Setting*> settings;
    for (const Setting& setting : all.settings) {
        if (setting.is_in_file && table_and_key(setting).first == table) settings.push_back(&setting);
    }
    return settings;
}

std::string toml_string(std::string_view text) {
    return fmt::format("\"{}\"", replace_all(replace_all(std::string(text), "\\", "\\\\"), "\"", "\\\""));
}

// The default as TOML, or some value of its type.
std::string toml_value(const Setting& setting) {
    switch (setting.type) {
        case SettingType::boolean: return setting.fallback.empty() ? "true" : std::string(setting.fallback);
        case SettingType::integer: return setting.fallback.empty() ? "1" : std::string(setting.fallback);
        case SettingType::duration: return toml_string(setting.fallback.empty() ? "30s" : setting.fallback);
        case SettingType::size: return toml_string(setting.fallback.empty() ? "10MiB" : setting.fallback);
        case SettingType::release: return toml_string(setting.fallback.empty() ? "1.0" : setting.fallback);
        case SettingType::choice:
            return toml_string(setting.fallback.empty() && !setting.choices.empty() ? setting.choices[0]
                                                                                    : setting.fallback);
        case SettingType::list: break;
        case SettingType::text:
        case SettingType::path: return toml_string(setting.fallback);
    }
    if (setting.fallback.empty()) return "[]";
    std::vector<std::string> items;
    for (const std::string_view item : split(setting.fallback, ','))
        items.push_back(toml_string(trim(item)));
    return fmt::format("[{}]", join(items, ", "));
}

std::string sample_file(const Catalogues& all) {
    std::string text;
    for (const std::string_view table : tables_of(all)) {
        if (!table.empty()) text += fmt::format("{}[{}]\n", text.empty() ? "" : "\n", table);
        for (const Setting* setting : settings_of(table, all)) {
            const std::string_view comment = setting->fallback.empty() ? "# " : "";
            text += fmt::format("{}{} = {}\n", comment, table_and_key(*setting).second, toml_value(*setting));
        }
    }
    return text;
}

// `is_environment`: the item is the variable itself.
void setting_item(Mdoc& page, const Setting& setting, bool is_environment) {
    const std::string_view variable = setting.variables.empty() ? setting.key : setting.variables.front();
    page.item(is_environment ? fmt::format("Ev {}", mdoc_word(variable))
                             : fmt::format("Ic {}", mdoc_word(table_and_key(setting).second)));
    std::vector<std::string> sentences{sentence(setting.summary)};
    if (setting.type != SettingType::text) sentences.push_back(sentence(type_text(setting)));
    if (!setting.fallback.empty()) sentences.push_back(fmt::format("The default is `{}`.", setting.fallback));
    if (setting.is_secret) sentences.emplace_back("It is a secret: it is never printed.");
    std::vector<std::string> others;
    if (!setting.flag.empty()) others.push_back(fmt::format("by the option `{}`", setting.flag));
    if (!setting.other_flag.empty()) others.back() += fmt::format(", elsewhere `{}`", setting.other_flag);
    const std::span<const std::string_view> variables =
        setting.variables.subspan(is_environment && !setting.variables.empty() ? 1 : 0);
    if (!variables.empty())
        others.push_back(fmt::format("by the environment's {}", quoted_words(variables, ", else ")));
    if (!others.empty()) sentences.push_back(fmt::format("Also set {}.", join(others, " or ")));
    page.text(join(sentences, " "));
}

void own_tasks(Mdoc& page, const Catalogues& all) {
    if (all.task_settings.empty()) return;
    page.subsection("[tasks.\"NAME\"]");
    page.prose(tasks_introduction);
    page.begin_list();
    for (const Setting& setting : all.task_settings)
        setting_item(page, setting, false);
    page.end_list();
}

// What only the environment says.
void environment(Mdoc& page, const Catalogues& all) {
    page.section("ENVIRONMENT");
    page.paragraph("The variables of a key are told with it. Where several are set, the first one told wins.");
    if (std::ranges::all_of(all.settings, &Setting::is_in_file)) return;
    page.paragraph("These have no key, for it is the deployment that knows them:");
    page.begin_list();
    for (const Setting& setting : all.settings) {
        if (setting.is_in_file) continue;
        setting_item(page, setting, true);
    }
    page.end_list();
}

}  // namespace

ManualPage settings_page(const Catalogues& all) {
    Mdoc page(settings_file, "configuration of megactl");
    page.section("DESCRIPTION");
    page.prose(introduction);
    for (const std::string_view table : tables_of(all)) {
        page.subsection(table.empty() ? "Keys without a table" : fmt::format("[{}]", table));
        page.begin_list();
        for (const Setting* setting : settings_of(table, all))
            setting_item(page, *setting, false);
        page.end_list();
    }
    own_tasks(page, all);
    environment(page, all);
    page.section("FILES");
    page.begin_list();
    page.item("Pa megactl.toml");
    page.text("In the project's folder or one above it.");
    page.end_list();
    page.section("EXAMPLES");
    page.paragraph(sample_introduction);
    page.literal(sample_file(all));
    if (!all.task_settings.empty()) {
        page.paragraph("Two tasks of a project's own:");
        page.literal(tasks_sample);
    }
    page.see_also(std::vector<std::string>{std::string(program_file), std::string(rules_file)});
    return {std::string(settings_file), std::move(page).take()};
}

}  // namespace megactl::cli::docs

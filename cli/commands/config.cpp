#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "core/base/encoding.hpp"
#include "core/base/json.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/checks/select.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using config::Setting;
using config::SettingType;
using config::SettingValue;

// What names a broker or database and forgot its scheme may hold a password all the same: `:password@host`.
bool may_hide_a_password(const Setting& setting, const std::string& text) {
    const bool is_url = is_one_of(setting.key, {"queue.broker", "queue.result_backend", "database.url"});
    return is_url && text.find('@') != std::string::npos && text.find("://") == std::string::npos;
}

std::string shown(const Setting& setting, const std::string& text) {
    // What is no path may be what should lie there: a key.
    const bool is_misplaced = setting.type == SettingType::path && !may_be_path(text);
    if (setting.is_secret || is_misplaced) return std::string(secret_mask);
    if (may_hide_a_password(setting, text)) return std::string(secret_mask) + text.substr(text.rfind('@'));
    return mask_url_passwords(text);
}

std::string shown(const Setting& setting, const SettingValue* value) {
    if (value == nullptr) return "";
    std::vector<std::string> texts;
    texts.reserve(value->texts.size());
    for (const std::string& text : value->texts)
        texts.push_back(shown(setting, text));
    return join(texts, ",");
}

void write_value(JsonWriter& json, const Setting& setting, const SettingValue* value) {
    json.key("value");
    if (value == nullptr) {
        json.null();
    } else if (setting.type == SettingType::list) {
        json.begin_array();
        for (const std::string& text : value->texts)
            json.value(shown(setting, text));
        json.end_array();
    } else if (setting.type == SettingType::boolean) {
        json.value(value->texts.front() == "true");
    } else {
        json.value(shown(setting, value->texts.front()));
    }
}

std::string origin_text(const SettingValue* value) {
    return value == nullptr ? "unset" : value->origin.text();
}

// A key with its value: every setting, and what is said of the project's own tasks.
struct Row {
    std::string key;
    const Setting* setting;
    const SettingValue* value;
};

std::vector<Row> rows_of(const Context& context) {
    std::vector<Row> rows;
    for (const Setting& setting : config::setting_catalogue())
        rows.push_back({std::string(setting.key), &setting, context.settings.find(setting.key)});
    for (const config::OwnTask& task : context.tasks) {
        for (const Setting& setting : config::task_setting_catalogue()) {
            if (!task.settings.is_said(setting.key)) continue;
            const std::string_view word = setting.key.substr(setting.key.find('.') + 1);
            rows.push_back(
                {fmt::format("tasks.{}.{}", json_quoted(task.name), word), &setting, task.settings.find(setting.key)});
        }
    }
    return rows;
}

void write_row(JsonWriter& json, const Row& row) {
    const auto& [key, setting, value] = row;
    json.begin_object().member("key", key);
    write_value(json, *setting, value);
    json.member("origin", origin_text(value));
    if (value != nullptr && value->origin.place) {
        json.member("file", std::string_view(value->origin.place->source->name()));
        json.member("line", std::uint64_t{value->origin.place->line()});
    }
    json.end_object();
}

std::string as_json(const std::vector<Row>& rows) {
    JsonWriter json;
    json.begin_object().key("settings").begin_array();
    for (const Row& row : rows)
        write_row(json, row);
    return std::move(json.end_array().end_object()).take();
}

std::string as_json_lines(const std::vector<Row>& rows) {
    return json_lines(rows, write_row);
}

std::string as_tabs(const std::vector<Row>& rows) {
    std::string lines;
    for (const auto& [key, setting, value] : rows)
        lines += fmt::format("{}\t{}\t{}\n", key, escape_controls(shown(*setting, value)),
                             escape_controls(origin_text(value)));
    return lines;
}

std::string padded(std::string_view text, std::size_t width) {
    const std::size_t used = character_count(text);
    return fmt::format("{}{:{}}", text, "", used < width ? width - used : 0);
}

std::string as_table(const std::vector<Row>& rows, const report::Palette& palette) {
    std::size_t key_width = std::string_view("SETTING").size();
    std::size_t value_width = std::string_view("VALUE").size();
    constexpr std::size_t widest_aligned_value = 40;
    for (const auto& [key, setting, value] : rows) {
        key_width = std::max(key_width, key.size());
        const std::size_t width = character_count(escape_controls(shown(*setting, value)));
        value_width = std::max(value_width, std::min(width, widest_aligned_value));
    }
    std::string table = palette.paint(report::Ink::dim, fmt::format("{}  {}  FROM", padded("SETTING", key_width),
                                                                    padded("VALUE", value_width))) +
                        "\n";
    for (const auto& [key, setting, value] : rows) {
        const std::string text = value == nullptr ? "-" : escape_controls(shown(*setting, value));
        table += fmt::format("{}  {}  {}\n", padded(key, key_width), padded(text, value_width),
                             palette.paint(report::Ink::dim, escape_controls(origin_text(value))));
    }
    return table;
}

int run_show(Context& context, const Invocation& invocation) {
    const std::string format = invocation.value("--format").value_or("text");
    const std::vector<Row> rows = rows_of(context);
    Terminal& terminal = context.terminal;
    if (format == "json") {
        terminal.print(as_json(rows));
    } else if (format == "jsonl") {
        terminal.print(as_json_lines(rows));
    } else if (terminal.out_is_terminal()) {
        terminal.print(as_table(rows, terminal.out_palette()));
    } else {
        terminal.print(as_tabs(rows));
    }
    return 0;
}

// By now the file is read and every value held against its setting: what is wrong has ended the command before.
int run_check(Context& context, const Invocation& /*invocation*/) {
    if (!context.config_file) {
        if (!context.is_quiet) {
            context.terminal.print(
                fmt::format("no megactl.toml in {} or above; nothing to check\n", context.project.string()));
        }
        return 0;
    }
    checks::Selection named;
    named.allow = context.settings.list("check.allow");
    checks::require_known_names(named);
    if (!context.is_quiet) {
        context.terminal.print(fmt::format("{} is valid: {}\n", context.config_file->string(),
                                           count_of(context.layers.toml.size(), "setting", "settings")));
    }
    return 0;
}

constexpr std::array<std::string_view, 3> show_formats{"text", "json", "jsonl"};

constexpr std::array show_examples{
    Example{"who says what", "megactl config show"},
    Example{"what a deployment would get from its env file alone",
            "megactl config show --no-env --env-file production.env"},
    Example{"one value, for a script", "megactl config show --format jsonl"},
};

constexpr std::array show_exits{
    ExitNote{0, "the settings were printed"},
    ExitNote{3, "megactl.toml, an env file or a variable holds what can't be"},
};

constexpr std::array show_keys{
    JsonKey{"settings[].key", "the key, as in megactl.toml"},
    JsonKey{"settings[].value", "a text, true or false, a list of texts, or null where it is unset; secrets as ••••"},
    JsonKey{"settings[].origin", "who says so: a flag, a variable, a file and its line, `default` or `unset`"},
    JsonKey{"settings[].file", "the file that says so, where one does"},
    JsonKey{"settings[].line", "its line"},
};

constexpr std::array check_examples{
    Example{"the file that applies here", "megactl config check"},
    Example{"another one", "megactl config check --config deploy/megactl.toml"},
};

constexpr std::array check_exits{
    ExitNote{0, "megactl.toml is valid, or there is none"},
    ExitNote{3, "it can't be read, or something in it can't be"},
};

}  // namespace

constinit const Command config_show{
    .path = "config show",
    .summary = "prints every setting with its value and who said so",
    .description =
        "A value comes from the first of these that has one: a flag, the process environment, an `--env-file` (a later "
        "file before an earlier one), `megactl.toml`, the default. An empty variable counts as unset.\n"
        "\n"
        "Secrets are masked, also inside URLs.",
    .examples = show_examples,
    .exits = show_exits,
    .json_keys = show_keys,
    .formats = show_formats,
    .run = run_show,
};

constinit const Command config_check{
    .path = "config check",
    .summary = "tells whether megactl.toml is valid",
    .description =
        "Reads the `megactl.toml` that applies, looked for upward from the project, or the one of `--config`. Points "
        "at "
        "the first place that is no TOML, at an unknown key or table, or at a value that its setting can't be.",
    .examples = check_examples,
    .exits = check_exits,
    .run = run_check,
};

}  // namespace megactl::cli::commands

#include "core/base/closest.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/config/settings.hpp"
#include "core/config/toml_place.hpp"

#include <fmt/format.h>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <tuple>
#include <utility>

namespace megactl::config {
namespace {

namespace fs = std::filesystem;

// What stands where it can't: unknown without a setting, else of a wrong type. Explained only when it is the first of
// its file, so that a thousand of them cost no more than one.
struct Mistake {
    toml::source_region at;
    std::string key;
    const Setting* setting = nullptr;
    const toml::node* node = nullptr;
};

struct Reading {
    Source source;
    fs::path folder;  // of megactl.toml: what its paths are relative to
    std::vector<TomlEntry> entries;
    std::optional<Mistake> first_mistake;

    void note(Mistake mistake) {
        const auto order = [](const Mistake& m) { return std::tuple(m.at.begin.line, m.at.begin.column); };
        if (!first_mistake || order(mistake) < order(*first_mistake)) first_mistake = std::move(mistake);
    }

    Location place(const toml::source_region& region) const {
        return {source,
                {toml_offset(*source, region.begin.line, region.begin.column),
                 toml_offset(*source, region.end.line, region.end.column)}};
    }
};

std::string_view table_of(std::string_view key) {
    const std::size_t dot = key.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : key.substr(0, dot);
}

std::string_view word_of(std::string_view key) {
    const std::size_t dot = key.rfind('.');
    return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

const Setting* file_setting(std::string_view key) {
    const Setting* setting = find_setting(key);
    return setting != nullptr && setting->is_in_file ? setting : nullptr;
}

std::vector<std::string_view> file_tables() {
    std::vector<std::string_view> tables;
    for (const Setting& setting : setting_catalogue()) {
        const std::string_view table = table_of(setting.key);
        if (setting.is_in_file && (tables.empty() || tables.back() != table)) tables.push_back(table);
    }
    return tables;
}

std::vector<std::string_view> keys_of(std::string_view table) {
    std::vector<std::string_view> keys;
    for (const Setting& setting : setting_catalogue()) {
        if (setting.is_in_file && table_of(setting.key) == table) keys.push_back(word_of(setting.key));
    }
    return keys;
}

std::string listed(const std::vector<std::string_view>& names) {
    return join_words(std::vector<std::string>(names.begin(), names.end()));
}

std::string type_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return "a list";
        case toml::node_type::string: return "a text";
        case toml::node_type::integer: return "a whole number";
        case toml::node_type::floating_point: return "a number";
        case toml::node_type::boolean: return "true or false";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time:
        case toml::node_type::none: break;
    }
    return "a date or time";
}

std::string wanted_by(const Setting& setting) {
    switch (setting.type) {
        case SettingType::boolean: return "true or false";
        case SettingType::integer: return "a whole number";
        case SettingType::duration: return "a duration in quotes, like \"30d\"";
        case SettingType::size: return "a size in quotes, like \"10MiB\"";
        case SettingType::list: return "a list of texts, like [\"…\"]";
        case SettingType::choice: return fmt::format("a text in quotes: {}", fmt::join(setting.choices, " or "));
        case SettingType::text:
        case SettingType::path: break;
    }
    return "a text in quotes";
}

Error unknown_table(const Mistake& mistake, Error error) {
    const std::vector<std::string_view> tables = file_tables();
    for (const std::string_view table : tables) {
        if (std::ranges::count(keys_of(table), mistake.key) > 0) {
            return std::move(error).help(fmt::format("`{}` belongs below `[{}]`", mistake.key, table));
        }
    }
    if (const auto near = closest_match(mistake.key, tables)) {
        return std::move(error).help(fmt::format("did you mean `[{}]`?", *near));
    }
    return std::move(error).help(fmt::format("its tables are {}", listed(tables)));
}

Error unknown(const Reading& reading, const Mistake& mistake) {
    const std::string_view table = table_of(mistake.key);
    const std::string key = escape_controls(mistake.key);
    const bool is_table = mistake.node->is_table() || mistake.node->is_array_of_tables();
    Error error = Error(Error::Kind::input,
                        fmt::format("{} has no {} `{}`", reading.source->name(), is_table ? "table" : "key", key))
                      .at(reading.place(mistake.at), "unknown");
    if (table.empty()) return unknown_table(mistake, std::move(error));
    const std::vector<std::string_view> keys = keys_of(table);
    if (const auto near = closest_match(word_of(mistake.key), keys)) {
        return std::move(error).help(fmt::format("did you mean `{}`?", *near));
    }
    return std::move(error).help(fmt::format("`[{}]` takes {}", table, listed(keys)));
}

Error explained(const Reading& reading, const Mistake& mistake) {
    if (mistake.setting != nullptr) {
        return Error(Error::Kind::input,
                     fmt::format("`{}` in {} is not what it should be", mistake.key, reading.source->name()))
            .at(reading.place(mistake.at),
                fmt::format("expected {}; this is {}", wanted_by(*mistake.setting), type_of(*mistake.node)));
    }
    if (std::ranges::count(file_tables(), mistake.key) > 0) {
        return Error(Error::Kind::input, fmt::format("`{}` in {} is a table", mistake.key, reading.source->name()))
            .at(reading.place(mistake.at), fmt::format("expected a table; this is {}", type_of(*mistake.node)))
            .help(fmt::format("write `[{}]`, and its keys below", mistake.key));
    }
    return unknown(reading, mistake);
}

// Empty paths stay empty: they say "none".
std::string path_text(const Reading& reading, const std::string& text) {
    return text.empty() || reading.folder.empty() ? text : (reading.folder / text).string();
}

std::optional<std::vector<std::string>> list_texts(Reading& reading, const Setting& setting, const toml::array& list) {
    std::vector<std::string> texts;
    for (const toml::node& node : list) {
        const auto* text = node.as_string();
        if (text == nullptr) {
            reading.note({node.source(), std::string(setting.key), &setting, &node});
            return std::nullopt;
        }
        texts.push_back(setting.lists_paths ? path_text(reading, text->get()) : text->get());
    }
    return texts;
}

// The value as texts; nothing, and a mistake noted, where it is of a wrong type.
std::optional<std::vector<std::string>> texts_of(Reading& reading, const Setting& setting, const toml::node& node) {
    if (setting.type == SettingType::list && node.is_array()) return list_texts(reading, setting, *node.as_array());
    if (setting.type == SettingType::boolean && node.is_boolean()) {
        return std::vector<std::string>{node.as_boolean()->get() ? "true" : "false"};
    }
    if (setting.type == SettingType::integer && node.is_integer()) {
        return std::vector{fmt::format("{}", node.as_integer()->get())};
    }
    const bool wants_text = setting.type != SettingType::list && setting.type != SettingType::boolean &&
                            setting.type != SettingType::integer;
    if (wants_text && node.is_string()) {
        const std::string& text = node.as_string()->get();
        return std::vector{setting.type == SettingType::path ? path_text(reading, text) : text};
    }
    reading.note({node.source(), std::string(setting.key), &setting, &node});
    return std::nullopt;
}

void read_value(Reading& reading, const Setting& setting, const toml::key& key, const toml::node& node) {
    auto texts = texts_of(reading, setting, node);
    if (!texts) return;
    reading.entries.push_back({std::string(setting.key), *std::move(texts), setting.type == SettingType::list,
                               reading.place(key.source()), reading.place(node.source())});
}

// Goes down only where the catalogue does.
void read_table(Reading& reading, const toml::table& table, const std::string& path) {
    for (const auto& [key, node] : table) {
        const std::string word(key.str());
        const std::string whole = path.empty() ? word : fmt::format("{}.{}", path, word);
        const bool is_one_word = word.find('.') == std::string::npos;  // `"check.mode"` in quotes is one odd word
        const Setting* setting = is_one_word ? file_setting(whole) : nullptr;
        if (setting != nullptr) {
            read_value(reading, *setting, key, node);
        } else if (is_one_word && node.is_table() && std::ranges::count(file_tables(), whole) > 0) {
            read_table(reading, *node.as_table(), whole);
        } else {
            reading.note({key.source(), whole, nullptr, &node});
        }
    }
}

Error not_toml(const Source& source, Span span, std::string label) {
    return Error(Error::Kind::input, fmt::format("{} is not valid TOML", source->name()))
        .at({source, span}, std::move(label));
}

// A table's header without a name, which toml++ 3.3 stops the program for.
std::optional<Span> nameless_header(const SourceText& source) {
    for (std::size_t line = 1; line <= source.line_count(); ++line) {
        const Span span = source.line_span(line);
        const std::string_view text = trim(source.text(span));
        if (text.starts_with('[') && text.find_first_not_of("[ \t") == std::string_view::npos) return span;
    }
    return std::nullopt;
}

}  // namespace

std::vector<TomlEntry> parse_toml_file(const Source& source) {
    const Span endless = endless_key(*source);
    if (endless.begin < endless.end) throw not_toml(source, endless, "no key has so many parts");
    if (const auto nameless = nameless_header(*source)) throw not_toml(source, *nameless, "a table has a name");
    const toml::parse_result document = toml::parse(source->text());
    if (document.failed()) {
        const toml::parse_error& failure = document.error();
        const auto& at = failure.source().begin;
        auto [span, words] = toml_complaint(*source, toml_offset(*source, at.line, at.column), failure.description());
        throw not_toml(source, span, std::move(words));
    }
    Reading reading{source, fs::path(source->name()).parent_path(), {}, {}};
    read_table(reading, document.table(), "");
    if (reading.first_mistake) throw explained(reading, *reading.first_mistake);
    std::ranges::sort(reading.entries, {}, [](const TomlEntry& entry) { return entry.at.span.begin; });
    return std::move(reading.entries);
}

}  // namespace megactl::config

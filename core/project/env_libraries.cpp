#include "core/base/text.hpp"
#include "core/project/settings_scan.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace megactl::project {
namespace {

// Names that readers of the environment go by, where nothing else is known of them.
constexpr std::array<std::string_view, 10> reader_names = {
    "env",     "config",      "getenv",        "get_env",  "env_var",
    "environ", "get_env_var", "get_env_value", "env_bool", "get_env_variable"};

bool is_variable_in_capitals(std::string_view name) {
    return is_variable_name(name) && std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
}

std::string_view last_part(std::string_view dotted) {
    return dotted.substr(dotted.rfind('.') + 1);
}

std::optional<ValueType> type_of_member(std::string_view member) {
    if (member == "bool") return ValueType::boolean;
    if (member == "int") return ValueType::integer;
    if (member == "float") return ValueType::number;
    if (member == "list" || member == "tuple") return ValueType::list;
    if (member == "dict") return ValueType::dict;
    return std::nullopt;
}

}  // namespace

Value SettingsScan::call_library(const Call& call, std::string_view path) {
    if (path == "environ.Env") return make_environment(call, Environment::Library::django_environ, false);
    if (path == "environ.FileAwareEnv") return make_environment(call, Environment::Library::django_environ, true);
    if (path == "environ.Env.read_env" || path == "environ.FileAwareEnv.read_env") {
        read_env_file(call.either(0, "env_file"), false);
        return {};
    }
    if (path == "environs.Env") return make_environment(call, Environment::Library::environs, false);
    if (path == "environs.FileAwareEnv") return make_environment(call, Environment::Library::environs, true);
    if (path == "environs.Env.read_env") {
        read_env_file(call.either(0, "path"), true);
        return {};
    }
    if (path == "decouple.config" || path == "prettyconf.config" || path == "decouple.AutoConfig()") {
        return call_decouple(call, "config");
    }
    if (path == "decouple.AutoConfig" || path == "decouple.Config") return dotted_value("decouple.AutoConfig()");
    if (path == "decouple.Csv") return dotted_value("decouple.Csv()");
    if (path == "dj_database_url.config") return call_database_url(call);
    if (path == "dynaconf.DjangoDynaconf") return call_dynaconf(call, "DJANGO");
    if (path == "dynaconf.Dynaconf" || path == "dynaconf.LazySettings") return call_dynaconf(call, "DYNACONF");
    if (path.starts_with("dotenv.")) return call_dotenv(call, last_part(path));
    return call_unknown(call);
}

// `config("X", default=…, cast=…)`
Value SettingsScan::call_decouple(const Call& call, std::string_view idiom) {
    const Argument* variable = call.either(0, "option");
    if (variable == nullptr) return {};
    ReadPlan plan;
    plan.idiom = idiom;
    plan.name = &variable->value;
    plan.name_expression = variable->expression;
    plan.at = call.expression;
    plan.fallback = call.either(1, "default");
    plan.raises = true;
    plan.is_open = call.is_open;
    plan.words = BooleanWords::decouple;
    if (const std::optional<Conversion> cast = conversion_of(call.either(2, "cast"))) plan.type = cast->type;
    Value value = read(plan);
    if (plan.type == ValueType::integer || plan.type == ValueType::number || plan.type == ValueType::json) {
        for (const std::size_t read : value.reads)
            drafts_[read].read.refuses_empty = place_.value_guards == 0;
    }
    // decouple reads the nearest `.env` itself, where there is one.
    const std::optional<std::string> file = nearest_env_file();
    if (file && tree_.is_file(*file)) add_env_file(*file);
    return value;
}

Value SettingsScan::call_database_url(const Call& call) {
    const Argument* variable = call.either(0, "env");
    const Value standard = text_value("DATABASE_URL");
    ReadPlan plan;
    plan.idiom = "dj_database_url.config";
    plan.name = variable != nullptr ? &variable->value : &standard;
    plan.name_expression = variable != nullptr ? variable->expression : nullptr;
    plan.at = call.expression;
    plan.fallback = call.either(1, "default");
    plan.type = ValueType::url;
    Value value = read(plan);
    for (const std::size_t read : value.reads)
        drafts_[read].is_bare = false;
    value.is_converted = true;
    return value;
}

Value SettingsScan::call_dynaconf(const Call& call, std::string_view standard_prefix) {
    const Argument* prefix = call.named("envvar_prefix");
    if (prefix == nullptr) prefix = call.named("ENVVAR_PREFIX_FOR_DYNACONF");
    if (prefix == nullptr) {
        found_.read_prefixes.push_back(std::string(standard_prefix) + "_");
    } else if (prefix->value.is_text()) {
        for (const std::string_view part : split(prefix->value.text, ',')) {
            found_.read_prefixes.push_back(upper(trim(part)) + "_");
        }
    } else {
        // `False` is every variable, anything else is not told.
        add_dynamic(*prefix->expression);
    }
    return {};
}

Value SettingsScan::call_dotenv(const Call& call, std::string_view name) {
    if (name == "find_dotenv") {
        const std::optional<std::string> file = nearest_env_file();
        return file && call.arguments.empty() ? path_value(*file) : Value{};
    }
    if (name != "load_dotenv" && name != "dotenv_values") return {};
    read_env_file(call.either(0, "dotenv_path"), true);
    if (name == "dotenv_values") add_dynamic(*call.expression);
    return {};
}

// What a text or a path names, from the project's root: Django is run there.
std::optional<std::string> SettingsScan::path_of(const Value& value) const {
    if (value.kind == Value::Kind::path) return value.text;
    if (value.is_text() && !value.text.empty()) return joined_path(".", value.text);
    return std::nullopt;
}

// The `.env` beside the module that stands here, or above it up to the project's root.
std::optional<std::string> SettingsScan::nearest_env_file() const {
    std::string folder = parent_path(here().path);
    for (int levels = 0; levels < 32 && !folder.starts_with(".."); ++levels) {
        std::string file = joined_path(folder, ".env");
        if (tree_.is_file(file) || folder == ".") return file;
        const std::string above = parent_path(folder);
        if (above == folder) break;
        folder = above;
    }
    return std::nullopt;
}

// Only a file that is read whatever happens counts; that it must exist is no condition.
void SettingsScan::read_env_file(const Argument* path, bool is_searched) {
    const bool is_always_read = std::ranges::all_of(place_.path, [](const Clause& clause) {
        return clause.size() == 1 && clause[0].kind == Atom::Kind::file_exists;
    });
    if (place_.function != no_index) return;
    if (!is_always_read) {
        found_.may_read_env_file = true;
        return;
    }
    std::optional<std::string> file;
    if (path != nullptr && !path->expression->is_constant("None")) {
        file = path_of(path->value);
    } else {
        file = is_searched ? nearest_env_file() : joined_path(parent_path(here().path), ".env");
    }
    if (file) {
        add_env_file(*file);
    } else {
        found_.may_read_env_file = true;
    }
}

void SettingsScan::add_env_file(const std::string& file) {
    constexpr std::size_t most_files = 100;
    std::vector<std::string>& files = found_.env_files;
    if (files.size() < most_files && std::ranges::find(files, file) == files.end()) files.push_back(file);
}

// `env("X")` of an `env` nobody knows: X is read, and more can't be said.
Value SettingsScan::call_unknown(const Call& call) {
    for (const Argument& argument : call.arguments) {
        if (argument.value.is_dotted("os.environ")) add_dynamic(*argument.expression);
    }
    const Argument* variable = call.positional(0);
    if (variable == nullptr || !variable->value.is_text() || !is_variable_in_capitals(variable->value.text)) return {};
    const std::string_view path = call.callee.text;
    const std::string_view last = last_part(path);
    const std::string_view owner = last_part(path.substr(0, path.size() - std::min(path.size(), last.size() + 1)));
    const auto is_reader = [](std::string_view name) {
        return std::ranges::find(reader_names, name) != reader_names.end();
    };
    if (!is_reader(last) && !is_reader(owner)) return {};
    ReadPlan plan;
    plan.idiom = is_reader(last) ? last : owner;
    plan.name = &variable->value;
    plan.name_expression = variable->expression;
    plan.at = call.expression;
    plan.fallback = call.named("default");
    plan.type = type_of_member(last).value_or(ValueType::text);
    if (const std::optional<Conversion> cast = conversion_of(call.named("cast"))) plan.type = cast->type;
    Value value = read(plan);
    for (const std::size_t read : value.reads)
        drafts_[read].is_bare = false;
    // How it converts is its own affair.
    return {};
}

}  // namespace megactl::project

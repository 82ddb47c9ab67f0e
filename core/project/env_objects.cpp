#include "core/project/settings_scan.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::project {
namespace {

// A method that reads: the type it gives, where its default stands among the positional arguments, and the variable it
// reads when none is named.
struct Method {
    std::string_view name;
    ValueType type = ValueType::text;
    std::size_t default_position = 1;
    std::string_view standard_variable;
};

// django-environ's. `list`, `tuple`, `dict` and the plain call take a cast before the default.
constexpr std::array<Method, 25> django_environ_methods = {{
    {"", ValueType::text, 2, {}},
    {"get_value", ValueType::text, 2, {}},
    {"str", ValueType::text, 1, {}},
    {"unicode", ValueType::text, 1, {}},
    {"bytes", ValueType::text, 1, {}},
    {"bool", ValueType::boolean, 1, {}},
    {"int", ValueType::integer, 1, {}},
    {"float", ValueType::number, 1, {}},
    {"json", ValueType::json, 1, {}},
    {"list", ValueType::list, 2, {}},
    {"tuple", ValueType::list, 2, {}},
    {"dict", ValueType::dict, 2, {}},
    {"url", ValueType::url, 1, {}},
    {"path", ValueType::path, 1, {}},
    {"db", ValueType::url, 1, "DATABASE_URL"},
    {"db_url", ValueType::url, 1, "DATABASE_URL"},
    {"cache", ValueType::url, 1, "CACHE_URL"},
    {"cache_url", ValueType::url, 1, "CACHE_URL"},
    {"email", ValueType::url, 1, "EMAIL_URL"},
    {"email_url", ValueType::url, 1, "EMAIL_URL"},
    {"search", ValueType::url, 1, "SEARCH_URL"},
    {"search_url", ValueType::url, 1, "SEARCH_URL"},
    {"channels", ValueType::url, 1, "CHANNELS_URL"},
    {"channels_url", ValueType::url, 1, "CHANNELS_URL"},
    {"storage_url", ValueType::url, 1, "STORAGE_URL"},
}};

constexpr std::array<Method, 23> environs_methods = {{
    {"", ValueType::text, 1, {}},
    {"str", ValueType::text, 1, {}},
    {"bool", ValueType::boolean, 1, {}},
    {"int", ValueType::integer, 1, {}},
    {"float", ValueType::number, 1, {}},
    {"decimal", ValueType::number, 1, {}},
    {"list", ValueType::list, 1, {}},
    {"tuple", ValueType::list, 1, {}},
    {"set", ValueType::list, 1, {}},
    {"dict", ValueType::dict, 1, {}},
    {"json", ValueType::json, 1, {}},
    {"datetime", ValueType::text, 1, {}},
    {"date", ValueType::text, 1, {}},
    {"time", ValueType::text, 1, {}},
    {"path", ValueType::path, 1, {}},
    {"log_level", ValueType::text, 1, {}},
    {"timedelta", ValueType::text, 1, {}},
    {"uuid", ValueType::text, 1, {}},
    {"url", ValueType::url, 1, {}},
    {"enum", ValueType::text, 1, {}},
    {"dj_db_url", ValueType::url, 1, {}},
    {"dj_cache_url", ValueType::url, 1, {}},
    {"dj_email_url", ValueType::url, 1, {}},
}};

template <std::size_t count>
const Method* method_named(const std::array<Method, count>& methods, std::string_view name) {
    const auto* const found = std::ranges::find_if(methods, [&](const Method& method) { return method.name == name; });
    return found != methods.end() ? found : nullptr;
}

bool is_number(ValueType type) {
    return type == ValueType::integer || type == ValueType::number || type == ValueType::json;
}

}  // namespace

Value SettingsScan::make_environment(const Call& call, Environment::Library library, bool reads_files) {
    Environment environment;
    environment.library = library;
    environment.reads_files = reads_files;
    if (library == Environment::Library::django_environ) {
        for (const PythonKeyword& keyword : call.expression->keywords) {
            if (!keyword.name.empty()) {
                add_scheme(environment, keyword.name, *keyword.value);
            } else if (keyword.value->kind == Expression::Kind::dict) {
                const std::vector<const Expression*>& items = keyword.value->items;
                for (std::size_t key = 0; key + 1 < items.size(); key += 2) {
                    if (items[key] == nullptr || items[key]->kind != Expression::Kind::string) continue;
                    add_scheme(environment, items[key]->text, *items[key + 1]);
                }
            }
        }
    }
    environments_.push_back(std::move(environment));
    Value value;
    value.kind = Value::Kind::environment;
    value.index = environments_.size() - 1;
    return value;
}

// `bool`, `[str]` or `(bool, False)`
void SettingsScan::add_scheme(Environment& environment, std::string_view name, const Expression& declared) {
    const bool is_pair = declared.kind == Expression::Kind::tuple && declared.items.size() == 2;
    const Expression& cast = is_pair ? *declared.items[0] : declared;
    SchemeEntry entry;
    Argument argument{{}, &cast, {}};
    if (cast.kind == Expression::Kind::name || cast.kind == Expression::Kind::attribute)
        argument.value = evaluate(cast);
    if (const std::optional<Conversion> conversion = conversion_of(&argument)) entry.type = conversion->type;
    if (is_pair) entry.fallback = fallback_of(*declared.items[1], here().source);
    environment.scheme.insert_or_assign(std::string(name), std::move(entry));
}

Value SettingsScan::call_environment(const Call& call) {
    const Environment& environment = environments_[call.callee.index];
    const bool is_environs = environment.library == Environment::Library::environs;
    const std::string_view member = call.callee.text;
    if (member == "read_env") {
        read_env_file(call.either(0, is_environs ? "path" : "env_file"), is_environs);
        return {};
    }
    if (member == "prefixed" && is_environs) {
        Value value = call.callee;
        value.text = "prefixed()";
        const Argument* prefix = call.either(0, "prefix");
        if (prefix != nullptr && prefix->value.is_text() && prefix->value.text.size() < 256) {
            value.suffix = prefix->value.text;
        }
        return value;
    }
    return is_environs ? call_environs(call, environment) : call_django_environ(call, environment);
}

Value SettingsScan::call_django_environ(const Call& call, const Environment& environment) {
    const Method* method = method_named(django_environ_methods, call.callee.text);
    if (method == nullptr) return {};
    const Argument* variable = call.either(0, "var");
    const Value standard = text_value(std::string(method->standard_variable));
    if (variable == nullptr && method->standard_variable.empty()) return {};
    const bool takes_cast = method->default_position == 2;
    ReadPlan plan;
    plan.idiom = method->name.empty() ? "env" : "env." + std::string(method->name);
    plan.name = variable != nullptr ? &variable->value : &standard;
    plan.name_expression = variable != nullptr ? variable->expression : nullptr;
    plan.at = call.expression;
    plan.prefix = environment.prefix;
    plan.raises = true;
    plan.is_open = call.is_open;
    plan.type = method->type;
    plan.fallback = call.either(method->default_position, "default");
    if (plan.fallback != nullptr && plan.fallback->value.text.ends_with("NOTSET")) plan.fallback = nullptr;
    const bool is_plain = method->name.empty() || method->name == "get_value";
    const std::optional<Conversion> cast = takes_cast ? conversion_of(call.either(1, "cast")) : std::nullopt;
    if (is_plain && cast) plan.type = cast->type;
    const auto declared = environment.scheme.find(environment.prefix + plan.name->text);
    if (plan.name->is_text() && declared != environment.scheme.end()) {
        if (is_plain && !cast) plan.type = declared->second.type;
        if (plan.fallback == nullptr) plan.declared_fallback = declared->second.fallback;
    } else if (is_plain && !cast && plan.fallback != nullptr) {
        // A default's type is the cast, where nothing else says one.
        plan.type = fallback_of(*plan.fallback->expression, here().source).type.value_or(ValueType::text);
    }
    Value value = read(plan);
    const bool takes_empty = plan.fallback != nullptr && (plan.fallback->expression->is_constant("None") ||
                                                          plan.fallback->expression->kind == Expression::Kind::string);
    for (const std::size_t index : value.reads) {
        VariableRead& read = drafts_[index].read;
        if (is_number(plan.type) && !takes_empty && place_.value_guards == 0) read.refuses_empty = true;
        if (environment.reads_files) read.alternatives.push_back(read.name + "_FILE");
    }
    return value;
}

Value SettingsScan::call_environs(const Call& call, const Environment& environment) {
    const Method* method = method_named(environs_methods, call.callee.text);
    const Argument* variable = call.either(0, "name");
    if (method == nullptr || variable == nullptr) return {};
    ReadPlan plan;
    plan.idiom = method->name.empty() ? "env" : "env." + std::string(method->name);
    plan.name = &variable->value;
    plan.name_expression = variable->expression;
    plan.at = call.expression;
    plan.prefix = environment.prefix;
    plan.fallback = call.either(1, "default");
    plan.raises = true;
    plan.raises_value_error = true;
    plan.is_open = call.is_open;
    plan.type = method->type;
    plan.words = BooleanWords::environs;
    Value value = read(plan);
    for (const std::size_t index : value.reads) {
        VariableRead& read = drafts_[index].read;
        if (is_number(plan.type) && plan.fallback == nullptr && place_.value_guards == 0) read.refuses_empty = true;
        if (environment.reads_files) read.alternatives.push_back(read.name + "_FILE");
    }
    return value;
}

}  // namespace megactl::project

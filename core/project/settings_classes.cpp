#include "core/base/text.hpp"
#include "core/project/settings_scan.hpp"

#include <algorithm>
#include <array>
#include <utility>

// Settings as classes: pydantic's BaseSettings, django-configurations' values.

namespace megactl::project {
namespace {

using ExpressionKind = PythonExpression::Kind;

struct FieldType {
    std::string_view annotation;
    ValueType type;
};

constexpr std::array<FieldType, 24> field_types = {{
    {"str", ValueType::text},         {"SecretStr", ValueType::text},
    {"SecretBytes", ValueType::text}, {"bytes", ValueType::text},
    {"EmailStr", ValueType::text},    {"Literal", ValueType::text},
    {"int", ValueType::integer},      {"PositiveInt", ValueType::integer},
    {"float", ValueType::number},     {"Decimal", ValueType::number},
    {"bool", ValueType::boolean},     {"list", ValueType::json},
    {"List", ValueType::json},        {"set", ValueType::json},
    {"tuple", ValueType::json},       {"dict", ValueType::json},
    {"Dict", ValueType::json},        {"Path", ValueType::path},
    {"AnyUrl", ValueType::url},       {"HttpUrl", ValueType::url},
    {"AnyHttpUrl", ValueType::url},   {"PostgresDsn", ValueType::url},
    {"RedisDsn", ValueType::url},     {"AmqpDsn", ValueType::url},
}};

// What an annotation says; `type` is empty where it is no plain type.
struct Annotation {
    std::optional<ValueType> type;
    bool is_optional = false;
    bool is_field = true;  // ClassVar is none
};

Annotation annotation_of(const PythonExpression& expression) {
    const PythonExpression& base = expression.kind == ExpressionKind::subscript ? *expression.items[0] : expression;
    if (base.text == "ClassVar") return {std::nullopt, false, false};
    if (expression.kind == ExpressionKind::subscript && (base.text == "Optional" || base.text == "Annotated")) {
        const PythonExpression& index = *expression.items[1];
        const bool is_list = index.kind == ExpressionKind::tuple && !index.items.empty();
        Annotation inner = annotation_of(is_list ? *index.items[0] : index);
        inner.is_optional = inner.is_optional || base.text == "Optional";
        return inner;
    }
    if (expression.kind == ExpressionKind::binary && expression.text == "|") {
        Annotation whole = annotation_of(*expression.items[0]);
        whole.is_optional = std::ranges::any_of(expression.items,
                                                [](const PythonExpression* item) { return item->is_constant("None"); });
        return whole;
    }
    const auto* const found =
        std::ranges::find_if(field_types, [&](const FieldType& type) { return type.annotation == base.text; });
    return {found != field_types.end() ? std::optional(found->type) : std::nullopt, false, true};
}

const PythonExpression* keyword_of(const PythonExpression& call, std::string_view name) {
    const auto found =
        std::ranges::find_if(call.keywords, [&](const PythonKeyword& keyword) { return keyword.name == name; });
    return found != call.keywords.end() ? found->value : nullptr;
}

// `env_prefix` and its like, of `model_config = SettingsConfigDict(…)` or `{…}`, or of `class Config`.
const PythonExpression* configured(const std::vector<PythonStatement>& body, std::string_view name) {
    for (const PythonStatement& statement : body) {
        if (statement.kind == PythonStatement::Kind::type && statement.name == "Config") {
            for (const PythonBlock& block : statement.blocks) {
                for (const PythonStatement& inner : block.body) {
                    if (inner.kind == PythonStatement::Kind::assignment && inner.targets[0]->is_name(name)) {
                        return inner.value;
                    }
                }
            }
        }
        const bool is_config = statement.kind == PythonStatement::Kind::assignment && statement.value != nullptr &&
                               statement.targets[0]->is_name("model_config");
        if (!is_config) continue;
        if (statement.value->kind == ExpressionKind::call) return keyword_of(*statement.value, name);
        if (statement.value->kind != ExpressionKind::dict) continue;
        const std::vector<const PythonExpression*>& items = statement.value->items;
        for (std::size_t key = 0; key + 1 < items.size(); key += 2) {
            if (items[key] != nullptr && items[key]->kind == ExpressionKind::string && items[key]->text == name) {
                return items[key + 1];
            }
        }
    }
    return nullptr;
}

struct ConfigurationValue {
    std::string_view name;
    ValueType type;
    std::string_view standard_variable;
};

constexpr std::array<ConfigurationValue, 18> configuration_values = {{
    {"Value", ValueType::text, {}},
    {"SecretValue", ValueType::text, {}},
    {"BooleanValue", ValueType::boolean, {}},
    {"IntegerValue", ValueType::integer, {}},
    {"PositiveIntegerValue", ValueType::integer, {}},
    {"FloatValue", ValueType::number, {}},
    {"DecimalValue", ValueType::number, {}},
    {"ListValue", ValueType::list, {}},
    {"TupleValue", ValueType::list, {}},
    {"SetValue", ValueType::list, {}},
    {"DictValue", ValueType::dict, {}},
    {"EmailValue", ValueType::text, {}},
    {"URLValue", ValueType::url, {}},
    {"PathValue", ValueType::path, {}},
    {"DatabaseURLValue", ValueType::url, "DATABASE_URL"},
    {"CacheURLValue", ValueType::url, "CACHE_URL"},
    {"EmailURLValue", ValueType::url, "EMAIL_URL"},
    {"SearchURLValue", ValueType::url, "SEARCH_URL"},
}};

}  // namespace

void SettingsScan::run_class(const PythonStatement& statement) {
    std::string known_base;
    std::optional<std::size_t> settings_base;
    for (const Expression* base : statement.targets) {
        const Value value = evaluate(*base);
        if (value.kind == Value::Kind::dotted) known_base = value.text;
        if (value.kind == Value::Kind::function && functions_[value.index].is_settings_class)
            settings_base = value.index;
    }
    for (const PythonKeyword& keyword : statement.keywords)
        evaluate(*keyword.value);
    const bool is_first_version = known_base == "pydantic.BaseSettings";
    if (is_first_version || known_base == "pydantic_settings.BaseSettings" || settings_base) {
        return run_settings_class(statement, is_first_version);
    }
    // The body runs now, in names of its own.
    place_.scopes.emplace_back();
    for (const PythonBlock& block : statement.blocks)
        run(block.body);
    place_.scopes.pop_back();
    Value value;
    // A class of one's own that is an Env is read through like one.
    if (known_base == "environ.Env" || known_base == "environ.FileAwareEnv" || known_base == "environs.Env") {
        value = dotted_value(known_base);
    }
    bind(statement.name, std::move(value));
}

// Making an object of the class reads its fields.
void SettingsScan::run_settings_class(const PythonStatement& statement, bool is_first_version) {
    const std::size_t function = add_function(std::string(statement.name), {});
    functions_[function].is_settings_class = true;
    const bool is_walked_now = place_.function == no_index && is_unconditional();
    const std::size_t outer_function = std::exchange(place_.function, function);
    const Clauses outer_path = std::exchange(place_.path, {});
    const std::size_t outer_guards = std::exchange(place_.guards, 0);
    const std::size_t outer_value_guards = std::exchange(place_.value_guards, 0);
    for (const PythonBlock& block : statement.blocks) {
        const Expression* prefix = configured(block.body, "env_prefix");
        const bool is_told = prefix == nullptr || prefix->kind == ExpressionKind::string;
        const Expression* is_case_told = configured(block.body, "case_sensitive");
        const bool ignores_case = is_case_told == nullptr || is_case_told->is_constant("False");
        const Expression* delimiter = configured(block.body, "env_nested_delimiter");
        if (const Expression* file = configured(block.body, "env_file"); file != nullptr && is_walked_now) {
            const Argument path{{}, file, evaluate(*file)};
            place_.function = no_index;
            if (path_of(path.value)) read_env_file(&path, false);
            place_.function = function;
        }
        for (const PythonStatement& field : block.body) {
            ++statement_;
            const bool is_field = field.kind == PythonStatement::Kind::assignment && field.annotation != nullptr &&
                                  field.targets[0]->kind == ExpressionKind::name &&
                                  !field.targets[0]->text.starts_with('_') &&
                                  !field.targets[0]->is_name("model_config");
            if (!is_field) continue;
            if (!is_told) {
                add_dynamic(*field.targets[0]);
                continue;
            }
            read_field(field, prefix != nullptr ? prefix->text : std::string_view{}, ignores_case, is_first_version);
            if (delimiter != nullptr && delimiter->kind == ExpressionKind::string) {
                found_.read_prefixes.push_back(upper((prefix != nullptr ? std::string(prefix->text) : std::string{}) +
                                                     std::string(field.targets[0]->text) +
                                                     std::string(delimiter->text)));
            }
        }
    }
    place_.function = outer_function;
    place_.path = outer_path;
    place_.guards = outer_guards;
    place_.value_guards = outer_value_guards;
    Value value;
    value.kind = Value::Kind::function;
    value.index = function;
    bind(statement.name, std::move(value));
}

// `name: type`, `name: type = default`, `name: type = Field(…)`
void SettingsScan::read_field(const PythonStatement& statement, std::string_view prefix, bool ignores_case,
                              bool is_first_version) {
    const auto in_any_case = [&](const std::string& name) { return ignores_case ? upper(name) : name; };
    const Annotation annotation = annotation_of(*statement.annotation);
    if (!annotation.is_field) return;
    const Expression* fallback = statement.value;
    Value name = text_value(in_any_case(std::string(prefix) + std::string(statement.targets[0]->text)));
    bool is_required = fallback == nullptr;
    if (fallback != nullptr && fallback->kind == ExpressionKind::call && fallback->items[0]->text == "Field") {
        const Expression& field = *fallback;
        fallback = keyword_of(field, "default");
        if (fallback == nullptr) fallback = keyword_of(field, "default_factory");
        if (fallback == nullptr && field.items.size() > 1) fallback = field.items[1];
        is_required = fallback == nullptr || fallback->is_constant("...");
        for (const std::string_view alias : {"validation_alias", "alias", "env"}) {
            const Expression* said = keyword_of(field, alias);
            if (said == nullptr) continue;
            name = said->kind == ExpressionKind::string ? text_value(in_any_case(std::string(said->text))) : Value{};
            const bool is_choice = said->kind == ExpressionKind::call || said->kind == ExpressionKind::list;
            if (is_choice) {
                // AliasChoices: any of them would do.
                is_required = false;
                for (const Expression* item : said->items) {
                    if (item->kind == ExpressionKind::string)
                        name.texts.push_back(in_any_case(std::string(item->text)));
                }
                if (!name.texts.empty()) name.kind = Value::Kind::text;
            }
            break;
        }
    } else if (fallback != nullptr) {
        is_required = fallback->is_constant("...");
        evaluate(*fallback);
    }
    if (is_required) fallback = nullptr;
    const Argument argument{{}, fallback, {}};
    ReadPlan plan;
    plan.idiom = "BaseSettings";
    plan.name = &name;
    plan.name_expression = statement.targets[0];
    plan.at = statement.targets[0];
    plan.fallback = fallback != nullptr ? &argument : nullptr;
    // A model within the model may be put together from several variables.
    plan.raises = is_required && annotation.type && !(is_first_version && annotation.is_optional);
    plan.type = annotation.type.value_or(ValueType::json);
    plan.words = BooleanWords::decouple;
    plan.raises_value_error = true;
    const Value value = read(plan);
    for (const std::size_t index : value.reads) {
        drafts_[index].is_bare = false;
        drafts_[index].read.ignores_case = ignores_case;
        const bool is_number = plan.type == ValueType::integer || plan.type == ValueType::number;
        drafts_[index].read.refuses_empty = is_number;
    }
}

// `SECRET_KEY = values.SecretValue()` in a class of django-configurations: read once the class is chosen.
Value SettingsScan::call_configuration_value(const Call& call, std::string_view type) {
    const auto* const known =
        std::ranges::find_if(configuration_values, [&](const ConfigurationValue& value) { return value.name == type; });
    if (known == configuration_values.end()) return {};
    Value name;
    if (const Argument* named = call.named("environ_name")) {
        name = named->value;
    } else if (!known->standard_variable.empty()) {
        name = text_value(std::string(known->standard_variable));
    } else if (!configured_attribute_.empty()) {
        name = text_value(upper(configured_attribute_));
    }
    std::string prefix = known->standard_variable.empty() ? "DJANGO_" : "";
    if (const Argument* said = call.named("environ_prefix")) {
        prefix = said->value.is_text() ? said->value.text + "_" : "";
        if (!said->value.is_text() && !said->expression->is_constant("None")) name = {};
    }
    ReadPlan plan;
    plan.idiom = "values." + std::string(type);
    plan.name = &name;
    plan.at = call.expression;
    plan.prefix = prefix;
    plan.fallback = type == "SecretValue" ? nullptr : call.either(0, "default");
    const Argument* is_said_required = call.named("environ_required");
    plan.raises =
        type == "SecretValue" || (is_said_required != nullptr && is_said_required->expression->is_constant("True"));
    plan.type = known->type;
    plan.words = BooleanWords::custom;
    place_.path.push_back({Atom{}});
    const Value value = read(plan);
    place_.path.pop_back();
    for (const std::size_t index : value.reads) {
        drafts_[index].is_bare = false;
        drafts_[index].read.setting = configured_attribute_;
        if (known->type == ValueType::boolean) {
            drafts_[index].read.accepted_words = {"yes", "y", "true", "1"};
            drafts_[index].read.words_ignore_case = true;
        }
    }
    return {};
}

}  // namespace megactl::project

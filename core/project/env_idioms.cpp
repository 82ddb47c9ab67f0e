#include "core/base/text.hpp"
#include "core/project/settings_scan.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::project {
namespace {

constexpr std::size_t most_reads = 20'000;
constexpr std::size_t most_templates = 16;

struct NamedType {
    std::string_view name;
    ValueType type;
};

constexpr std::array<NamedType, 21> conversions = {{
    {"builtins.str", ValueType::text},         {"builtins.bytes", ValueType::text},
    {"builtins.bool", ValueType::boolean},     {"builtins.int", ValueType::integer},
    {"builtins.float", ValueType::number},     {"decimal.Decimal", ValueType::number},
    {"builtins.list", ValueType::list},        {"builtins.tuple", ValueType::list},
    {"builtins.set", ValueType::list},         {"builtins.dict", ValueType::dict},
    {"decouple.Csv", ValueType::list},         {"prettyconf.casts.List", ValueType::list},
    {"decouple.Csv()", ValueType::list},       {"json.loads", ValueType::json},
    {"pathlib.Path", ValueType::path},         {"environ.Path", ValueType::path},
    {"dj_database_url.parse", ValueType::url}, {"distutils.util.strtobool", ValueType::boolean},
    {"typing.List", ValueType::list},          {"typing.Dict", ValueType::dict},
    {"typing.Tuple", ValueType::list},
}};

constexpr std::array<std::string_view, 15> boolean_settings = {
    "DEBUG",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_CONTENT_TYPE_NOSNIFF",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_HTTPONLY",
    "EMAIL_USE_TLS",
    "EMAIL_USE_SSL",
    "USE_X_FORWARDED_HOST",
    "CORS_ALLOW_ALL_ORIGINS",
    "CELERY_TASK_ALWAYS_EAGER",
    "CELERY_ALWAYS_EAGER",
};

}  // namespace

std::optional<ValueType> type_of_conversion(std::string_view dotted) {
    const auto* const found =
        std::ranges::find_if(conversions, [&](const NamedType& conversion) { return conversion.name == dotted; });
    return found != conversions.end() ? std::optional(found->type) : std::nullopt;
}

bool is_boolean_setting(std::string_view name) {
    return name.ends_with("_DEBUG") || std::ranges::find(boolean_settings, name) != boolean_settings.end();
}

// A call or subscript that reads; the value it gives.
Value SettingsScan::read(const ReadPlan& plan) {
    Value value;
    const Draft draft = draft_of(plan);
    const Value library_name = plan.name == nullptr ? Value{} : *plan.name;
    if (!add_named(draft, library_name, plan.prefix, *plan.at, value.reads)) return {};
    value.is_direct = true;
    value.is_straight = true;
    value.is_converted = draft.read.type != ValueType::text;
    if (plan.fallback != nullptr && plan.fallback->value.is_direct && !plan.fallback->value.is_converted) {
        std::vector<std::size_t> chain = value.reads;
        for (const std::size_t read : plan.fallback->value.reads) {
            if (!drafts_[read].read.is_required) chain.push_back(read);
        }
        if (chain.size() > value.reads.size() && value.reads.size() == 1) link_alternatives(chain);
    }
    return value;
}

// All of it but the name.
Draft SettingsScan::draft_of(const ReadPlan& plan) const {
    Draft draft;
    VariableRead& read = draft.read;
    read.idiom = plan.idiom;
    read.type = plan.type;
    read.boolean_words = plan.words;
    const Expression& place = *plan.at;
    read.at = locate(place.span);
    if (plan.name_expression != nullptr && read.at.line() != here().source->line_at(place.span.end)) {
        read.at = locate(plan.name_expression->span);
    }
    if (plan.fallback != nullptr) {
        set_fallback(draft, fallback_of(*plan.fallback->expression, here().source));
        const Value& value = plan.fallback->value;
        if (value.kind == Value::Kind::parameter && value.function == place_.function) {
            draft.default_parameter = value.index;
        }
    } else if (plan.declared_fallback) {
        set_fallback(draft, *plan.declared_fallback);
    }
    draft.is_bare = !plan.raises && (!read.default_text || *read.default_text == "None");
    const bool is_caught = place_.guards > 0 || (plan.raises_value_error && place_.value_guards > 0);
    read.is_required = plan.raises && !read.default_text && !plan.is_open && !is_caught;
    draft.when_called = is_caught            ? ReadWhen::guarded
                        : is_unconditional() ? ReadWhen::at_import
                                             : ReadWhen::conditional;
    read.when = place_.function != no_index ? ReadWhen::lazily : draft.when_called;
    if (read.when == ReadWhen::conditional && place_.path.size() <= most_conditions) read.under = place_.path;
    const bool is_without_debug = std::ranges::all_of(place_.path, [](const Clause& clause) {
        return clause.size() == 1 && clause[0].kind == Atom::Kind::debug_off;
    });
    read.only_without_debug = read.is_required && is_without_debug && !is_unconditional();
    draft.module = place_.module;
    draft.function = place_.function;
    draft.statement = statement_;
    return draft;
}

// One draft for each text that `name` is; false where it can't be told.
bool SettingsScan::add_named(Draft draft, const Value& name, const std::string& prefix, const Expression& at,
                             std::vector<std::size_t>& added) {
    if (name.kind == Value::Kind::parameter && name.function == place_.function && place_.function != no_index) {
        std::vector<std::size_t>& templates = functions_[place_.function].templates;
        if (templates.size() >= most_templates) return false;
        draft.parameter = name.index;
        draft.read.name = prefix + name.text;
        draft.suffix = name.suffix;
        if (is_template_present(draft)) draft.read.is_required = draft.read.only_without_debug = false;
        added.push_back(add_draft(std::move(draft)));
        templates.push_back(added.back());
        return true;
    }
    const bool is_begun = !prefix.empty() || !name.text.empty();
    if (name.kind == Value::Kind::unknown && is_begun) {
        add_prefix(prefix + name.text);
        return false;
    }
    if (name.kind != Value::Kind::text || drafts_.size() + name.texts.size() > most_reads) {
        add_dynamic(at);
        return false;
    }
    const std::vector<std::string> names = name.texts.empty() ? std::vector<std::string>{name.text} : name.texts;
    for (const std::string& text : names) {
        Draft one = draft;
        one.read.name = prefix + text;
        if (is_supplied(one.read.name)) one.read.is_required = one.read.only_without_debug = false;
        one.read.may_be_set_here = supplied_.contains(one.read.name);
        added.push_back(add_draft(std::move(one)));
    }
    return true;
}

std::size_t SettingsScan::add_draft(Draft draft) {
    const std::size_t index = drafts_.size();
    if (draft.function != no_index && !draft.is_template()) functions_[draft.function].reads.push_back(index);
    drafts_.push_back(std::move(draft));
    return index;
}

// Set before, or known to be there from the conditions around.
bool SettingsScan::is_supplied(std::string_view name) const {
    if (supplied_.contains(name)) return true;
    return std::ranges::any_of(place_.path, [&](const Clause& clause) {
        return clause.size() == 1 && (clause[0].kind == Atom::Kind::present || clause[0].kind == Atom::Kind::truthy) &&
               drafts_[clause[0].read].read.name == name && !drafts_[clause[0].read].is_template();
    });
}

// `if name in os.environ: … os.environ[name]` in a wrapper.
bool SettingsScan::is_template_present(const Draft& draft) const {
    return std::ranges::any_of(place_.path, [&](const Clause& clause) {
        if (clause.size() != 1) return false;
        if (clause[0].kind != Atom::Kind::present && clause[0].kind != Atom::Kind::truthy) return false;
        const Draft& known = drafts_[clause[0].read];
        return known.function == place_.function && known.parameter == draft.parameter &&
               known.read.name == draft.read.name && known.suffix == draft.suffix;
    });
}

void SettingsScan::set_fallback(Draft& draft, const Fallback& fallback) {
    if (draft.read.default_text || draft.read.is_required) return;
    draft.read.default_text = fallback.text;
    draft.read.default_is_literal = fallback.is_literal;
    draft.read.default_at = fallback.at;
    draft.default_truth = fallback.truth;
}

// None would raise in what is done with the value: absence does.
void SettingsScan::require_by_use(const Value& value) {
    if (!value.is_straight || place_.guards > 0) return;
    for (const std::size_t index : value.reads) {
        Draft& draft = drafts_[index];
        const bool is_at_once =
            draft.statement == statement_ || (is_unconditional() && draft.when_called == ReadWhen::at_import);
        if (!draft.is_bare || !is_at_once || draft.function != place_.function) continue;
        if (is_supplied(draft.read.name) && !draft.is_template()) continue;
        draft.read.is_required = true;
    }
}

void SettingsScan::add_dynamic(const Expression& expression) {
    if (found_.dynamic_reads.size() < most_reads) found_.dynamic_reads.push_back(locate(expression.span));
}

void SettingsScan::add_prefix(std::string prefix) {
    std::vector<std::string>& known = found_.read_prefixes;
    if (known.size() < most_reads && std::ranges::find(known, prefix) == known.end())
        known.push_back(std::move(prefix));
}

void SettingsScan::supply(const Value& name) {
    if (name.is_text()) supplied_.insert(name.text);
}

// A call of a wrapper: its read with the names of this call.
std::vector<std::size_t> SettingsScan::fill_in(std::size_t template_read, const FunctionOfProject& function,
                                               const Call& call) {
    const Draft pattern = drafts_[template_read];
    const auto argument_of = [&](std::size_t parameter) {
        return call.either(parameter, function.parameters[parameter].name);
    };
    const Argument* name = argument_of(pattern.parameter);
    std::size_t fallback_parameter = pattern.default_parameter;
    if (fallback_parameter == no_index && !pattern.read.default_text)
        fallback_parameter = function.parameter("default");
    ReadPlan plan;
    plan.idiom = function.name;
    plan.at = call.expression;
    plan.name_expression = name != nullptr ? name->expression : nullptr;
    plan.type = pattern.read.type;
    plan.words = pattern.read.boolean_words;
    plan.is_open = call.is_open;
    plan.raises = pattern.read.is_required || pattern.is_required_without_default;
    if (fallback_parameter != no_index) {
        plan.fallback = argument_of(fallback_parameter);
        const std::optional<Fallback>& declared = function.parameters[fallback_parameter].fallback;
        if (plan.fallback == nullptr && declared && !declared->is_none) plan.declared_fallback = declared;
        if (plan.fallback != nullptr && plan.fallback->expression->is_constant("None")) plan.fallback = nullptr;
    }
    Draft draft = draft_of(plan);
    if (!draft.read.default_text && pattern.default_parameter == no_index && pattern.read.default_text) {
        draft.read.default_text = pattern.read.default_text;
        draft.read.default_at = pattern.read.default_at;
        draft.read.default_is_literal = pattern.read.default_is_literal;
        draft.default_truth = pattern.default_truth;
        draft.read.is_required = pattern.read.is_required && draft.when_called != ReadWhen::guarded;
    }
    draft.is_bare = draft.is_bare && pattern.is_bare;
    draft.read.refuses_empty = pattern.read.refuses_empty;
    draft.read.accepted_words = pattern.read.accepted_words;
    draft.read.words_ignore_case = pattern.read.words_ignore_case;
    draft.read.raised_at = pattern.read.raised_at;
    // What the wrapper's own branches say is not followed.
    if (pattern.when_called == ReadWhen::conditional) draft.read.under.clear();
    if (draft.when_called == ReadWhen::at_import) {
        draft.when_called = pattern.when_called;
        if (draft.function == no_index) draft.read.when = draft.when_called;
        draft.read.only_without_debug = draft.read.is_required && pattern.read.only_without_debug;
    }
    Value text = name != nullptr ? name->value : function.parameters[pattern.parameter].value;
    for (std::string& one : text.texts)
        one += pattern.suffix;
    if (text.is_text()) text.text += pattern.suffix;
    if (text.kind == Value::Kind::parameter) text.suffix += pattern.suffix;
    std::vector<std::size_t> added;
    if (text.suffix.size() + text.text.size() < 4096) {
        add_named(std::move(draft), text, pattern.read.name, *call.expression, added);
    }
    return added;
}

Value SettingsScan::read_subscript(const Expression& expression, const Value& name) {
    ReadPlan plan;
    plan.idiom = "os.environ[]";
    plan.name = &name;
    plan.name_expression = expression.items[1];
    plan.at = &expression;
    plan.raises = true;
    return read(plan);
}

// `path` behind "os."
Value SettingsScan::call_os(const Call& call, std::string_view name) {
    if (name == "environ.setdefault") {
        if (const Argument* variable = call.positional(0)) supply(variable->value);
        return {};
    }
    if (name == "environ.copy") return dotted_value("os.environ");
    if (name == "environ.update") {
        for (const Argument& argument : call.arguments) {
            if (!argument.name.empty()) supply(text_value(std::string(argument.name)));
            if (argument.expression->kind != Expression::Kind::dict) continue;
            for (std::size_t key = 0; key < argument.expression->items.size(); key += 2) {
                const Expression* item = argument.expression->items[key];
                if (item != nullptr && item->kind == Expression::Kind::string)
                    supply(text_value(std::string(item->text)));
            }
        }
        return {};
    }
    const bool is_pop = name == "environ.pop";
    if (is_pop && call.expression == discarded_) return {};
    if (name == "environ.get" || name == "getenv" || is_pop || name == "environ.__getitem__") {
        const Argument* variable = call.either(0, "key");
        ReadPlan plan;
        const Value unknown;
        plan.name = variable != nullptr ? &variable->value : &unknown;
        plan.name_expression = variable != nullptr ? variable->expression : nullptr;
        plan.idiom = "os." + std::string(name);
        plan.at = call.expression;
        plan.fallback = call.either(1, "default");
        plan.raises = is_pop || name == "environ.__getitem__";
        plan.is_open = call.is_open;
        if (plan.fallback != nullptr &&
            (plan.fallback->expression->is_constant("True") || plan.fallback->expression->is_constant("False"))) {
            plan.type = ValueType::boolean;
            plan.words = BooleanWords::truthiness;
        }
        Value value = read(plan);
        // Its default is of another type, its text is text: conversions are still to come.
        value.is_converted = false;
        return value;
    }
    if (name == "environ.items" || name == "environ.keys" || name == "environ.values") add_dynamic(*call.expression);
    for (const Argument& argument : call.arguments) {
        if (argument.value.is_dotted("os.environ")) add_dynamic(*argument.expression);
    }
    return {};
}

// `cast=int` and its like; nothing for what is not known.
std::optional<Conversion> SettingsScan::conversion_of(const Argument* cast) {
    if (cast == nullptr) return std::nullopt;
    switch (cast->expression->kind) {
        case Expression::Kind::list:
        case Expression::Kind::tuple: return Conversion{ValueType::list, {}};
        case Expression::Kind::dict: return Conversion{ValueType::dict, {}};
        default: break;
    }
    if (cast->value.kind != Value::Kind::dotted) return std::nullopt;
    const std::optional<ValueType> type = type_of_conversion(cast->value.text);
    if (!type) return std::nullopt;
    if (cast->value.text.ends_with("strtobool")) return Conversion{*type, BooleanWords::decouple};
    return Conversion{*type, {}};
}

}  // namespace megactl::project

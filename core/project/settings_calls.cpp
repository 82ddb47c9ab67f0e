#include "core/base/text.hpp"
#include "core/project/settings_scan.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::project {
namespace {

constexpr std::size_t most_templates = 16;

// Members of a text that keep its truth.
constexpr std::array<std::string_view, 12> same_text_methods = {"strip",        "lstrip",       "rstrip", "lower",
                                                                "upper",        "casefold",     "title",  "replace",
                                                                "removeprefix", "removesuffix", "encode", "decode"};

Value file_exists_value() {
    Value value;
    value.condition = shared({{{Atom{Atom::Kind::file_exists}}}, {{Atom{}}}});
    return value;
}

}  // namespace

Value SettingsScan::evaluate_call(const Expression& expression) {
    Call call;
    call.expression = &expression;
    call.callee = evaluate(*expression.items[0]);
    const bool is_all = call.callee.is_dotted("builtins.all");
    if ((is_all || call.callee.is_dotted("builtins.any")) && expression.items.size() == 2 &&
        (expression.items[1]->kind == Expression::Kind::list || expression.items[1]->kind == Expression::Kind::tuple)) {
        std::vector<Condition> truths;
        for (const Expression* item : expression.items[1]->items)
            truths.push_back(truth_of(evaluate(*item)));
        Value value;
        value.condition = shared(is_all ? all_of(truths) : any_of(truths));
        return value;
    }
    for (std::size_t index = 1; index < expression.items.size(); ++index) {
        const Expression* item = expression.items[index];
        call.is_open = call.is_open || item->kind == Expression::Kind::starred;
        call.arguments.push_back({{}, item, evaluate(*item)});
    }
    std::vector<Argument> keywords;
    for (const PythonKeyword& keyword : expression.keywords) {
        Value value = evaluate(*keyword.value);
        // A nameless one must not pass for a positional argument.
        if (keyword.name.empty()) {
            call.is_open = true;
            if (value.is_dotted("os.environ")) add_dynamic(*keyword.value);
        } else {
            keywords.push_back({keyword.name, keyword.value, std::move(value)});
        }
    }
    std::ranges::move(keywords, std::back_inserter(call.arguments));
    switch (call.callee.kind) {
        case Value::Kind::dotted: return call_dotted(call);
        case Value::Kind::environment: return call_environment(call);
        case Value::Kind::function: return call_function(call);
        case Value::Kind::method: return call_method(call);
        case Value::Kind::path: {
            // django-environ's Path: root("a", "b").
            std::string path = call.callee.text;
            for (const Argument& argument : call.arguments) {
                if (!argument.value.is_text() || path.size() > 4096) return {};
                path = joined_path(path, argument.value.text);
            }
            return path_value(std::move(path));
        }
        default: break;
    }
    for (const Argument& argument : call.arguments) {
        if (argument.value.is_dotted("os.environ")) add_dynamic(*argument.expression);
    }
    return {};
}

Value SettingsScan::call_dotted(const Call& call) {
    const std::string_view path = call.callee.text;
    if (path.starts_with("os.path.") || path == "pathlib.Path" || path == "pathlib.PurePath" ||
        path == "environ.Path" || path == "path.Path") {
        return call_path(call, path);
    }
    if (path.starts_with("os.")) return call_os(call, path.substr(3));
    if (path.ends_with(".strtobool")) {
        return converted_argument(call, {ValueType::boolean, BooleanWords::decouple}, true);
    }
    if (path == "ast.literal_eval") {
        return converted_argument(call, {ValueType::text, BooleanWords::python_literal}, true);
    }
    if (path == "json.loads") return converted_argument(call, {ValueType::json, {}}, true);
    if (path == "decimal.Decimal") return converted_argument(call, {ValueType::number, {}}, true);
    if (path == "dj_database_url.parse") return converted_argument(call, {ValueType::url, {}}, false);
    if (path == "importlib.import_module") return call_import_module(call);
    if (path == "split_settings.tools.include") return call_include(call);
    if (path == "split_settings.tools.optional" && !call.arguments.empty()) return call.arguments[0].value;
    if (path == "contextlib.suppress") {
        const bool is_relevant = std::ranges::any_of(call.arguments, [](const Argument& argument) {
            return argument.expression->text != "FileNotFoundError" && argument.expression->text != "OSError";
        });
        return is_relevant ? dotted_value("contextlib.suppress()") : Value{};
    }
    if (path.starts_with("configurations.values.")) {
        return call_configuration_value(call, path.substr(std::string_view("configurations.values.").size()));
    }
    if (path.starts_with("builtins.")) {
        return call_builtin(call, path.substr(std::string_view("builtins.").size()));
    }
    return call_library(call, path);
}

Value SettingsScan::call_builtin(const Call& call, std::string_view name) {
    if (name == "int") return converted_argument(call, {ValueType::integer, {}}, true);
    if (name == "float") return converted_argument(call, {ValueType::number, {}}, true);
    if (name == "bool") return converted_argument(call, {ValueType::boolean, BooleanWords::truthiness}, false);
    if (name == "str" && !call.arguments.empty()) {
        Value value = call.arguments[0].value;
        value.is_straight = false;
        return value;
    }
    if (name == "len" && !call.arguments.empty()) {
        Value value = call.arguments[0].value;
        require_by_use(value);
        if (!value.is_direct) value.reads.clear();
        value.kind = Value::Kind::unknown;
        value.is_length = value.is_direct;
        value.is_converted = true;
        return value;
    }
    constexpr std::array<std::string_view, 6> gatherers = {"list", "tuple", "set", "sorted", "map", "filter"};
    if (std::ranges::find(gatherers, name) != gatherers.end()) {
        const auto read = std::ranges::find_if(call.arguments,
                                               [](const Argument& argument) { return !argument.value.reads.empty(); });
        if (read != call.arguments.end()) {
            Value value = read->value;
            value.is_direct = value.is_direct || (name == "filter" && value.is_split);
            value.is_converted = true;
            return value;
        }
        if (call.arguments.size() == 1) {
            if (call.arguments[0].value.is_dotted("os.environ")) add_dynamic(*call.expression);
            return call.arguments[0].value;
        }
        return {};
    }
    return call_unknown(call);
}

Value SettingsScan::call_method(const Call& call) {
    const std::string_view name = call.callee.text;
    if (call.callee.suffix == "path") {
        const std::string& base = call.callee.texts[0];
        if (name == "resolve" || name == "absolute" || name == "expanduser" || name == "as_posix") {
            return path_value(base);
        }
        if (name == "exists" || name == "is_file") return file_exists_value();
        if (name != "joinpath" && name != "path") return {};
        std::string path = base;
        for (const Argument& argument : call.arguments) {
            if (!argument.value.is_text() || path.size() > 4096) return {};
            path = joined_path(path, argument.value.text);
        }
        return path_value(std::move(path));
    }
    Value value = call.callee;
    value.kind = Value::Kind::unknown;
    value.text.clear();
    value.texts.clear();
    value.is_straight = false;
    if (name == "split" || name == "splitlines") {
        value.is_split = true;
        value.is_direct = false;
        value.condition.reset();
        for (const std::size_t read : value.reads) {
            if (drafts_[read].read.type == ValueType::text) drafts_[read].read.type = ValueType::list;
        }
        return value;
    }
    if (std::ranges::find(same_text_methods, name) == same_text_methods.end()) {
        value.is_direct = false;
        value.condition.reset();
        return value;
    }
    if (name == "lower" || name == "upper" || name == "casefold" || name == "title") value.is_folded = true;
    if (!call.callee.texts.empty()) return text_value(call.callee.texts[0]);
    return value;
}

Value SettingsScan::call_path(const Call& call, std::string_view name) {
    if (call.arguments.empty()) return name.ends_with("Path") ? path_value(".") : Value{};
    const Value& first = call.arguments[0].value;
    if (!first.reads.empty() && (name.ends_with("Path"))) {
        Value value = convert(first, {ValueType::path, {}}, true);
        value.is_direct = false;
        return value;
    }
    const std::optional<std::string> base = path_of(first);
    if (!base) return name == "os.path.exists" || name == "os.path.isfile" ? file_exists_value() : Value{};
    if (name == "os.path.exists" || name == "os.path.isfile") return file_exists_value();
    if (name == "os.path.dirname") return path_value(parent_path(*base));
    constexpr std::array<std::string_view, 5> same = {"os.path.abspath", "os.path.realpath", "os.path.normpath",
                                                      "os.path.expanduser", "os.path.normcase"};
    if (std::ranges::find(same, name) != same.end()) return path_value(*base);
    if (name != "os.path.join" && !name.ends_with("Path")) return {};
    std::string path = *base;
    for (std::size_t index = 1; index < call.arguments.size(); ++index) {
        const Value& piece = call.arguments[index].value;
        if (!piece.is_text() || path.size() > 4096) return {};
        path = joined_path(path, piece.text);
    }
    return path_value(std::move(path));
}

// The value as another type. `raises_on_none`: the conversion takes no None, as `int`.
Value SettingsScan::convert(const Value& value, Conversion conversion, bool raises_on_none) {
    Value converted = value;
    converted.kind = Value::Kind::unknown;
    if (value.reads.empty()) return {};
    if (raises_on_none) require_by_use(value);
    for (const std::size_t index : value.reads) {
        Draft& draft = drafts_[index];
        if (value.is_converted || !value.is_direct) break;
        // `HAS_X = bool(X)` elsewhere makes no boolean of the variable.
        if (conversion.type == ValueType::boolean && draft.statement != statement_) break;
        draft.read.type = conversion.type;
        // A number counts as true by itself, whatever its default said: `int(os.getenv("X", True))`.
        draft.read.boolean_words = conversion.words.value_or(BooleanWords::django_environ);
        const bool is_at_once =
            draft.statement == statement_ || (is_unconditional() && draft.read.when == ReadWhen::at_import);
        const bool refuses_empty = raises_on_none && conversion.type != ValueType::path && value.is_straight;
        if (refuses_empty && is_at_once && place_.value_guards == 0 && draft.function == place_.function) {
            draft.read.refuses_empty = true;
        }
    }
    converted.is_converted = true;
    converted.is_straight = false;
    return converted;
}

Value SettingsScan::converted_argument(const Call& call, Conversion conversion, bool raises_on_none) {
    if (call.arguments.empty()) return {};
    return convert(call.arguments[0].value, conversion, raises_on_none);
}

Value SettingsScan::call_function(const Call& call) {
    const std::size_t index = call.callee.index;
    const FunctionOfProject& function = functions_[index];
    const bool is_given_fields = std::ranges::any_of(call.arguments, [&](const Argument& argument) {
        return function.is_settings_class && !argument.name.starts_with('_');
    });
    if (place_.function == no_index) {
        if (!is_given_fields) call_at_import(index);
    } else if (std::vector<std::size_t>& callees = functions_[place_.function].callees;
               callees.empty() || callees.back() != index) {
        callees.push_back(index);
    }
    std::map<std::size_t, std::vector<std::size_t>> filled;
    for (const std::size_t read : function.templates)
        filled[read] = fill_in(read, function, call);
    if (function.return_count != 1 || function.returned.kind == Value::Kind::parameter) return {};
    Value value = function.returned;
    std::vector<std::size_t> reads;
    for (const std::size_t read : function.returned.reads) {
        if (!drafts_[read].is_template()) reads.push_back(read);
        for (const std::size_t added : filled[read])
            reads.push_back(added);
    }
    if (reads.size() > most_templates) return {};
    value.reads = std::move(reads);
    value.condition.reset();
    return value;
}

// What the body reads happens now, and in the functions it calls.
void SettingsScan::call_at_import(std::size_t function) {
    using Called = FunctionOfProject::Called;
    const Called how = place_.guards > 0    ? Called::guarded
                       : is_unconditional() ? Called::always
                                            : Called::conditionally;
    std::vector<std::size_t> pending = {function};
    while (!pending.empty()) {
        FunctionOfProject& called = functions_[pending.back()];
        pending.pop_back();
        if (called.called >= how) continue;
        called.called = how;
        for (const std::size_t read : called.reads) {
            Draft& draft = drafts_[read];
            draft.read.when = how == Called::guarded ? ReadWhen::guarded : draft.when_called;
            if (how == Called::conditionally && draft.read.when == ReadWhen::at_import) {
                draft.read.when = ReadWhen::conditional;
            }
        }
        pending.insert(pending.end(), called.callees.begin(), called.callees.end());
    }
}

}  // namespace megactl::project

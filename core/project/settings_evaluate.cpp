#include "core/base/text.hpp"
#include "core/project/settings_scan.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace megactl::project {
namespace {

using Kind = PythonExpression::Kind;

constexpr std::size_t most_texts = 100;

}  // namespace

Value SettingsScan::evaluate(const Expression& expression) {
    switch (expression.kind) {
        case Kind::name: return lookup(expression.text);
        case Kind::string: return text_value(std::string(expression.text.substr(0, 4096)));
        case Kind::number:
        case Kind::constant: return {};
        case Kind::attribute: return evaluate_attribute(expression);
        case Kind::subscript: return evaluate_subscript(expression);
        case Kind::call: return evaluate_call(expression);
        case Kind::tuple:
        case Kind::list:
        case Kind::set: return evaluate_items(expression);
        case Kind::dict: return evaluate_dict(expression);
        case Kind::comprehension: return evaluate_comprehension(expression);
        case Kind::negation: {
            Value value;
            value.condition = shared(negated(truth_of(evaluate(*expression.items[0]))));
            return value;
        }
        case Kind::conjunction:
        case Kind::disjunction: return evaluate_choice(expression);
        case Kind::conditional: return evaluate_conditional(expression);
        case Kind::comparison: return evaluate_comparison(expression);
        case Kind::binary: return evaluate_binary(expression);
        case Kind::lambda: return evaluate_lambda(expression);
        case Kind::walrus: {
            Value value = evaluate(*expression.items[0]);
            bind(expression.text, value);
            return value;
        }
        case Kind::formatted: {
            Value whole = text_value({});
            for (const Expression* piece : expression.items)
                whole = concatenated(whole, evaluate(*piece));
            return whole;
        }
        case Kind::loop:
        case Kind::unary:
        case Kind::starred:
        case Kind::slice:
        case Kind::other: return evaluate_each(expression);
    }
    return {};
}

// For the sake of what happens in it.
Value SettingsScan::evaluate_each(const Expression& expression) {
    for (const Expression* item : expression.items) {
        if (item != nullptr && evaluate(*item).is_dotted("os.environ")) add_dynamic(*item);
    }
    return {};
}

Value SettingsScan::evaluate_under(const Clauses& clauses, const Expression& expression) {
    const std::size_t depth = place_.path.size();
    place_.path.insert(place_.path.end(), clauses.begin(), clauses.end());
    Value value = evaluate(expression);
    place_.path.resize(depth);
    return value;
}

Value SettingsScan::lookup(std::string_view name) {
    if (name == "DEBUG") {
        Value value;
        const auto found = here().names.find(name);
        if (found != here().names.end()) value = found->second;
        value.condition = shared(debug_condition());
        return value;
    }
    for (const auto& scope : place_.scopes | std::views::reverse) {
        if (const auto found = scope.find(name); found != scope.end()) return found->second;
    }
    const Names& names = here().names;
    if (const auto found = names.find(name); found != names.end()) return found->second;
    if (name == "__file__") return path_value(here().path);
    return dotted_value("builtins." + std::string(name));
}

Value SettingsScan::evaluate_attribute(const Expression& expression) {
    Value base = evaluate(*expression.items[0]);
    const std::string name(expression.text);
    switch (base.kind) {
        case Value::Kind::dotted: {
            if (base.text == "os.environ" && name == "environ") return base;
            std::string path = base.text + "." + name;
            const auto module = modules_by_name_.find(path);
            Value value;
            if (module == modules_by_name_.end() || !module->second) {
                value = dotted_value(std::move(path));
                // `settings.DEBUG` as much as `DEBUG`.
                if (name == "DEBUG") value.condition = shared(debug_condition());
                return value;
            }
            value.kind = Value::Kind::module;
            value.index = *module->second;
            return value;
        }
        case Value::Kind::module: return member_of_module(base.index, name);
        case Value::Kind::environment: {
            if (name == "ENVIRON") return dotted_value("os.environ");
            Value value = base;
            value.text = base.text.empty() ? name : base.text + "." + name;
            return value;
        }
        case Value::Kind::path:
            if (name == "parent") return path_value(parent_path(base.text));
            [[fallthrough]];
        case Value::Kind::text:
        case Value::Kind::unknown: {
            Value value = base;
            if (!base.reads.empty()) require_by_use(base);
            if (base.kind == Value::Kind::unknown && base.reads.empty()) return {};
            value.kind = Value::Kind::method;
            value.suffix = base.kind == Value::Kind::path ? "path" : "";
            if (base.kind == Value::Kind::path || base.is_text()) value.texts = {base.text};
            value.text = name;
            return value;
        }
        default: return {};
    }
}

Value SettingsScan::member_of_module(std::size_t module, std::string_view name) {
    const auto found = modules_[module].names.find(name);
    if (found != modules_[module].names.end()) return found->second;
    const auto below = modules_by_name_.find(modules_[module].name + "." + std::string(name));
    Value value;
    if (below == modules_by_name_.end() || !below->second) return value;
    value.kind = Value::Kind::module;
    value.index = *below->second;
    return value;
}

Value SettingsScan::evaluate_subscript(const Expression& expression) {
    const Value base = evaluate(*expression.items[0]);
    const Value index = evaluate(*expression.items[1]);
    if (base.is_dotted("os.environ")) return read_subscript(expression, index);
    if (base.kind == Value::Kind::method && base.suffix == "path" && base.text == "parents") {
        std::string path = parent_path(base.texts[0]);
        const std::string_view number = expression.items[1]->text;
        if (number.size() != 1 || !is_digit(number[0])) return {};
        for (char level = '0'; level < number[0]; ++level)
            path = parent_path(path);
        return path_value(std::move(path));
    }
    if (base.reads.empty()) return {};
    if (base.kind == Value::Kind::unknown) require_by_use(base);
    Value value;
    value.reads = base.reads;
    return value;
}

// A sequence of texts is known as such: names that a loop goes through.
Value SettingsScan::evaluate_items(const Expression& expression) {
    Value all;
    all.kind = Value::Kind::text;
    for (const Expression* item : expression.items) {
        const Value value = evaluate(*item);
        if (value.is_dotted("os.environ")) add_dynamic(*item);
        if (!value.is_text() || all.texts.size() == most_texts) all.kind = Value::Kind::unknown;
        if (all.kind == Value::Kind::text) all.texts.push_back(value.text);
    }
    return all.kind == Value::Kind::text && !all.texts.empty() ? all : Value{};
}

Value SettingsScan::evaluate_dict(const Expression& expression) {
    for (const Expression* item : expression.items) {
        if (item == nullptr) continue;
        if (evaluate(*item).is_dotted("os.environ")) add_dynamic(*item);
    }
    return {};
}

Value SettingsScan::evaluate_comprehension(const Expression& expression) {
    const auto is_loop = [](const Expression* item) { return item->kind == Kind::loop; };
    const auto first = std::ranges::find_if(expression.items, is_loop);
    if (first == expression.items.end()) return {};
    const Value iterated = evaluate(*(*first)->items[1]);
    if (iterated.is_dotted("os.environ")) add_dynamic(*(*first)->items[1]);
    place_.scopes.emplace_back();
    place_.path.push_back({Atom{}});
    bool has_condition = false;
    for (auto loop = first; loop != expression.items.end(); ++loop) {
        const Value source = loop == first ? iterated : evaluate(*(*loop)->items[1]);
        assign(*(*loop)->items[0], source.kind == Value::Kind::text ? source : Value{}, nullptr, drafts_.size());
        for (std::size_t index = 2; index < (*loop)->items.size(); ++index) {
            has_condition = true;
            evaluate(*(*loop)->items[index]);
        }
    }
    for (auto item = expression.items.begin(); item != first; ++item) {
        if (*item != nullptr) evaluate(**item);
    }
    place_.path.pop_back();
    place_.scopes.pop_back();
    Value value;
    value.reads = iterated.reads;
    value.is_converted = true;
    // Without a condition the one empty piece of an empty text stays.
    value.is_direct = iterated.is_split && has_condition;
    return value;
}

Value SettingsScan::evaluate_binary(const Expression& expression) {
    Value whole = evaluate(*expression.items[0]);
    for (std::size_t index = 1; index < expression.items.size(); ++index) {
        const Expression& item = *expression.items[index];
        const Value value = evaluate(item);
        if (value.is_dotted("os.environ") || whole.is_dotted("os.environ")) add_dynamic(item);
        if (expression.text == "+") {
            if (value.is_text()) require_by_use(whole);
            if (whole.is_text()) require_by_use(value);
            whole = concatenated(whole, value);
        } else if (expression.text == "%" && whole.is_text()) {
            // `"DB_%s" % key`
            whole = concatenated(text_value(whole.text.substr(0, whole.text.find('%'))), {});
        } else if (expression.text == "/" && whole.kind == Value::Kind::path && value.is_text()) {
            whole = whole.text.size() < 4096 ? path_value(joined_path(whole.text, value.text)) : Value{};
        } else if (expression.text == "-" && whole.kind == Value::Kind::path && item.kind == Kind::number &&
                   item.text.size() == 1) {
            // django-environ's Path counts upwards.
            for (char level = '0'; level < item.text[0]; ++level)
                whole = path_value(parent_path(whole.text));
        } else {
            whole = {};
        }
    }
    return whole;
}

}  // namespace megactl::project

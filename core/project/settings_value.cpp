#include "core/project/settings_value.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace megactl::project {
namespace {

// Longer than any name; keeps `a = a + a` from growing.
constexpr std::size_t longest_text = 4096;

DefaultTruth truth_of(const PythonExpression& expression) {
    using Kind = PythonExpression::Kind;
    if (!is_literal(expression)) return DefaultTruth::unknown;
    if (expression.kind == Kind::number) {
        return expression.text.find_first_not_of("0._") == std::string_view::npos ? DefaultTruth::falsy
                                                                                  : DefaultTruth::truthy;
    }
    const bool is_falsy =
        expression.is_constant("None") || expression.is_constant("False") ||
        (expression.kind == Kind::string ? expression.text.empty()
                                         : expression.kind != Kind::constant && expression.items.empty());
    return is_falsy ? DefaultTruth::falsy : DefaultTruth::truthy;
}

std::optional<ValueType> type_of_literal(const PythonExpression& expression) {
    using Kind = PythonExpression::Kind;
    const PythonExpression& number =
        expression.kind == Kind::unary && !expression.items.empty() ? *expression.items[0] : expression;
    if (number.kind == Kind::number) {
        return number.text.find_first_of(".eEjJ") == std::string_view::npos || number.text.starts_with("0x")
                   ? ValueType::integer
                   : ValueType::number;
    }
    if (expression.is_constant("True") || expression.is_constant("False")) return ValueType::boolean;
    if (expression.kind == Kind::list || expression.kind == Kind::tuple) return ValueType::list;
    if (expression.kind == Kind::dict) return ValueType::dict;
    return std::nullopt;
}

// One of several texts, in front of or behind a text.
std::optional<Value> each_concatenated(const Value& left, const Value& right) {
    const bool is_left = left.kind == Value::Kind::text && !left.texts.empty() && right.is_text();
    const bool is_right = right.kind == Value::Kind::text && !right.texts.empty() && left.is_text();
    if (!is_left && !is_right) return std::nullopt;
    Value value = is_left ? left : right;
    for (std::string& text : value.texts) {
        if (is_left) {
            text += right.text;
        } else {
            text.insert(0, left.text);
        }
        if (text.size() > longest_text) return Value{};
    }
    return value;
}

// What is known of a text whose end is not.
Value beginning_of(const Value& left) {
    using Kind = Value::Kind;
    Value value;
    const bool is_known = left.is_text() || left.kind == Kind::parameter || left.kind == Kind::unknown;
    if (is_known) value.text = left.text;
    return value;
}

}  // namespace

Value dotted_value(std::string path) {
    Value value;
    value.kind = Value::Kind::dotted;
    value.text = std::move(path);
    return value;
}

Value text_value(std::string text) {
    Value value;
    value.kind = Value::Kind::text;
    value.text = std::move(text);
    return value;
}

Value path_value(std::string path) {
    Value value;
    value.kind = Value::Kind::path;
    value.text = std::move(path);
    return value;
}

Value concatenated(const Value& left, const Value& right) {
    using Kind = Value::Kind;
    const bool left_is_name = left.is_text() || left.kind == Kind::parameter;
    const bool right_is_name = right.is_text() || right.kind == Kind::parameter;
    if (left.kind == Kind::path && right.is_text() && left.text.size() + right.text.size() < longest_text) {
        return path_value(joined_path(left.text, right.text.substr(right.text.starts_with('/') ? 1 : 0)));
    }
    if (left.is_text() && left.text.empty() && right.kind == Kind::path) return right;
    if (auto each = each_concatenated(left, right)) return *std::move(each);
    if (left.text.size() + left.suffix.size() + right.text.size() + right.suffix.size() > longest_text) return {};
    if (!left_is_name || !right_is_name || (left.kind == Kind::parameter && right.kind == Kind::parameter)) {
        return beginning_of(left);
    }
    if (left.kind == Kind::parameter) {
        Value value = left;
        value.suffix += right.text;
        return value;
    }
    Value value = right;
    value.text.insert(0, left.text);
    return value;
}

std::string joined_path(std::string_view base, std::string_view piece) {
    return (std::filesystem::path(base) / std::filesystem::path(piece)).lexically_normal().generic_string();
}

std::string parent_path(std::string_view path) {
    const std::filesystem::path normal = std::filesystem::path(path).lexically_normal();
    if (normal.has_parent_path() && normal.filename() != "..") return normal.parent_path().generic_string();
    return normal == "." || normal.filename() == ".." ? joined_path(path, "..") : ".";
}

const Argument* Call::positional(std::size_t index) const {
    for (const Argument& argument : arguments) {
        if (!argument.name.empty()) continue;
        if (argument.expression->kind == PythonExpression::Kind::starred) return nullptr;
        if (index-- == 0) return &argument;
    }
    return nullptr;
}

const Argument* Call::named(std::string_view name) const {
    const auto found = std::ranges::find_if(arguments, [&](const Argument& argument) { return argument.name == name; });
    return found != arguments.end() ? &*found : nullptr;
}

const Argument* Call::either(std::size_t index, std::string_view name) const {
    const Argument* found = named(name);
    return found != nullptr ? found : positional(index);
}

Fallback fallback_of(const PythonExpression& expression, const Source& source) {
    Fallback fallback;
    fallback.is_literal = is_literal(expression);
    const std::optional<std::string> literal = scalar_literal(expression);
    fallback.text = literal ? *literal : std::string(source->text(expression.span));
    if (fallback.text.size() > longest_text) fallback.text.resize(longest_text);
    fallback.is_none = expression.is_constant("None");
    fallback.is_boolean = expression.is_constant("True") || expression.is_constant("False");
    fallback.truth = truth_of(expression);
    fallback.type = type_of_literal(expression);
    fallback.at = {source, expression.span};
    return fallback;
}

std::size_t FunctionOfProject::parameter(std::string_view wanted) const {
    const auto found =
        std::ranges::find_if(parameters, [&](const Parameter& parameter) { return parameter.name == wanted; });
    return found != parameters.end() ? static_cast<std::size_t>(found - parameters.begin()) : no_index;
}

}  // namespace megactl::project

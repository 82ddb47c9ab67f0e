#include "core/project/setting_expression.hpp"

#include "core/base/text.hpp"
#include "core/project/settings_value.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace megactl::project {
namespace {

using Kind = SettingValue::Kind;

constexpr std::size_t longest = 4096;      // of texts and paths
constexpr std::size_t most_values = 5000;  // in one list or dict, however deep
constexpr std::size_t most_effort = 1'000'000;

SettingValue text_of(std::string text) {
    if (text.size() > longest) return {};
    return {.kind = Kind::text, .text = std::move(text)};
}

SettingValue path_of(std::string path) {
    if (path.size() > longest) return {};
    return {.kind = Kind::path, .text = std::move(path)};
}

SettingValue truth_of(bool truth) {
    return {.kind = Kind::boolean, .text = {}, .truth = truth};
}

// `os.path.join`, `env.str`: a name with members; empty for anything else.
std::string dotted_name(const PythonExpression& expression) {
    if (expression.kind == PythonExpression::Kind::name) return std::string(expression.text);
    if (expression.kind != PythonExpression::Kind::attribute) return {};
    const std::string base = dotted_name(*expression.items[0]);
    return base.empty() ? base : base + "." + std::string(expression.text);
}

const PythonExpression* keyword(const PythonExpression& call, std::string_view name) {
    const auto found = std::ranges::find(call.keywords, name, &PythonKeyword::name);
    return found == call.keywords.end() ? nullptr : found->value;
}

std::string last_part(std::string_view name) {
    return std::string(name.substr(name.rfind('.') + 1));  // npos + 1 is 0
}

std::optional<bool> truth_of_value(const SettingValue& value) {
    switch (value.kind) {
        case Kind::unknown: return std::nullopt;
        case Kind::none: return false;
        case Kind::boolean: return value.truth;
        case Kind::text: return !value.text.empty();
        case Kind::path: return true;
        case Kind::sequence:
        case Kind::mapping: break;
    }
    if (value.items.empty() && value.is_open) return std::nullopt;
    return !value.items.empty();
}

}  // namespace

std::size_t SettingValue::count() const {
    std::size_t sum = 1;
    for (const SettingValue& item : items)
        sum += item.count();
    return sum;
}

bool SettingValue::append(SettingValue&& more) {
    const bool fits = count() + more.count() <= most_values;
    if (fits) items.push_back(std::move(more));
    is_open = is_open || !fits;
    return fits;
}

void SettingValue::append_all(SettingValue&& more) {
    const bool fits = more.kind == Kind::sequence && count() + more.count() <= most_values;
    is_open = is_open || !fits || more.is_open;
    if (fits) std::ranges::move(more.items, std::back_inserter(items));
}

const SettingValue* SettingValue::entry(std::string_view key) const {
    const auto found = std::ranges::find(keys, key);
    return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

SettingValue SettingExpressions::value(const Expression& expression) const {
    SettingValue value = known_value(expression);
    if (!value.at) value.at = Location{source_, expression.span};
    return value;
}

SettingValue SettingExpressions::known_value(const Expression& expression) const {
    switch (expression.kind) {
        case Expression::Kind::name: {
            if (expression.text == "__file__") return path_of(file_);
            const auto found = names_.find(expression.text);
            if (found == names_.end() || effort_ > most_effort) return {};
            effort_ += found->second.count();
            return found->second;
        }
        case Expression::Kind::string: return text_of(std::string(expression.text));
        case Expression::Kind::formatted: return formatted(expression);
        case Expression::Kind::constant:
            if (expression.text == "None") return {.kind = Kind::none};
            if (expression.text == "...") return {};
            return truth_of(expression.text == "True");
        case Expression::Kind::tuple:
        case Expression::Kind::list:
        case Expression::Kind::set: return sequence(expression);
        case Expression::Kind::dict: return mapping(expression);
        case Expression::Kind::binary: return binary(expression);
        case Expression::Kind::attribute: return attribute(expression);
        case Expression::Kind::subscript: return subscript(expression);
        case Expression::Kind::call: return call(expression);
        case Expression::Kind::conditional: {
            const auto condition = truth(*expression.items[1]);
            return condition ? value(*expression.items[*condition ? 0 : 2]) : SettingValue{};
        }
        case Expression::Kind::disjunction:
        case Expression::Kind::conjunction: {
            const bool ends_at = expression.kind == Expression::Kind::disjunction;
            for (const Expression* item : expression.items) {
                SettingValue operand = value(*item);
                const auto condition = truth_of_value(operand);
                if (!condition) return {};
                if (*condition == ends_at || item == expression.items.back()) return operand;
            }
            return {};
        }
        case Expression::Kind::negation: {
            const auto condition = truth(*expression.items[0]);
            return condition ? truth_of(!*condition) : SettingValue{};
        }
        case Expression::Kind::comparison: {
            const auto result = truth(expression);
            return result ? truth_of(*result) : SettingValue{};
        }
        default: return {};
    }
}

std::optional<bool> SettingExpressions::truth(const Expression& expression) const {
    if (expression.kind == Expression::Kind::comparison && expression.items.size() == 2) {
        const SettingValue left = value(*expression.items[0]);
        const std::string right_name = dotted_name(*expression.items[1]);
        if (right_name == "os.environ" && left.kind == Kind::text) {
            if (expression.text == "in") return environment_.contains(left.text);
            if (expression.text == "not in") return !environment_.contains(left.text);
        }
        const SettingValue right = value(*expression.items[1]);
        const auto is_plain = [](const SettingValue& one) { return one.kind == Kind::text || one.kind == Kind::none; };
        if (!is_plain(left) || !is_plain(right)) return std::nullopt;
        const bool is_same = left.kind == right.kind && left.text == right.text;
        if (expression.text == "==") return is_same;
        if (expression.text == "!=") return !is_same;
        return std::nullopt;
    }
    return expression.kind == Expression::Kind::comparison ? std::nullopt : truth_of_value(value(expression));
}

SettingValue SettingExpressions::sequence(const Expression& expression) const {
    SettingValue all{.kind = Kind::sequence};
    for (const Expression* item : expression.items) {
        if (item == nullptr) {
            all.is_open = true;
        } else if (item->kind == Expression::Kind::starred) {
            all.append_all(value(*item->items[0]));
        } else if (!all.append(value(*item))) {
            break;
        }
    }
    return all;
}

SettingValue SettingExpressions::mapping(const Expression& expression) const {
    SettingValue all{.kind = Kind::mapping};
    for (std::size_t i = 0; i + 1 < expression.items.size(); i += 2) {
        SettingValue key = expression.items[i] == nullptr ? SettingValue{} : value(*expression.items[i]);
        if (key.kind != Kind::text || expression.items[i + 1] == nullptr) {
            all.is_open = true;
        } else if (all.append(value(*expression.items[i + 1]))) {
            all.keys.push_back(std::move(key.text));
        }
    }
    return all;
}

SettingValue SettingExpressions::formatted(const Expression& expression) const {
    std::string text;
    for (const Expression* piece : expression.items) {
        const SettingValue part = piece == nullptr ? SettingValue{} : value(*piece);
        if (!part.is_words()) return {};
        text += part.text;
        if (text.size() > longest) return {};
    }
    return text_of(std::move(text));
}

SettingValue SettingExpressions::binary(const Expression& expression) const {
    SettingValue whole = value(*expression.items[0]);
    for (std::size_t i = 1; i < expression.items.size(); ++i) {
        SettingValue next = value(*expression.items[i]);
        if (expression.text == "/" && whole.kind == Kind::path && next.is_words()) {
            whole = path_of(joined_path(whole.text, next.text));
        } else if (expression.text == "+" && whole.is_words() && next.is_words()) {
            whole = whole.kind == Kind::path ? path_of(whole.text + next.text) : text_of(whole.text + next.text);
        } else if (expression.text == "+" && whole.kind == Kind::sequence) {
            whole.append_all(std::move(next));
        } else {
            return {};
        }
    }
    return whole;
}

SettingValue SettingExpressions::attribute(const Expression& expression) const {
    const SettingValue base = value(*expression.items[0]);
    if (base.kind == Kind::path && expression.text == "parent") return path_of(parent_path(base.text));
    return {};
}

SettingValue SettingExpressions::subscript(const Expression& expression) const {
    const Expression& base = *expression.items[0];
    const Expression& index = *expression.items[1];
    if (dotted_name(base) == "os.environ") {
        const SettingValue name = value(index);
        const auto found = name.kind == Kind::text ? environment_.find(name.text) : environment_.end();
        return found == environment_.end() ? SettingValue{} : text_of(found->second);
    }
    const bool is_parents = base.kind == Expression::Kind::attribute && base.text == "parents";
    if (is_parents && index.kind == Expression::Kind::number && index.text.size() == 1 && is_digit(index.text[0])) {
        const SettingValue file = value(*base.items[0]);
        if (file.kind != Kind::path) return {};
        std::string path = parent_path(file.text);
        for (char level = '0'; level < index.text[0]; ++level)
            path = parent_path(path);
        return path_of(std::move(path));
    }
    const SettingValue container = value(base);
    const SettingValue key = value(index);
    if (container.kind != Kind::mapping || key.kind != Kind::text) return {};
    const SettingValue* entry = container.entry(key.text);
    return entry == nullptr ? SettingValue{} : *entry;
}

SettingValue SettingExpressions::call(const Expression& expression) const {
    const Expression& callee = *expression.items[0];
    const std::string name = dotted_name(callee);
    const std::string last = last_part(name);
    if (name == "os.environ.get" || name == "os.getenv" || name == "getenv") return read(expression, false);
    if (name == "env" || name == "config" || name == "env.str" || name == "env.path" || name == "env.bool") {
        const Expression* cast = keyword(expression, "cast");
        return read(expression, last == "bool" || (cast != nullptr && cast->is_name("bool")));
    }
    if (name == "Path" || name == "pathlib.Path" || name.starts_with("os.path.") || name == "str" || name == "list" ||
        name == "tuple" || name == "os.fspath" || last == "join" || last == "dirname" || last == "abspath" ||
        last == "realpath") {
        return call_path(last, expression);
    }
    return callee.kind == Expression::Kind::attribute ? call_method(callee.text, expression) : SettingValue{};
}

SettingValue SettingExpressions::call_path(std::string_view function, const Expression& expression) const {
    if (expression.items.size() < 2) return function == "Path" ? path_of(".") : SettingValue{};
    SettingValue first = value(*expression.items[1]);
    if (function == "list" || function == "tuple") return first.kind == Kind::sequence ? first : SettingValue{};
    if (!first.is_words()) return {};
    if (function == "str" || function == "fspath") return first;
    if (function == "dirname") return path_of(parent_path(first.text));
    if (function == "abspath" || function == "realpath" || function == "normpath") return path_of(first.text);
    if (function != "join" && function != "Path") return {};
    std::string path = first.text;
    for (std::size_t i = 2; i < expression.items.size(); ++i) {
        const SettingValue piece = value(*expression.items[i]);
        if (!piece.is_words() || path.size() > longest) return {};
        path = joined_path(path, piece.text);
    }
    return path_of(std::move(path));
}

SettingValue SettingExpressions::call_method(std::string_view method, const Expression& expression) const {
    const SettingValue base = value(*expression.items[0]->items[0]);
    if (base.kind != Kind::path) return {};
    if (method == "resolve" || method == "absolute" || method == "as_posix") return path_of(base.text);
    if (method != "joinpath") return {};
    std::string path = base.text;
    for (std::size_t i = 1; i < expression.items.size(); ++i) {
        const SettingValue piece = value(*expression.items[i]);
        if (!piece.is_words() || path.size() > longest) return {};
        path = joined_path(path, piece.text);
    }
    return path_of(std::move(path));
}

// `os.environ.get("X", default)`, `env("X", default=…)`
SettingValue SettingExpressions::read(const Expression& expression, bool is_boolean) const {
    if (expression.items.size() < 2) return {};
    const SettingValue name = value(*expression.items[1]);
    if (name.kind != Kind::text) return {};
    if (const auto found = environment_.find(name.text); found != environment_.end()) {
        return of_variable(found->second, is_boolean);
    }
    const Expression* fallback = keyword(expression, "default");
    if (fallback == nullptr && expression.items.size() > 2) fallback = expression.items[2];
    if (fallback != nullptr) return value(*fallback);
    const std::string callee = dotted_name(*expression.items[0]);
    return callee == "os.environ.get" || callee.ends_with("getenv") ? SettingValue{.kind = Kind::none} : SettingValue{};
}

SettingValue SettingExpressions::of_variable(const std::string& text, bool is_boolean) const {
    if (!is_boolean) return text_of(text);
    const std::string word = lower(text);
    if (is_one_of(word, {"true", "on", "ok", "y", "yes", "1", "t"})) return truth_of(true);
    if (is_one_of(word, {"false", "off", "n", "no", "0", "f", ""})) return truth_of(false);
    return {};
}

}  // namespace megactl::project

#include "core/project/settings_scan.hpp"

#include <utility>

namespace megactl::project {

std::size_t SettingsScan::add_function(std::string name, std::span<const PythonKeyword> parameters) {
    FunctionOfProject function;
    function.name = std::move(name);
    for (const PythonKeyword& parameter : parameters) {
        FunctionOfProject::Parameter& added = function.parameters.emplace_back();
        added.name = parameter.name;
        if (parameter.value == nullptr) continue;
        added.value = evaluate(*parameter.value);
        added.fallback = fallback_of(*parameter.value, here().source);
    }
    functions_.push_back(std::move(function));
    return functions_.size() - 1;
}

void SettingsScan::run_function(const PythonStatement& statement) {
    const std::size_t function = add_function(std::string(statement.name), statement.keywords);
    if (!statement.name.empty()) {
        Value value;
        value.kind = Value::Kind::function;
        value.index = function;
        bind(statement.name, std::move(value));
    }
    for (const PythonBlock& block : statement.blocks)
        run_body(function, block.body);
}

void SettingsScan::run_body(std::size_t function, const Statements& body) {
    Names parameters;
    for (std::size_t index = 0; index < functions_[function].parameters.size(); ++index) {
        Value value;
        value.kind = Value::Kind::parameter;
        value.index = index;
        value.function = function;
        parameters[functions_[function].parameters[index].name] = std::move(value);
    }
    Place inside;
    inside.module = place_.module;
    inside.function = function;
    inside.scopes = std::move(place_.scopes);
    inside.scopes.push_back(std::move(parameters));
    std::swap(inside, place_);
    run(body);
    std::swap(inside, place_);
    place_.scopes = std::move(inside.scopes);
    place_.scopes.pop_back();
}

void SettingsScan::run_return(const PythonStatement& statement) {
    Value value = statement.value != nullptr ? evaluate(*statement.value) : Value{};
    if (place_.function == no_index) return;
    FunctionOfProject& function = functions_[place_.function];
    ++function.return_count;
    function.returned = std::move(value);
}

Value SettingsScan::evaluate_lambda(const Expression& expression) {
    const std::size_t function = add_function("lambda", expression.keywords);
    PythonStatement body;
    body.kind = PythonStatement::Kind::give_back;
    body.span = expression.span;
    body.value = expression.items[0];
    const std::size_t statement = statement_;
    const Statements statements = {std::move(body)};
    run_body(function, statements);
    statement_ = statement;
    Value value;
    value.kind = Value::Kind::function;
    value.index = function;
    return value;
}

}  // namespace megactl::project

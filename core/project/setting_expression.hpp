#pragma once

#include "core/project/python_expression.hpp"
#include "core/project/setting_values.hpp"

namespace megactl::project {

// Works out single expressions of a module, with the names bound so far.
class SettingExpressions {
public:
    // All must outlive this. `file` is the module's path. `effort` counts the values that were copied: beyond a million
    // nothing is known any more.
    SettingExpressions(const Source& source, const std::string& file, const SettingValues& names,
                       const Variables& environment, std::size_t& effort)
        : source_(source), file_(file), names_(names), environment_(environment), effort_(effort) {}

    SettingValue value(const PythonExpression& expression) const;
    // Nothing where it depends on what isn't known.
    std::optional<bool> truth(const PythonExpression& expression) const;

private:
    using Expression = PythonExpression;

    SettingValue known_value(const Expression& expression) const;
    SettingValue sequence(const Expression& expression) const;
    SettingValue mapping(const Expression& expression) const;
    SettingValue formatted(const Expression& expression) const;
    SettingValue binary(const Expression& expression) const;
    SettingValue attribute(const Expression& expression) const;
    SettingValue subscript(const Expression& expression) const;
    SettingValue call(const Expression& expression) const;
    SettingValue call_path(std::string_view function, const Expression& expression) const;
    SettingValue call_method(std::string_view method, const Expression& expression) const;
    SettingValue read(const Expression& expression, bool is_boolean) const;
    SettingValue of_variable(const std::string& text, bool is_boolean) const;

    const Source& source_;
    const std::string& file_;
    const SettingValues& names_;
    const Variables& environment_;
    std::size_t& effort_;
};

}  // namespace megactl::project

#pragma once

#include "core/project/django_settings.hpp"
#include "core/project/python_expression.hpp"
#include "core/project/settings_value.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::project {

// An Env object of django-environ or environs, or a decouple-like reader.
struct Environment {
    enum class Library { django_environ, environs, decouple };
    Library library = Library::django_environ;
    std::string prefix;
    std::map<std::string, SchemeEntry, std::less<>> scheme;
    bool reads_files = false;  // FileAwareEnv: X_FILE stands in for X
};

// One read, as its idiom tells it.
struct ReadPlan {
    std::string idiom;
    const Value* name = nullptr;
    const PythonExpression* name_expression = nullptr;  // null where the name is the library's own
    const PythonExpression* at = nullptr;
    const Argument* fallback = nullptr;
    std::optional<Fallback> declared_fallback;
    std::string prefix;
    bool raises = false;   // without a default
    bool is_open = false;  // a default may be among what is unpacked
    bool raises_value_error = false;
    ValueType type = ValueType::text;
    BooleanWords words = BooleanWords::django_environ;
};

// What `int(…)` or `cast=bool` makes of a text.
struct Conversion {
    ValueType type = ValueType::text;
    std::optional<BooleanWords> words;
};

// The type and words by which a name of Python converts (`int`, `bool`, `Csv`); nothing for an unknown one.
std::optional<ValueType> type_of_conversion(std::string_view dotted);
// A name that `bool` text is usually meant by: DEBUG, SESSION_COOKIE_SECURE, …
bool is_boolean_setting(std::string_view name);

}  // namespace megactl::project

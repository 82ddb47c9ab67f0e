#pragma once

#include "core/project/django_settings.hpp"
#include "core/project/python_expression.hpp"
#include "core/project/settings_condition.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

inline constexpr std::size_t no_index = std::numeric_limits<std::size_t>::max();

// What is known of an expression's value without running it.
struct Value {
    enum class Kind : std::uint8_t {
        unknown,      // text: how it begins, as far as that is known: "DB_" + key
        dotted,       // text: what was imported, "os.environ.get"; builtins as "builtins.int"
        environment,  // an Env or AutoConfig object (index) or its member (text)
        function,     // a function of the project (index)
        module,       // a module of the project (index)
        text,         // text, or one of texts
        parameter,    // parameter `index` of the function `function` between text and suffix
        path,         // text: a file or folder, from the project's root
        method,       // member `text` of a value that was read
    };

    Kind kind = Kind::unknown;
    std::string text;
    std::string suffix;
    std::vector<std::string> texts;
    std::size_t index = no_index;
    std::size_t function = no_index;

    // The reads (indices) whose text this is, perhaps converted.
    std::vector<std::size_t> reads;
    bool is_direct = false;    // its truth is that of the variable's text
    bool is_straight = false;  // nothing stands in where the variable is unset or empty
    bool is_converted = false;
    bool is_split = false;     // by `split`: never empty, whatever the text
    bool is_folded = false;    // letter case is lost
    bool is_length = false;    // its length
    bool is_presence = false;  // whether it is set
    std::shared_ptr<const Condition> condition;
    std::size_t branch = 0;  // of the statement that bound it to a name

    bool is_dotted(std::string_view path) const { return kind == Kind::dotted && text == path; }
    bool is_text() const { return kind == Kind::text && texts.empty(); }
};

Value dotted_value(std::string path);
Value text_value(std::string text);
Value path_value(std::string path);
// One text after the other, as far as they are texts, each with each where one of them is one of several. Unknown where
// one is not, but for how it begins, or where it grows beyond a name.
Value concatenated(const Value& left, const Value& right);

// Paths from the project's root, "." for itself.
std::string joined_path(std::string_view base, std::string_view piece);
std::string parent_path(std::string_view path);

// A value as an argument of a call.
struct Argument {
    std::string_view name;  // empty for a positional one
    const PythonExpression* expression = nullptr;
    Value value;
};

struct Call {
    const PythonExpression* expression = nullptr;
    Value callee;
    std::vector<Argument> arguments;
    bool is_open = false;  // `*a` or `**k`: there may be more arguments

    const Argument* positional(std::size_t index) const;
    const Argument* named(std::string_view name) const;
    const Argument* either(std::size_t index, std::string_view name) const;
};

// Whether a default counts as true, when the variable is unset.
enum class DefaultTruth : std::uint8_t { absent, falsy, truthy, unknown };

// A read as it is being understood.
struct Draft {
    VariableRead read;
    DefaultTruth default_truth = DefaultTruth::absent;
    bool is_bare = false;         // unset gives None: what is done with it raises
    bool is_only_tested = false;  // as a condition, and nothing else
    std::size_t statement = 0;
    std::size_t module = no_index;
    // The function in whose body it stands, and what it is once that function runs.
    std::size_t function = no_index;
    ReadWhen when_called = ReadWhen::at_import;
    // Within a wrapper: the name is the function's parameter `parameter` between `read.name` and `suffix`.
    std::size_t parameter = no_index;
    std::string suffix;
    std::size_t default_parameter = no_index;
    bool is_required_without_default = false;

    bool is_template() const { return parameter != no_index; }
};

// The default of a read, or of a parameter.
struct Fallback {
    std::string text;  // as VariableRead::default_text
    bool is_literal = false;
    bool is_none = false;
    bool is_boolean = false;
    DefaultTruth truth = DefaultTruth::unknown;
    std::optional<ValueType> type;  // of a literal that is no text
    Location at;
};

Fallback fallback_of(const PythonExpression& expression, const Source& source);

// A function of the project, as far as calling it reads variables.
struct FunctionOfProject {
    struct Parameter {
        std::string name;
        std::optional<Fallback> fallback;
        Value value;  // of the default
    };

    std::string name;
    std::vector<Parameter> parameters;
    // How importing the settings calls it, as far as was seen; from the weakest.
    enum class Called : std::uint8_t { never, guarded, conditionally, always };

    std::vector<std::size_t> reads;      // in its body
    std::vector<std::size_t> templates;  // reads whose name is a parameter
    std::vector<std::size_t> callees;    // functions it calls
    Value returned;
    std::size_t return_count = 0;
    Called called = Called::never;
    bool is_settings_class = false;  // pydantic's: calling it reads its fields

    std::size_t parameter(std::string_view wanted) const;  // no_index where there is none
};

// How a name is read where its declaration says so: `Env(DEBUG=(bool, False))`.
struct SchemeEntry {
    ValueType type = ValueType::text;
    std::optional<Fallback> fallback;
};

}  // namespace megactl::project

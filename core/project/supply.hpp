#pragma once

#include "core/base/secret.hpp"
#include "core/base/source.hpp"
#include "core/project/django_settings.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// A variable that exists in some environment.
struct SuppliedValue {
    // Any of them may be a secret, so none can be printed; nothing where it is only known when the thing runs.
    std::optional<Secret> value;
    std::optional<Location> at;  // where a file of the project says it
};

// The variables a command or a container has, as far as they can be told.
struct Supply {
    std::map<std::string, SuppliedValue, std::less<>> values;
    // Something that can't be read adds to it (a missing env file, a sourced script): absence is no fact.
    bool is_open = false;

    const SuppliedValue* find(std::string_view name) const;
    const SuppliedValue* find(const VariableRead& read) const;  // under any of the names that it takes
    void set(const std::string& name, const std::optional<std::string>& value, std::optional<Location> at = {});
};

// What keeps settings from being imported with a supply, or makes them mean something else.
struct Trouble {
    enum class Kind {
        unset,       // required, and not there
        empty,       // there without a value, where that raises
        wrong_type,  // a value that its conversion refuses: the import raises
        misread,     // a value that is accepted and means something else: "Ture" is false
    };
    Kind kind = Kind::unset;
    const VariableRead* read = nullptr;
    std::string reason;                       // of wrong_type and misread, without the value
    const SuppliedValue* supplied = nullptr;  // null where it is unset
};

// Every trouble of importing `settings` with `supply`, one a variable, in the order of the reads. Only certain ones:
// reads that importing may not reach, alternatives that are set and unknown values make none. Pointers go into the
// arguments.
std::vector<Trouble> troubles(const DjangoSettings& settings, const Supply& supply);

// Does the settings' DEBUG come out true with this supply? Nothing where that can't be told.
std::optional<bool> debug_value(const DjangoSettings& settings, const Supply& supply);

// What is wrong with a value read as `read` says; nothing where it fits. The value itself is not part of the answer.
struct ValueProblem {
    bool raises = true;
    std::string reason;
};
std::optional<ValueProblem> value_problem(const VariableRead& read, std::string_view value);

// A boolean by the words of its reader; nothing where the reader would refuse.
std::optional<bool> boolean_value(const VariableRead& read, std::string_view value);

}  // namespace megactl::project

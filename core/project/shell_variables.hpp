#pragma once

#include "core/project/shell.hpp"
#include "core/project/shell_condition.hpp"
#include "core/project/shell_lexer.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::project {

// What the variables of a script are, as far as that can be followed, and so what its words come to.
class ShellVariables {
public:
    explicit ShellVariables(KnownValues at_begin) : at_begin_(std::move(at_begin)) {}

    // Those of a script that this one starts.
    ShellVariables inherited() const;

    // Nothing for one that is not known; empty for one that is not set.
    std::optional<std::string> value(std::string_view name) const;
    // A word of a test or a `case`, which in `[ … ]` is split at blanks where nothing quotes it.
    TestWord test_word(const ShellToken& token, bool is_split) const;

    void set(const ShellAssignment& assignment);
    void forget(std::string_view name);
    void forget_all() { knows_nothing_ = true; }
    // `${NAME:=value}` sets NAME.
    void forget_set_by(std::string_view word);

private:
    std::optional<std::string> expanded(std::string_view text) const;

    KnownValues at_begin_;
    std::map<std::string, std::optional<std::string>, std::less<>> changed_;
    bool knows_nothing_ = false;
};

}  // namespace megactl::project

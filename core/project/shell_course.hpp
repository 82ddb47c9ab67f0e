#pragma once

#include "core/project/shell.hpp"
#include "core/project/shell_branches.hpp"
#include "core/project/shell_condition.hpp"
#include "core/project/shell_lexer.hpp"
#include "core/project/shell_variables.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// The course that a script takes: its tests decided by the variables as they are known, and so which of its commands
// run. The reader of the script tells what it meets, in order.
class ShellCourse {
public:
    explicit ShellCourse(const KnownValues& known) : variables_(known), branches_(Execution::certain) {}
    // Of a script that stands within `outer` as a command which runs so.
    ShellCourse(const ShellCourse& outer, Execution execution)
        : variables_(outer.variables_.inherited()), branches_(execution) {}

    ShellBranches& branches() { return branches_; }
    Execution execution() const { return branches_.execution(); }

    // A word of a command, its name included.
    void take_word(const ShellToken& token, bool is_name);
    // The command whose words were taken; `arguments` are the `NAME=value` among them.
    void end_command(const ShellCommand& command, const std::vector<ShellAssignment>& arguments);
    // `NAME=value` without a command.
    void assign(const ShellAssignment& assignment);
    void forget(const ShellToken& name) { variables_.forget(name.word.text); }

    // `[[ … ]]`
    void take_test_word(const ShellToken& token) { words_.push_back(variables_.test_word(token, false)); }
    void take_test_sign(std::string_view sign);
    void end_test();

    // `case subject in pattern | pattern)`
    void take_subject(const ShellToken& token) { subject_ = variables_.test_word(token, false).value; }
    void begin_case() { subjects_.push_back(subject_); }
    void take_pattern(const ShellToken& token) { words_.push_back(variables_.test_word(token, false)); }
    void end_patterns();
    void end_case();

private:
    ShellStatus status_of(const ShellCommand& command);
    void follow_variables(const ShellCommand& command, const std::vector<ShellAssignment>& arguments);

    ShellVariables variables_;
    ShellBranches branches_;
    std::vector<TestWord> words_;  // of the test or the patterns that are being read
    std::optional<std::string> subject_;
    std::vector<std::optional<std::string>> subjects_;  // of the `case`s around
    bool is_beyond_ = false;                            // `[[ … ]]` with more than is read here
};

}  // namespace megactl::project

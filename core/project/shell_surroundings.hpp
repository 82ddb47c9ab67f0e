#pragma once

#include "core/project/shell.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// What the commands of a shell script leave to those after them: variables and the directory.
class Surroundings {
public:
    Surroundings() = default;
    // Those of a script that `command` starts.
    explicit Surroundings(const ShellCommand& command);

    // `NAME=value` without a command.
    void assign(const ShellAssignment& assignment);
    // `export`, `set -a`, `cd`, `.` and their kin; other commands change nothing. `arguments` are the `NAME=value`
    // words.
    void apply(const ShellCommand& command, const std::vector<ShellAssignment>& arguments);
    void describe(ShellCommand& command) const;

    // In bytes, for what a copy costs.
    std::size_t size() const;

private:
    void export_variable(const ShellAssignment& assignment);
    void keep(std::vector<ShellAssignment>& variables, const ShellAssignment& assignment);
    void apply_export(const ShellCommand& command, const std::vector<ShellAssignment>& arguments);
    void apply_set(const ShellCommand& command);
    void apply_unset(const ShellCommand& command);
    void apply_cd(const ShellCommand& command);

    std::vector<ShellAssignment> exported_;
    std::vector<ShellAssignment> plain_;  // set, not exported
    std::string directory_;
    bool exports_all_ = false;  // `set -a`
    bool is_unknown_ = false;
};

}  // namespace megactl::project

#pragma once

#include "core/base/source.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// A word of a shell command: its text without quotes, and whether that text is all there is to know.
struct ShellWord {
    std::string text;        // `$x`, `$(…)` and backticks are left in as written
    bool is_literal = true;  // false where the shell would expand something in it
    Span span;
};

struct ShellAssignment {
    std::string name;
    ShellWord value;
    Span span;
};

// Whether a command of a script runs, as far as the conditions in front of it tell: `if`, `case`, `&&`, `exit`.
enum class Execution { never, possible, certain };

// A simple command of a shell script with what is set for it.
struct ShellCommand {
    // `NAME=value command` and `env NAME=value command`: for this command alone.
    std::vector<ShellAssignment> assignments;
    // What earlier commands of the script left set: `export X=1`, `X=1;` under `set -a`.
    std::vector<ShellAssignment> inherited;
    // Wrappers such as `env`, `exec`, `time`, `nice`, `gosu USER`, `tini --`, `uv run`, `poetry run` are taken off.
    std::vector<ShellWord> words;
    std::vector<ShellWord> outputs;  // the files it writes: `> .env`, `>> log`
    Span span;
    std::string directory;             // after `cd` of the script: relative or absolute; empty where none was done
    bool is_forgiven = false;          // `… || true`: its failure ends nothing
    bool unknown_environment = false;  // a sourced file or `env -i` decides what is set
    Execution execution = Execution::certain;
};

// The variables when a script begins: nothing for one that is not known, empty for one that is known not to be set.
using KnownValues = std::function<std::optional<std::string>(std::string_view name)>;

// The simple commands of a POSIX shell script in order: through `&&`, `||`, `;`, `|`, `&`, groups, subshells,
// conditions, loops and functions (as if called where they stand), here-documents left out; `sh -c "…"` is read as the
// script it holds. Never fails; linear, and after 200 000 commands it stops.
// Conditions are decided as far as `known` goes.
std::vector<ShellCommand> shell_commands(std::string_view script, const KnownValues& known = {});

// An argument list that no shell reads (exec form, a Procfile-like split): the wrappers are taken off as well, and
// `sh -c "…"` is read as the script it holds. Spans are empty.
std::vector<ShellCommand> argument_commands(const std::vector<std::string>& words, const KnownValues& known = {});

}  // namespace megactl::project

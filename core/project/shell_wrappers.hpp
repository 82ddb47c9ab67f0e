#pragma once

#include "core/project/shell.hpp"

namespace megactl::project {

// The name a word calls a program by: the last part of its path. Empty where an expansion decides it.
std::string_view program_name(const ShellWord& word);

// Takes programs that only start another one off the front of the command's words (`env X=1`, `exec`, `gosu app`,
// `uv run`), and keeps what they set.
void take_off_wrappers(ShellCommand& command);

// The script of `sh -c "…"` and `su -c "…"`; null for other commands.
const ShellWord* inline_script(const ShellCommand& command);

}  // namespace megactl::project

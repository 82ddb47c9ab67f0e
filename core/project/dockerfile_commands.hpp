#pragma once

#include "core/project/dockerfile.hpp"
#include "core/project/shell.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace megactl::project {

// The commands of a RUN, CMD or ENTRYPOINT in all its forms: shell form, exec form, a here-document as the script
// (`RUN <<EOF`, `RUN bash -e <<EOF`). All spans are of the Dockerfile's source; in the exec form, where words have no
// place of their own, they are the whole array. Nothing where another program than a POSIX shell reads it (SHELL, or
// the
// `#!` line of a here-document), and for other instructions.
// Their conditions are decided as far as `known` goes.
std::vector<ShellCommand> commands_of(const Dockerfile& dockerfile, const Instruction& instruction,
                                      const KnownValues& known = {});

// The program of a script's `#!/usr/bin/env bash` is a shell, or there is no such line.
bool has_shell_interpreter(std::string_view script);

// The CMD, ENTRYPOINT or HEALTHCHECK in force in a stage: the last one of the stage, else of those it is built on. Null
// where there is none, and for a CMD that an ENTRYPOINT of a later stage took away.
const Instruction* effective(const Dockerfile& dockerfile, std::size_t stage, std::string_view keyword);

}  // namespace megactl::project

#pragma once

#include "core/base/source.hpp"
#include "core/project/folded_text.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// What a parser did not understand, and where. Becomes the finding `project/unparsable`.
struct Misunderstanding {
    Location at;
    std::string reason;   // "`FORM` is no Dockerfile instruction"
    bool is_sure = true;  // false where the real reader may understand it
};

// `--mount=type=secret,id=x` → name "mount", value "type=secret,id=x". Variables are not expanded.
struct Flag {
    std::string name;
    std::string value;
    Span span;
};

struct Heredoc {
    std::string name;
    bool expands = true;       // false where the name is quoted
    bool strips_tabs = false;  // `<<-`
    std::string body;
    Span body_span;
};

// `KEY=value` of ENV, ARG or LABEL.
struct Assignment {
    std::string name;
    // As written, quotes and `$` included; nothing for `ARG KEY`.
    std::optional<std::string> raw_value;
    Span span;  // of `KEY=value`
};

// One instruction of a Dockerfile (BuildKit's dialect), its continuation lines joined.
struct Instruction {
    std::string keyword;  // upper case: "RUN"
    Span keyword_span;
    Span span;  // keyword to the end of its text, heredoc bodies left out
    std::vector<Flag> flags;
    FoldedText rest;  // what follows keyword and flags, joined
    // The words of the exec form (a JSON array of strings) of ADD, CMD, COPY, ENTRYPOINT, RUN, SHELL and VOLUME;
    // nothing for the shell form and for other keywords.
    std::optional<std::vector<std::string>> exec_form;
    std::vector<Heredoc> heredocs;
    std::vector<Assignment> assignments;  // of ENV, ARG and LABEL
    bool is_onbuild = false;              // the instruction behind ONBUILD, which runs in children
    // The SHELL in force (an index), of the stage or of those below it; nothing for `/bin/sh -c`.
    std::optional<std::size_t> shell;

    const Flag* flag(std::string_view name) const;
};

struct Stage {
    std::string name;                   // of AS; empty without
    std::string base;                   // as written: "python:${VERSION}-slim", or an earlier stage
    std::optional<std::size_t> parent;  // the stage it is FROM
    std::size_t from = 0;               // index of its FROM
    std::size_t end = 0;                // one past its last instruction
    Span span;                          // of FROM

    // For people: the name, else `stage N`.
    std::string label(std::size_t index) const { return name.empty() ? "stage " + std::to_string(index) : name; }
};

// A parsed Dockerfile. Parsing never fails: what is not understood is told beside.
struct Dockerfile {
    Source source;
    std::string path;     // from the project's root
    std::string context;  // the folder COPY reads, from the project's root ("." or "web")
    char escape = '\\';
    std::vector<Instruction> instructions;
    std::vector<Stage> stages;
    std::vector<Misunderstanding> misunderstood;

    // The stage of a name (letter case ignored) or index ("0"), or the last one for an empty target.
    std::optional<std::size_t> stage_index(std::string_view target) const;
    // Is stage `ancestor` the stage itself or on the path of FROMs below `stage`?
    std::vector<std::size_t> lineage(std::size_t stage) const;
    // The stages a build of `target` needs: its bases, and those that COPY --from and RUN --mount=…,from= name.
    std::vector<bool> needed_for(std::size_t target) const;
    Location locate(Span span) const { return {source, span}; }
};

// Linear in the size of the text.
Dockerfile parse_dockerfile(Source source, std::string context = ".");

// Where a variable of a build comes from.
struct BuildVariable {
    enum class Kind { env, argument };
    Kind kind = Kind::env;
    // Expanded as the builder does; nothing where that can't be known (a build argument without a value, a variable of
    // an unknown base image).
    std::optional<std::string> value;
    bool is_set = true;  // false for `ARG X` without any value: declared, not in the environment
    std::size_t instruction = 0;
    Span span;
};

using BuildEnvironment = std::map<std::string, BuildVariable>;

// The variables that exist right before `instruction` (an index) of `stage`, by the rules of scopes: ENV and consumed
// ARGs of the stage and the stages it is built on, ENV over ARG, `build_arguments` over defaults; before its FROM the
// global ARGs, which only FROM sees. Of an unknown base image PATH is taken for set, its other variables for unset.
// An argument passed without a known value is given as nothing.
BuildEnvironment environment_before(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction,
                                    const std::map<std::string, std::optional<std::string>>& build_arguments = {});

// Calls `visit` with every instruction of `stage` behind its FROM and the variables that exist right before it: one
// walk for all of them.
using EnvironmentVisitor = std::function<void(std::size_t instruction, const BuildEnvironment&)>;
void visit_environments(const Dockerfile& dockerfile, std::size_t stage,
                        const std::map<std::string, std::optional<std::string>>& build_arguments,
                        const EnvironmentVisitor& visit);

// The user (with its `:group`) and the working directory in force there, expanded ("" and "/" at first; as written
// where an unknown variable decides).
std::string user_before(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction);
std::string working_directory_before(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction);

// One word or value as the Dockerfile itself expands it: quotes, escapes, `$x`, `${x:-w}` and their kin. Nothing where
// an unknown variable decides, and where the builder would refuse.
std::optional<std::string> expand_word(std::string_view raw, const BuildEnvironment& environment, char escape);

}  // namespace megactl::project

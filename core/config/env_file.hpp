#pragma once

#include "core/base/source.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::config {

// The readers of env files, who disagree about blanks, quotes, `#` and `$`.
enum class Dialect {
    compose,     // `docker compose`: `.env`, `env_file`, `--env-file`
    docker_run,  // `docker run --env-file`, and compose's `format: raw`
};

// One `KEY=value` of an env file.
struct EnvEntry {
    std::string name;
    std::optional<std::string> value;  // nothing for a bare `KEY`, which takes the caller's
    Span span;                         // of the whole entry
    Span value_span;
};

struct EnvProblem {
    Span span;
    std::string reason;
};

struct EnvFile {
    Source source;
    std::vector<EnvEntry> entries;  // in order; a name may come twice, the last one counts
    std::vector<EnvProblem> problems;

    const EnvEntry* find(std::string_view name) const;
};

// Names that `$NAME` in a value may take from outside; earlier entries of the file come after it.
using EnvLookup = std::function<std::optional<std::string>(std::string_view)>;

// Linear; never fails: a line that is not understood is a problem, the rest is read.
EnvFile parse_env_file(Source source, Dialect dialect = Dialect::compose, const EnvLookup& outside = {});

}  // namespace megactl::config

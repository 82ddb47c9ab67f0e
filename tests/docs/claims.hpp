#pragma once

#include "cli/docs/catalogues.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace megactl::tests {

// What the catalogues promise, walked: each complaint is a sentence about one thing. Empty where all is well.
using Complaints = std::vector<std::string>;

// A visible command has a summary, a description, an example and its exits; sentences are lower case without a full
// stop.
Complaints about_commands(const cli::docs::Catalogues& all);
// An example is a known command with known options, fixed values as they are told, and as many arguments as it takes.
Complaints about_examples(const cli::docs::Catalogues& all);
// Who offers `json` tells its keys.
Complaints about_json(const cli::docs::Catalogues& all);
// Who takes a broker or a database takes it from the project's `.env` as well.
Complaints about_stores(const cli::docs::Catalogues& all);
// An option has a sentence, its setting is in the catalogue, its setting's flag is its name; an option that takes a
// value does so everywhere, for the completions read a line before they know its command; only `wait` asks for what
// others name.
Complaints about_options(const cli::docs::Catalogues& all);
// Every noun stands in the overview.
Complaints about_nouns(const cli::docs::Catalogues& all);
Complaints about_settings(const cli::docs::Catalogues& all);
// A rule has why, wrong, right and fix, and its test `<group>/<name>.md` below `tests`.
Complaints about_rules(const cli::docs::Catalogues& all, const std::filesystem::path& tests);

}  // namespace megactl::tests

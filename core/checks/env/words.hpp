#pragma once

#include "core/checks/rule.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace megactl::checks::env_rules {

// What the rules about variables share.

// Is this variable's value a secret? Stricter than a name that should be masked: the secret's word comes last
// (`DATABASE_PASSWORD`, not `CACHE_KEY_PREFIX`).
bool holds_secret(std::string_view variable);

// Could a value be a secret at all? A switch, a number, a path or a reference to something else is none.
bool can_be_secret(std::string_view value);
// The same of a text of Python's, in which a `$` is a `$`.
bool can_be_secret_in_python(std::string_view text);

// `read here, without a default`, as a related label.
Label read_label(const project::VariableRead& read);

// Where the default of a read is written, if that is not the read itself: in the scheme of an `Env(…)`, or where a
// function of the project is called.
std::optional<Label> default_label(const project::VariableRead& read);

// `core/settings.py`'s module, for sentences: "config.settings".
std::string module_name(const project::DjangoSettings& settings);

// Is the load's service the one that `--service` asks for, or does it ask for none?
bool is_asked_for(const Facts& facts, const project::RuntimeLoad& load);
// `--service` asks for one of the compose files, and so for no workload.
bool is_asked_for(const Facts& facts, const project::WorkloadLoad& load);
const project::Service& service_of(const Facts& facts, const project::RuntimeLoad& load);

}  // namespace megactl::checks::env_rules

#pragma once

#include "core/checks/rule.hpp"
#include "core/report/palette.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::cli::docs {

// What one rule means, why it matters, how to mend it and how to set it aside.
std::string explain_rule(const checks::Rule& rule, const report::Palette& palette, int width);

// The rules whose group or id `name` is; all of them for an empty one. Throws Error{usage} for a name that is neither,
// with the near one.
std::vector<const checks::Rule*> rules_named(std::string_view name, std::span<const checks::Rule* const> rules);

// A line a rule, for people.
std::string list_rules(std::span<const checks::Rule* const> rules, const report::Palette& palette, int width);
// The same for a pipe: id, severity in production, severity in development, sentence; parted by tabs.
std::string rule_rows(std::span<const checks::Rule* const> rules);
// One document with everything.
std::string rules_json(std::span<const checks::Rule* const> rules);

}  // namespace megactl::cli::docs

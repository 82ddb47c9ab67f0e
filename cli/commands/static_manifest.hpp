#pragma once

#include "core/staticfiles/plan.hpp"
#include "core/staticfiles/post_process.hpp"

#include <optional>
#include <span>

// The part of `static collect` that names files by their content.
namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

class StaticProject;

// The rules by which references are rewritten; nothing where no manifest is asked for. Throws Error{usage}.
std::optional<staticfiles::RewriteRules> rewrite_rules_of(const Context& context, const Invocation& invocation,
                                                          StaticProject& project);

// Adds the hashed files and the manifest to the plan. False: references lead nowhere, and all of them were told.
bool plan_manifest(Context& context, const Invocation& invocation, staticfiles::CollectPlan& plan,
                   std::span<const staticfiles::SourceFolder> sources, const staticfiles::PostProcessOptions& options);

}  // namespace commands

}  // namespace megactl::cli

#pragma once

#include "core/report/report.hpp"
#include "core/staticfiles/manifest.hpp"

#include <span>
#include <string>

namespace megactl::cli {

class Context;

namespace commands {

class StaticProject;

// Adds a finding for each path that a template of the project asks for and the manifest, sorted by its paths, does not
// name. What was looked at, for people.
std::string judge_templates(Context& context, std::span<const staticfiles::ManifestEntry> manifest,
                            StaticProject& project, report::Report& report);

}  // namespace commands

}  // namespace megactl::cli

#pragma once

#include "core/staticfiles/plan.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// The part of `static collect` that packs files for browsers.
namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

class StaticProject;

struct PackingRequest {
    std::vector<staticfiles::Encoding> encodings;  // none: nothing is packed
    std::vector<std::string> left_out;             // extensions that aren't tried
    bool keeps_only_hashed = false;
};

// What the command line, the settings or the project's storage ask for. Throws Error{usage} or Error{input}.
PackingRequest packing_of(const Context& context, const Invocation& invocation, StaticProject& project,
                          bool has_manifest);

// Adds it to a plan whose hashed files are known.
void plan_packing_as_asked(staticfiles::CollectPlan& plan, const PackingRequest& request,
                           const std::filesystem::path& root);

// `gzip`, `br`, `zstd`.
std::string_view name_of(staticfiles::Encoding encoding);

}  // namespace commands

}  // namespace megactl::cli

#pragma once

#include "cli/command.hpp"
#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/plan.hpp"
#include "core/staticfiles/sources.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

// What the commands about static files have in common: where files come from and go to.
namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

class StaticProject;

// --source and --prefixed-source; --ignore and --no-default-ignore.
extern const std::span<const Option> source_options;
extern const std::span<const Option> ignore_options;

// The sources as Django orders them, each of which is there: those of the command line, else of megactl.toml, else of
// the project's settings. Throws Error{usage} or Error{input}.
std::vector<staticfiles::SourceFolder> static_sources(Context& context, const Invocation& invocation,
                                                      StaticProject& project);

struct StaticRoot {
    std::filesystem::path folder;
    std::string name;  // what people read
};
// Throws Error{input} where nothing names one.
StaticRoot static_root(const Context& context, const Invocation& invocation, StaticProject& project);

// The patterns that were given, and those that Django adds.
std::vector<std::string> ignored_patterns(const Invocation& invocation);

// Lists the sources, on `threads` threads, and tells who supplies what. What lies in `root` is nobody's.
staticfiles::Supply gather_supply(std::span<const staticfiles::SourceFolder> sources,
                                  const staticfiles::IgnorePatterns& ignored, const std::filesystem::path& root,
                                  std::size_t threads, const std::stop_token& stop);

// As short as it can be: from the project, where it lies there.
std::string short_name(const std::filesystem::path& path, const std::filesystem::path& project);

}  // namespace commands

}  // namespace megactl::cli

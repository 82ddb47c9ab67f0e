#pragma once

#include "core/base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// A folder to gather from: an entry of Django's STATICFILES_DIRS.
struct SourceFolder {
    std::string name;              // as it was given: what people read, and what tells it from other sources
    std::filesystem::path folder;  // absolute, `.` and `..` folded by their text, as Django does
    std::string prefix;            // put before every path, without a slash at its end; empty for none
    std::string named_by{};        // who says so: "--source", "megactl.toml:7"
};

// `name` taken from `project` where it is relative.
SourceFolder plain_source(std::string_view name, const std::filesystem::path& project);
// `PREFIX=DIR`, split at the first `=`.
Result<SourceFolder> prefixed_source(std::string_view text, const std::filesystem::path& project);

// The absolute form of `path`, taken from `project`, by its text alone (Python's `os.path.abspath`).
std::filesystem::path absolute_path(const std::filesystem::path& path, const std::filesystem::path& project);

// The sources as Django reads a list of them.
//
// A source given twice counts once. Django keeps the prefix by folder, not by entry, so a folder given with several
// prefixes has the last of them in all its entries: kept for the same result, and told in `surprises`.
struct SourceOrder {
    std::vector<SourceFolder> sources;
    std::vector<std::string> surprises;  // sentences for people
};
SourceOrder in_django_order(std::vector<SourceFolder> sources);

}  // namespace megactl::staticfiles

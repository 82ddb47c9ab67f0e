#pragma once

#include "core/staticfiles/content_memory.hpp"
#include "core/staticfiles/plan.hpp"
#include "core/staticfiles/progress.hpp"
#include "core/staticfiles/root_folder.hpp"
#include "core/staticfiles/sources.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace megactl::staticfiles {

struct ApplyOptions {
    std::filesystem::path root;
    std::string root_name;  // what people read
    ContentMemory& memory;  // what earlier runs found out, and this one
    std::size_t threads = 1;
    std::stop_token stop{};
};

// What stands in the root beside the files it was packed from.
struct Packed {
    std::size_t files = 0;             // that have a packed neighbour
    std::uint64_t original_bytes = 0;  // theirs
    std::map<Encoding, std::uint64_t> bytes;
    std::vector<std::string> written;  // the files whose neighbours are new
    std::set<std::string> names;       // of all neighbours
};

struct Applied {
    std::size_t copied = 0;
    std::size_t linked = 0;
    std::size_t hashed = 0;  // files under hashed names, and the manifest
    Packed packed{};
    std::size_t removed = 0;
    std::uint64_t copied_bytes = 0;
    bool is_complete = false;  // false after a stop
};

// Carries the plan out. A served file is never seen half written: each is written beside its place and then renamed
// into it, and what `--clear` takes away goes last. Throws Error{input}, if it can before anything is changed; files
// that are done by then stay.
Applied apply(const CollectPlan& plan, std::span<const SourceFolder> sources, const RootFolder& root,
              const ApplyOptions& options, Progress& progress);

}  // namespace megactl::staticfiles

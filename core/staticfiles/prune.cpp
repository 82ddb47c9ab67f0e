#include "core/staticfiles/prune.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/staticfiles/hashed_writes.hpp"
#include "core/staticfiles/read_manifest.hpp"
#include "core/staticfiles/stale_files.hpp"
#include "core/staticfiles/unpacking.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace megactl::staticfiles {
namespace {

using Entries = std::vector<ManifestEntry>;

void add(Entries& known, const std::string& name) {
    known.emplace_back(name, name);
}

void add(Entries& known, const PastManifest& manifest) {
    auto entries = read_manifest(manifest.text);
    if (!entries) {
        throw Error(
            Error::Kind::input,
            fmt::format("the manifest of the release {} can't be read, and tells what `--prune` has to leave: {}",
                        manifest.time, entries.error().reason))
            .help("remove it from `.megactl-releases`, or leave out `--prune`");
    }
    std::ranges::move(*entries, std::back_inserter(known));
}

Entries known_names(const CollectPlan& plan, std::span<const PastManifest> past, std::size_t keep) {
    Entries known;
    for (const Transfer& file : collected_files(plan))
        add(known, file.destination);
    for (const std::string& name : plan.hashed.names)
        add(known, name);
    std::size_t releases = 1;  // the one that is being made
    for (const PastManifest& manifest : past) {
        if (manifest.text == plan.hashed.manifest) continue;
        if (++releases > keep) break;
        add(known, manifest);
    }
    return known;
}

bool is_older(const std::filesystem::path& file, std::chrono::sys_seconds until) {
    struct stat entry {};
    return ::lstat(file.c_str(), &entry) == 0 && entry.st_mtim.tv_sec < until.time_since_epoch().count();
}

}  // namespace

void plan_prune(CollectPlan& plan, const std::filesystem::path& root, std::span<const PastManifest> past,
                const PruneOptions& options) {
    std::unordered_set<std::string> removed;
    for (const Removal& removal : plan.remove)
        removed.insert(removal.path);
    const Entries known = known_names(plan, past, options.keep);
    std::unordered_set<std::string> young;
    for (std::string& file : stale_files(known, root, options.stop)) {
        // A manifest does not tell of names that are no UTF-8.
        const bool stays =
            !is_utf8(file) || !is_older(root / file, options.until) || young.contains(std::string(unpacked_name(file)));
        if (stays) {
            young.insert(std::move(file));
        } else if (!removed.contains(file)) {
            plan.prune.files.push_back(std::move(file));
        }
    }
    // What was packed from a file goes before it: without the file nothing would tell that it is old.
    std::ranges::reverse(plan.prune.files);
}

}  // namespace megactl::staticfiles

#include "core/staticfiles/stale_files.hpp"

#include "core/base/text.hpp"
#include "core/staticfiles/content_hash.hpp"
#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/promised_hash.hpp"
#include "core/staticfiles/root.hpp"
#include "core/staticfiles/stopped.hpp"
#include "core/staticfiles/unpacking.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace megactl::staticfiles {
namespace {

// False after a stop, which is nobody's answer any more.
bool holds_own_hash(const std::filesystem::path& root, const std::string& name, const std::stop_token& stop) {
    const auto hash = hash_in_name(name);
    struct stat entry {};
    const std::filesystem::path file = root / name;
    if (!hash || ::lstat(file.c_str(), &entry) != 0 || !S_ISREG(entry.st_mode)) return false;
    try {
        return file_hash(file, escape_controls(name), stop) == *hash;
    } catch (const Stopped&) {
        return false;
    }
}

}  // namespace

std::vector<std::string> stale_files(std::span<const ManifestEntry> manifest, const std::filesystem::path& root,
                                     const std::stop_token& stop) {
    std::unordered_set<std::string> known;
    for (const auto& [path, name] : manifest) {
        known.insert(normal_path(path));
        known.insert(normal_path(name));
    }
    std::vector<std::string> files = list_root(root, {}, stop).files;
    std::ranges::sort(files);
    std::unordered_set<std::string> left;
    std::vector<std::string> stale;
    // A file comes before those that were packed from it.
    for (std::string& file : files) {
        if (stop.stop_requested()) break;
        if (known.contains(file)) continue;
        const bool is_packed_from_left = left.contains(std::string(unpacked_name(file)));
        if (!is_packed_from_left && !holds_own_hash(root, file, stop)) continue;
        left.insert(file);
        stale.push_back(std::move(file));
    }
    return stale;
}

}  // namespace megactl::staticfiles

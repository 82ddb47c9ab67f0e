#include "core/staticfiles/packed_neighbours.hpp"

#include "core/staticfiles/packing.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace megactl::staticfiles {

void remove_packed(CollectPlan& plan, std::span<const std::string> files, const std::filesystem::path& root) {
    const std::unordered_set<std::string_view> hashed(plan.hashed.names.begin(), plan.hashed.names.end());
    std::unordered_set<std::string> known;
    for (const Removal& removal : plan.remove)
        known.insert(removal.path);
    for (const std::string& file : files) {
        if (hashed.contains(file)) continue;
        for (const Encoding encoding : {Encoding::gzip, Encoding::brotli, Encoding::zstd}) {
            std::string packed = file + std::string(ending_of(encoding));
            struct stat entry {};
            const bool is_ours = ::lstat((root / packed).c_str(), &entry) == 0 && S_ISREG(entry.st_mode);
            if (!is_ours || hashed.contains(packed) || !known.insert(packed).second) continue;
            plan.remove.push_back({.path = std::move(packed)});
        }
    }
    std::ranges::sort(plan.remove, {}, &Removal::path);
}

}  // namespace megactl::staticfiles

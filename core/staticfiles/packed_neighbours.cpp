#include "core/staticfiles/packed_neighbours.hpp"

#include "core/staticfiles/hashed_writes.hpp"
#include "core/staticfiles/packing.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace megactl::staticfiles {
void remove_packed(CollectPlan& plan, std::span<const std::string> files, const std::filesystem::path& root) {
    const std::unordered_set<std::string_view> hashed(plan.hashed.names.begin(), plan.hashed.names.end());
    std::unordered_set<std::string> known;
    for (const Removal& removal : plan.remove)
        known.insert(removal.path);
    for (const std::string& file : files) {
        if (hashed.contains(file)) continue;
        for (const Encoding encoding : every_encoding) {
            std::string packed = file + std::string(ending_of(encoding));
            struct stat entry {};
            const bool is_ours = ::lstat((root / packed).c_str(), &entry) == 0 && S_ISREG(entry.st_mode);
            if (!is_ours || hashed.contains(packed) || !known.insert(packed).second) continue;
            plan.remove.push_back({.path = std::move(packed)});
        }
    }
    std::ranges::sort(plan.remove, {}, &Removal::path);
}

void remove_outdated_packed(const CollectPlan& plan, const RootFolder& root) {
    std::vector<std::string_view> replaced;
    for (const auto* const transfers : {&plan.copy, &plan.link}) {
        for (const Transfer& transfer : *transfers) {
            if (transfer.replaces_file) replaced.emplace_back(transfer.destination);
        }
    }
    // Emptied before, by the plan: there the transfers themselves replace nothing.
    for (const Removal& removal : plan.remove) {
        if (removal.moment == Removal::Moment::replaced) replaced.emplace_back(removal.path);
    }
    if (replaced.empty()) return;
    const std::vector<Transfer> collected = collected_files(plan);
    for (const std::string_view file : replaced) {
        for (const Encoding encoding : every_encoding) {
            const std::string packed = std::string(file) + std::string(ending_of(encoding));
            if (!std::ranges::binary_search(collected, packed, {}, &Transfer::destination)) root.remove_file(packed);
        }
    }
}

}  // namespace megactl::staticfiles

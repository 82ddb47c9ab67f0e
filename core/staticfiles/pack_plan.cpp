#include "core/staticfiles/pack_plan.hpp"

#include "core/staticfiles/hashed_writes.hpp"
#include "core/staticfiles/manifest.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace megactl::staticfiles {

void plan_packing(CollectPlan& plan, std::vector<Encoding> encodings, std::span<const std::string_view> left_out) {
    std::ranges::sort(encodings);
    const auto repeated = std::ranges::unique(encodings);
    encodings.erase(repeated.begin(), repeated.end());
    std::vector<std::string> names = plan.hashed.names;
    for (Transfer& file : collected_files(plan))
        names.push_back(std::move(file.destination));
    std::ranges::sort(names);
    const auto twice = std::ranges::unique(names);
    names.erase(twice.begin(), twice.end());
    for (std::string& name : names) {
        if (is_packable(name, left_out)) plan.pack.files.push_back(name);
    }
    plan.pack.encodings = std::move(encodings);
    plan.pack.collected = std::move(names);
}

void keep_only_hashed(CollectPlan& plan) {
    const std::unordered_set<std::string_view> hashed(plan.hashed.names.begin(), plan.hashed.names.end());
    const auto is_left_out = [&](const Transfer& transfer) { return !hashed.contains(transfer.destination); };
    for (auto* const transfers : {&plan.copy, &plan.link}) {
        for (const Transfer& transfer : *transfers) {
            if (is_left_out(transfer) && transfer.replaces_file) plan.remove.push_back({.path = transfer.destination});
        }
        std::erase_if(*transfers, is_left_out);
    }
    for (const Kept& kept : plan.keep) {
        if (is_left_out(kept.transfer)) plan.remove.push_back({.path = kept.transfer.destination});
    }
    // What `--clear` would have replaced is replaced by nothing.
    for (Removal& removal : plan.remove) {
        const bool is_written = hashed.contains(removal.path) || removal.path == manifest_name;
        if (removal.moment == Removal::Moment::replaced && !is_written) removal.moment = Removal::Moment::last;
    }
    std::erase_if(plan.keep, [&](const Kept& kept) { return is_left_out(kept.transfer); });
    std::ranges::sort(plan.remove, {}, &Removal::path);
    const auto repeated = std::ranges::unique(plan.remove, {}, &Removal::path);
    plan.remove.erase(repeated.begin(), repeated.end());
}

}  // namespace megactl::staticfiles

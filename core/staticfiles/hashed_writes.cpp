#include "core/staticfiles/hashed_writes.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/manifest.hpp"
#include "core/staticfiles/root.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace megactl::staticfiles {
namespace {

using PathSet = std::unordered_set<std::string_view>;

// One file for each hashed name: those that share one have the same content.
void drop_repeated(std::vector<HashedFile>& files, const std::vector<Transfer>& collected) {
    PathSet plain;
    for (const Transfer& transfer : collected)
        plain.insert(transfer.destination);
    std::unordered_set<std::string> seen;
    std::erase_if(files, [&](const HashedFile& file) {
        const std::string place = normal_path(file.name);
        return plain.contains(place) || !seen.insert(place).second;
    });
}

bool is_there(const HashedFile& file, const Target& target, const std::filesystem::path& place) {
    if (target.kind != Target::Kind::file) return false;
    if (!file.text) return target.size == file.original.state.size;
    if (target.size != file.text->size()) return false;
    const auto content = os::read_file(place, Bytes{file.text->size()});
    return content && *content == *file.text;
}

void refuse_obstacle(const HashedFile& file, const Target& target) {
    const bool is_obstacle = target.kind == Target::Kind::folder || target.kind == Target::Kind::empty_folder ||
                             target.kind == Target::Kind::blocked;
    if (!is_obstacle) return;
    throw Error(Error::Kind::input, fmt::format("`{}` in the root is needed for a file, and a folder stands in the way",
                                                escape_controls(file.name)))
        .help("remove it; nothing was changed");
}

void spare(CollectPlan& plan, const PathSet& written) {
    for (Removal& removal : plan.remove) {
        if (removal.moment != Removal::Moment::last || !written.contains(removal.path)) continue;
        removal.moment = Removal::Moment::replaced;
    }
}

}  // namespace

std::vector<Transfer> collected_files(const CollectPlan& plan) {
    std::vector<Transfer> files = plan.copy;
    files.insert(files.end(), plan.link.begin(), plan.link.end());
    for (const Kept& kept : plan.keep)
        files.push_back(kept.transfer);
    for (Transfer& file : files)
        file.replaces_folder = false;
    std::ranges::sort(files, {}, &Transfer::destination);
    return files;
}

void plan_hashed_writes(CollectPlan& plan, std::vector<HashedFile> files, DjangoRelease release,
                        const std::filesystem::path& root) {
    std::vector<ManifestEntry> entries;
    entries.reserve(files.size());
    for (const HashedFile& file : files)
        entries.emplace_back(file.original.destination, file.name);
    plan.hashed.manifest = manifest_text(std::move(entries), release);

    // Those that a collected file has already as well: the manifest names it.
    for (const HashedFile& file : files)
        plan.hashed.names.push_back(normal_path(file.name));
    std::ranges::sort(plan.hashed.names);
    const auto twice = std::ranges::unique(plan.hashed.names);
    plan.hashed.names.erase(twice.begin(), twice.end());

    drop_repeated(files, collected_files(plan));
    std::vector<std::string> places;
    places.reserve(files.size());
    for (const HashedFile& file : files)
        places.push_back(normal_path(file.name));
    const std::vector<std::string_view> destinations(places.begin(), places.end());
    const std::vector<Target> targets = look_at_targets(root, destinations);
    PathSet removed;
    for (const Removal& removal : plan.remove)
        removed.insert(removal.path);
    for (std::size_t i = 0; i < files.size(); ++i) {
        const bool is_cleared = removed.contains(places[i]);
        if (!is_cleared) refuse_obstacle(files[i], targets[i]);
        if (!is_cleared && is_there(files[i], targets[i], root / places[i])) {
            ++plan.hashed.unchanged;
        } else if (files[i].text) {
            plan.hashed.texts.push_back({places[i], *std::move(files[i].text)});
        } else {
            files[i].original.destination = places[i];
            plan.hashed.copy.push_back(std::move(files[i].original));
        }
    }
    PathSet written(destinations.begin(), destinations.end());
    written.insert(manifest_name);
    spare(plan, written);
}

}  // namespace megactl::staticfiles

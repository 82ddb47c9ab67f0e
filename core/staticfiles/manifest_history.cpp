#include "core/staticfiles/manifest_history.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/folder_reader.hpp"
#include "core/staticfiles/new_file.hpp"
#include "core/staticfiles/release_name.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <unordered_set>
#include <utility>

namespace megactl::staticfiles {

namespace fs = std::filesystem;

namespace {

const std::string history_name = ".megactl-releases";
constexpr std::string_view record_ending = ".json";

// Sorted, the oldest first.
std::vector<std::string> record_times(const fs::path& root) {
    std::vector<std::string> times;
    for_each_entry(root / history_name, AbsentFolder::empty, [&](const FolderReader::Item& item) {
        if (!item.name.ends_with(record_ending)) return;
        const std::string_view time = item.name.substr(0, item.name.size() - record_ending.size());
        if (release_time(time)) times.emplace_back(time);
    });
    std::ranges::sort(times);
    return times;
}

std::string record_name(std::string_view time) {
    return fmt::format("{}/{}{}", history_name, time, record_ending);
}

Error unreadable(const fs::path& manifest, std::string_view reason) {
    return {Error::Kind::input, fmt::format("can't read the manifest `{}`, which tells what `--prune` has to leave: {}",
                                            escape_controls(manifest.string()), escape_controls(reason))};
}

std::optional<std::string> read(const fs::path& file) {
    auto text = os::read_file(file);
    if (text) return *std::move(text);
    if (text.error().reason == os::ReadFailure::Reason::missing) return std::nullopt;
    throw unreadable(file, text.error().explanation);
}

void add(std::vector<PastManifest>& manifests, std::string time, const fs::path& file) {
    if (auto text = read(file)) manifests.push_back({std::move(time), *std::move(text)});
}

}  // namespace

std::vector<PastManifest> past_manifests(const Releases& releases) {
    std::vector<PastManifest> manifests;
    const fs::path& root = releases.root();
    for (const std::string& time : record_times(root))
        add(manifests, time, root / record_name(time));
    for (const Release& release : releases.list())
        add(manifests, release.name, releases.folder_of(release.name) / manifest_name);
    const fs::path standing = root / manifest_name;
    struct stat entry {};
    if (::stat(standing.c_str(), &entry) == 0) {
        const std::chrono::sys_seconds written{std::chrono::seconds(entry.st_mtim.tv_sec)};
        add(manifests, compact_time(written), standing);
    } else if (errno != ENOENT) {
        throw unreadable(standing, system_reason(errno));
    }
    std::ranges::stable_sort(manifests, std::ranges::greater{}, &PastManifest::time);
    std::unordered_set<std::string> seen;
    std::erase_if(manifests, [&](const PastManifest& manifest) { return !seen.insert(manifest.text).second; });
    return manifests;
}

void remember_manifest(const RootFolder& root, const fs::path& folder, std::string_view text,
                       std::chrono::sys_seconds time, std::size_t keep) {
    std::vector<std::string> times = record_times(folder);
    if (times.empty() || read(folder / record_name(times.back())) != text) {
        if (!times.empty()) time = std::max(time, *release_time(times.back()) + std::chrono::seconds(1));
        times.push_back(compact_time(time));
        root.make_folder(history_name);
        const os::Descriptor history = root.open_folder(history_name);
        const std::string name = record_name(times.back());
        BesideNames names;
        NewFile record(history.number(), root, name, names);
        record.write(text);
        record.put_at(fs::path(name).filename().string());
    }
    for (std::size_t i = 0; i + keep < times.size(); ++i)
        root.remove_file(record_name(times[i]));
}

}  // namespace megactl::staticfiles

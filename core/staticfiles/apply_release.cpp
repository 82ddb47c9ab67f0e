#include "core/staticfiles/apply_release.hpp"

#include "core/base/error.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/carry_over.hpp"
#include "core/staticfiles/manifest.hpp"
#include "core/staticfiles/new_file.hpp"
#include "core/staticfiles/release_name.hpp"
#include "core/staticfiles/write_failure.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>
#include <unordered_set>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;
using RootKind = Releases::RootKind;

// A release that is not whole yet: gone with this object unless it was published.
class NewRelease {
public:
    // Where the file system knows no locks, what a killed run left stays: each has a name of its own.
    explicit NewRelease(const Releases& releases) : releases_(releases) {
        BesideNames names;
        do {
            folder_ = releases.folder() / names.next();
        } while (!make());
        take_group();
    }
    NewRelease(const NewRelease&) = delete;
    NewRelease& operator=(const NewRelease&) = delete;
    ~NewRelease() {
        std::error_code ignored;
        if (!folder_.empty()) fs::remove_all(folder_, ignored);
    }

    const fs::path& folder() const { return folder_; }

    void publish(std::chrono::sys_seconds now, AppliedRelease& result) {
        result.was_folder = releases_.root_kind() == RootKind::folder;
        if (result.was_folder) {
            struct stat entry {};
            ::stat(releases_.root().c_str(), &entry);
            result.before = releases_.next_name(std::chrono::sys_seconds(std::chrono::seconds(entry.st_mtim.tv_sec)));
            if (const auto made = release_time(result.before)) now = std::max(now, *made + std::chrono::seconds(1));
        } else {
            result.before = releases_.current().value_or("");
        }
        const std::string name = releases_.next_name(now);
        if (!result.before.empty()) releases_.remember_before(name, result.before);
        std::error_code failure;
        fs::rename(folder_, releases_.folder_of(name), failure);
        if (failure) throw write_failure(releases_.folder(), releases_.folder_name(), failure.value());
        folder_ = releases_.folder_of(name);
        if (result.was_folder) {
            releases_.replace_folder(name, result.before);
        } else {
            releases_.switch_to(name);
        }
        folder_.clear();
        result.name = name;
    }

private:
    // False where the name is taken.
    bool make() const {
        if (::mkdir(folder_.c_str(), 0777) == 0) return true;
        const int reason = errno;
        if (reason == EEXIST) return false;
        throw write_failure(releases_.folder(), releases_.folder_name(), reason);
    }

    // That of the root so far, which the files get as well.
    void take_group() const {
        struct stat entry {};
        if (::stat(releases_.root().c_str(), &entry) != 0) return;
        [[maybe_unused]] const int ignored = ::chown(folder_.c_str(), static_cast<uid_t>(-1), entry.st_gid);
    }

    const Releases& releases_;
    fs::path folder_;
};

// What the plan writes or removes anyhow.
std::unordered_set<std::string_view> touched_by(const CollectPlan& plan) {
    std::unordered_set<std::string_view> touched;
    for (const auto* const transfers : {&plan.copy, &plan.link, &plan.hashed.copy}) {
        for (const Transfer& transfer : *transfers)
            touched.insert(transfer.destination);
    }
    for (const TextFile& text : plan.hashed.texts)
        touched.insert(text.path);
    for (const Removal& removal : plan.remove)
        touched.insert(removal.path);
    touched.insert(plan.prune.files.begin(), plan.prune.files.end());
    if (!plan.hashed.manifest.empty()) touched.insert(manifest_name);
    return touched;
}

bool writes_or_removes(const CollectPlan& plan) {
    return !plan.copy.empty() || !plan.link.empty() || !plan.remove.empty() || !plan.hashed.copy.empty() ||
           !plan.hashed.texts.empty() || !plan.prune.files.empty();
}

bool has_manifest(const CollectPlan& plan, const fs::path& root) {
    if (plan.hashed.manifest.empty()) return true;
    const auto standing = os::read_file(root / manifest_name);
    return standing && *standing == plan.hashed.manifest;
}

}  // namespace

bool changes_nothing(const CollectPlan& plan, const fs::path& root) {
    return !writes_or_removes(plan) && plan.pack.encodings.empty() && has_manifest(plan, root);
}

AppliedRelease apply_as_release(const CollectPlan& plan, std::span<const SourceFolder> sources,
                                const Releases& releases, const ApplyOptions& options, std::chrono::sys_seconds now,
                                Progress& progress) {
    AppliedRelease result;
    const bool is_current = releases.current().has_value();
    if (is_current && changes_nothing(plan, options.root)) {
        result.applied.is_complete = !options.stop.stop_requested();
        return result;
    }
    const bool is_folder = releases.root_kind() == RootKind::folder;
    const bool is_nothing = !is_current && !is_folder && plan.operation_count() == 0;
    if (is_nothing) {
        result.applied.is_complete = !options.stop.stop_requested();
        return result;
    }
    NewRelease release(releases);
    {
        const RootFolder folder(release.folder(), options.root_name, options.stop);
        if (is_current || is_folder) {
            const auto touched = touched_by(plan);
            carry_over(
                options.root, folder, [&](std::string_view path) { return touched.contains(path); }, options.stop);
        }
        if (options.stop.stop_requested()) return result;
        ApplyOptions beside = options;
        beside.root = release.folder();
        result.applied = apply(plan, sources, folder, beside, progress);
    }
    if (!result.applied.is_complete) return result;
    const bool is_same =
        !writes_or_removes(plan) && result.applied.packed.written.empty() && has_manifest(plan, options.root);
    if (is_current && is_same) return result;
    release.publish(now, result);
    return result;
}

}  // namespace megactl::staticfiles

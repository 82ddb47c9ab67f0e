#include "core/staticfiles/apply.hpp"

#include "core/base/error.hpp"
#include "core/log/log.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/manifest.hpp"
#include "core/staticfiles/manifest_history.hpp"
#include "core/staticfiles/pack_files.hpp"
#include "core/staticfiles/packed_neighbours.hpp"
#include "core/staticfiles/parallel.hpp"
#include "core/staticfiles/transfer_files.hpp"
#include "core/staticfiles/write_texts.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <set>
#include <string_view>

namespace megactl::staticfiles {
namespace {

// Looks for what can't be read while the root is still untouched.
void refuse_unreadable(std::span<const Transfer> copies, std::span<const SourceFolder> sources,
                       const ApplyOptions& options) {
    const auto look = [&](std::size_t index) {
        const Transfer& transfer = copies[index];
        const SourceFolder& source = sources[transfer.source];
        if (::faccessat(AT_FDCWD, (source.folder / transfer.path).c_str(), R_OK, AT_EACCESS) == 0) return;
        throw Error(Error::Kind::input,
                    fmt::format("can't read `{}`: {}", source_path(source, transfer.path), system_reason(errno)))
            .help("mend it, or leave it out with `--ignore GLOB`; nothing was changed");
    };
    run_parallel(copies.size(), options.threads, options.stop, [&](const std::stop_token&) -> Work { return look; });
}

std::string_view parent_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

// Folders of the root in the order of their bytes, so each before those in it; the root itself is the empty one.
using Folders = std::set<std::string_view>;

Folders with_all_above(const Folders& folders) {
    Folders all = folders;
    for (std::string_view folder : folders) {
        while (!folder.empty()) {
            folder = parent_of(folder);
            if (!all.insert(folder).second) break;
        }
    }
    return all;
}

void prepare_folders(const CollectPlan& plan, const RootFolder& root) {
    Folders written;
    Folders replaced;
    for (const auto* transfers : {&plan.copy, &plan.link, &plan.hashed.copy}) {
        for (const Transfer& transfer : *transfers) {
            written.insert(parent_of(transfer.destination));
            if (transfer.replaces_folder) replaced.insert(transfer.destination);
        }
    }
    for (const TextFile& text : plan.hashed.texts)
        written.insert(parent_of(text.path));
    if (!plan.hashed.manifest.empty()) written.insert("");
    for (const std::string_view folder : with_all_above(written))
        root.make_folder(std::string(folder));
    for (const std::string_view folder : written)
        root.require_writable(std::string(folder));

    Folders& known = written;
    known.merge(replaced);
    for (const Kept& kept : plan.keep)
        known.insert(parent_of(kept.transfer.destination));
    for (const std::string& file : plan.pack.files)
        known.insert(parent_of(file));
    for (const std::string_view folder : known)
        root.remove_unfinished(std::string(folder));
}

// Spares what is among `packed`: it stands where `--clear` found an older one.
void remove(const CollectPlan& plan, Removal::Moment moment, const std::set<std::string>& packed,
            const RootFolder& root, const ApplyOptions& options) {
    for (const Removal& removal : plan.remove) {
        if (removal.moment != moment || packed.contains(removal.path)) continue;
        if (options.stop.stop_requested()) return;
        root.remove_file(removal.path);
        log::event(log::Level::debug, "static", "deleted", {{"path", removal.path}});
    }
}

void write_hashed(const HashedWrites& hashed, std::span<const SourceFolder> sources, const RootFolder& root,
                  const ApplyOptions& options, Progress& progress, Applied& applied) {
    if (hashed.manifest.empty()) return;
    Applied copies;
    transfer_files(hashed.copy, TransferKind::copy, sources, root, options, progress, copies);
    applied.hashed += copies.copied + write_texts(hashed.texts, root, options, progress);
}

// The manifest goes last: whatever it names is there, whoever looks and whatever fails.
void write_manifest(const HashedWrites& hashed, const RootFolder& root, const ApplyOptions& options, Progress& progress,
                    Applied& applied) {
    if (hashed.manifest.empty() || options.stop.stop_requested()) return;
    const std::vector<TextFile> manifest{{std::string(manifest_name), hashed.manifest}};
    applied.hashed += write_texts(manifest, root, options, progress);
}

// The manifest that is about to be replaced, before it is: `--prune` has to know what it named.
void remember_standing(const CollectPlan& plan, const RootFolder& root, const ApplyOptions& options) {
    const std::filesystem::path file = options.root / manifest_name;
    struct stat entry {};
    if (plan.prune.remembered == 0 || ::stat(file.c_str(), &entry) != 0) return;
    const std::chrono::sys_seconds written{std::chrono::seconds(entry.st_mtim.tv_sec)};
    if (const auto text = os::read_file(file)) {
        remember_manifest(root, options.root, *text, written, plan.prune.remembered + 1);
    }
}

void prune(const PrunePlan& plan, const RootFolder& root, const ApplyOptions& options) {
    for (const std::string& file : plan.files) {
        if (options.stop.stop_requested()) return;
        root.remove_file(file);
        log::event(log::Level::debug, "static", "pruned", {{"path", file}});
    }
}

}  // namespace

Applied apply(const CollectPlan& plan, std::span<const SourceFolder> sources, const RootFolder& root,
              const ApplyOptions& options, Progress& progress) {
    Applied applied;
    refuse_unreadable(plan.copy, sources, options);
    if (options.stop.stop_requested()) return applied;

    remove(plan, Removal::Moment::first, {}, root, options);
    prepare_folders(plan, root);
    remember_standing(plan, root, options);
    remove_outdated_packed(plan, root);
    transfer_files(plan.copy, TransferKind::copy, sources, root, options, progress, applied);
    if (!plan.link.empty()) progress.stage = Progress::Stage::linking;
    transfer_files(plan.link, TransferKind::link, sources, root, options, progress, applied);
    write_hashed(plan.hashed, sources, root, options, progress, applied);
    if (!plan.pack.encodings.empty() && !options.stop.stop_requested()) {
        progress.stage = Progress::Stage::compressing;
        applied.packed = pack_files(plan.pack, root, options, progress);
    }
    write_manifest(plan.hashed, root, options, progress, applied);
    remove(plan, Removal::Moment::last, applied.packed.names, root, options);
    if (plan.prune.remembered > 0 && !options.stop.stop_requested()) {
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        remember_manifest(root, options.root, plan.hashed.manifest, now, plan.prune.remembered);
    }
    prune(plan.prune, root, options);

    applied.is_complete = !options.stop.stop_requested();
    if (applied.is_complete) applied.removed = plan.remove.size();
    return applied;
}

}  // namespace megactl::staticfiles

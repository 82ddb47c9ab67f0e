#include "core/staticfiles/transfer_files.hpp"

#include "core/base/text.hpp"
#include "core/log/log.hpp"
#include "core/staticfiles/copy_content.hpp"
#include "core/staticfiles/new_file.hpp"
#include "core/staticfiles/parallel.hpp"

#include <fmt/format.h>

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::staticfiles {
namespace {

struct PathParts {
    std::string folder;  // empty at the top
    std::string name;
};

PathParts parts_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return {"", path};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

// What one thread does: the transfers one by one, with a folder, a buffer and counts of its own.
class Worker {
public:
    Worker(TransferKind kind, std::span<const SourceFolder> sources, const RootFolder& root, std::stop_token stop)
        : kind_(kind), sources_(sources), root_(root), stop_(std::move(stop)) {
        for (const SourceFolder& source : sources) {
            source_folders_.emplace_back(::open(source.folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
            content_.emplace_back(buffer_);
        }
    }

    // False: stopped before it was done.
    bool transfer(const Transfer& transfer) {
        PathParts place = parts_of(transfer.destination);
        if (!folder_ || place.folder != folder_name_) {
            folder_ = root_.open_folder(place.folder);
            folder_name_ = std::move(place.folder);
        }
        if (transfer.replaces_folder) root_.remove_folder(transfer.destination);
        return kind_ == TransferKind::copy ? copy(transfer, place.name) : link(transfer, place.name);
    }

    std::uint64_t bytes() const { return bytes_; }

private:
    bool copy(const Transfer& transfer, const std::string& name) {
        const os::Descriptor source = open_source(transfer);
        NewFile target(folder_.number(), root_, transfer.destination, beside_);
        const ContentCopy::Outcome outcome =
            content_[transfer.source].copy(source.number(), target.number(), transfer.state.size, stop_);
        if (outcome.read_error != 0) throw cannot_read(transfer, outcome.read_error);
        if (outcome.write_error != 0) throw root_.cannot_write(transfer.destination, outcome.write_error);
        if (outcome.was_stopped) return false;
        target.put_at(name);
        bytes_ += outcome.bytes;
        return true;
    }

    bool link(const Transfer& transfer, const std::string& name) {
        const std::string text = (sources_[transfer.source].folder / transfer.path).string();
        NewLink(folder_.number(), root_, transfer.destination, beside_, text).put_at(name);
        return true;
    }

    os::Descriptor open_source(const Transfer& transfer) const {
        // Whatever stood here when the plan was made, a FIFO must not block.
        os::Descriptor source(::openat(source_folders_[transfer.source].number(), transfer.path.c_str(),
                                       O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
        if (!source) throw cannot_read(transfer, errno);
        return source;
    }

    Error cannot_read(const Transfer& transfer, int error_number) const {
        return {Error::Kind::input,
                fmt::format("can't read `{}`: {}", source_path(sources_[transfer.source], transfer.path),
                            system_reason(error_number))};
    }

    static constexpr std::size_t buffer_size = 128UL << 10;

    TransferKind kind_;
    std::span<const SourceFolder> sources_;
    const RootFolder& root_;
    std::stop_token stop_;
    BesideNames beside_;
    std::vector<os::Descriptor> source_folders_;
    os::Descriptor folder_;  // the last one written to
    std::string folder_name_;
    std::vector<char> buffer_ = std::vector<char>(buffer_size);
    std::vector<ContentCopy> content_;  // for each source: they may lie on different file systems
    std::uint64_t bytes_ = 0;
};

void log_transfer(TransferKind kind, const Transfer& transfer, std::span<const SourceFolder> sources) {
    if (!log::is_enabled(log::Level::debug)) return;
    log::event(log::Level::debug, "static", kind == TransferKind::copy ? "copied" : "linked",
               {{"path", transfer.destination}, {"from", source_path(sources[transfer.source], transfer.path)}});
}

// Neighbours go to one thread: they mostly share a folder, and a folder is locked while a name is put into it.
constexpr std::size_t batch_size = 64;

}  // namespace

void transfer_files(std::span<const Transfer> transfers, TransferKind kind, std::span<const SourceFolder> sources,
                    const RootFolder& root, const ApplyOptions& options, Progress& progress, Applied& applied) {
    std::atomic<std::size_t> done = 0;
    std::atomic<std::uint64_t> bytes = 0;
    const auto make_worker = [&](const std::stop_token& stop) -> Work {
        return [&, stop, worker = std::make_shared<Worker>(kind, sources, root, stop)](std::size_t batch) {
            const std::uint64_t bytes_before = worker->bytes();
            const auto part = transfers.subspan(batch * batch_size)
                                  .first(std::min(batch_size, transfers.size() - batch * batch_size));
            for (const Transfer& transfer : part) {
                if (stop.stop_requested() || !worker->transfer(transfer)) break;
                log_transfer(kind, transfer, sources);
                done.fetch_add(1, std::memory_order_relaxed);
                progress.done.fetch_add(1, std::memory_order_relaxed);
            }
            bytes.fetch_add(worker->bytes() - bytes_before, std::memory_order_relaxed);
        };
    };
    const std::size_t batches = (transfers.size() + batch_size - 1) / batch_size;
    run_parallel(batches, options.threads, options.stop, make_worker);
    (kind == TransferKind::copy ? applied.copied : applied.linked) += done.load();
    applied.copied_bytes += bytes.load();
}

}  // namespace megactl::staticfiles

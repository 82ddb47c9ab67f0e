#include "core/links/click_spool.hpp"

#include "core/base/encoding.hpp"
#include "core/base/error.hpp"
#include "core/links/click_record.hpp"
#include "core/links/spool_segments.hpp"
#include "core/log/log.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace megactl::links {
namespace {

namespace fs = std::filesystem;

// A strand is made under a name that nobody adopts, and gets its own once it is locked.
constexpr std::string_view unborn = ".new-";

// Nothing where another one holds it, or took it away. Throws SpoolError.
os::Descriptor lock_folder(const fs::path& folder) {
    os::Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor && ::flock(descriptor.number(), LOCK_EX | LOCK_NB) == 0) return descriptor;
    if (errno == EWOULDBLOCK || errno == ENOENT) return {};
    throw SpoolError(folder, system_reason(errno));
}

Error unwritable(const fs::path& folder, std::string_view reason) {
    return Error(Error::Kind::input, fmt::format("can't keep clicks in `{}`: {}", folder.string(), reason))
        .help("`serve.spool.dir` in megactl.toml or MEGACTL_SERVE_SPOOL_DIR names another folder");
}

}  // namespace

ClickSpool::ClickSpool(SpoolSettings settings) : settings_(std::move(settings)) {
    std::error_code error;
    fs::create_directories(settings_.folder, error);
    if (error) throw unwritable(settings_.folder, system_reason(error.value()));
    if (::access(settings_.folder.c_str(), R_OK | W_OK | X_OK) != 0) {
        throw unwritable(settings_.folder, system_reason(errno));
    }
    adopt_orphans();
}

std::unique_ptr<ClickSpool::Writer> ClickSpool::open_writer() {
    auto strand = std::make_shared<SpoolStrand>();
    strand->id = os::random_uuid();
    strand->folder = settings_.folder / strand->id;
    strand->has_writer = true;
    const fs::path made = settings_.folder / (std::string(unborn) + strand->id);
    std::error_code error;
    fs::create_directory(made, error);
    if (!error) {
        strand->lock = lock_folder(made);
        if (strand->lock) fs::rename(made, strand->folder, error);
    }
    if (error || !strand->lock) throw unwritable(settings_.folder, system_reason(error ? error.value() : errno));
    const std::lock_guard lock(mutex_);
    strands_.push_back(strand);
    return std::make_unique<Writer>(*this, std::move(strand));
}

void ClickSpool::adopt_orphans() {
    std::error_code error;
    fs::directory_iterator entry(settings_.folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const std::string id = entry->path().filename().string();
        if (!is_uuid(id)) continue;
        try {
            auto strand = adopt(entry->path());
            if (!strand) continue;
            const std::lock_guard lock(mutex_);
            left_.erase(id);
            strands_.push_back(std::move(strand));
        } catch (const Error& trouble) {
            leave(id, trouble.message());
        }
    }
}

void ClickSpool::leave(const std::string& id, std::string_view why) {
    {
        const std::lock_guard lock(mutex_);
        if (!left_.insert(id).second) return;
    }
    log::event(log::Level::warning, "serve", "clicks of an earlier server stay in the spool",
               {{"spool", id}, {"reason", why}});
}

std::shared_ptr<SpoolStrand> ClickSpool::adopt(const fs::path& folder) {
    auto strand = std::make_shared<SpoolStrand>();
    strand->id = folder.filename().string();
    strand->folder = folder;
    // What this process holds itself is refused here as well: a lock belongs to what opened it.
    strand->lock = lock_folder(folder);
    if (!strand->lock) return nullptr;
    const std::string identity = identity_of(folder);
    if (!identity.empty() && identity != settings_.identity) {
        leave(strand->id, "they are of another database or broker: `megactl serve spool` shows whose");
        return nullptr;
    }
    const StrandContent content = look_at(folder);
    if (content.segments.empty()) {
        std::error_code ignored;
        fs::remove(folder, ignored);  // where nothing was kept aside
        return nullptr;
    }
    const std::size_t cut = cut_torn_tails(folder);
    if (cut > 0) {
        log::event(log::Level::warning, "serve", "a torn end of the spool is kept aside",
                   {{"spool", strand->id}, {"bytes", cut}});
    }
    if (content.clicks > 0) {
        log::event(log::Level::info, "serve", "adopted a spool", {{"spool", strand->id}, {"clicks", content.clicks}});
    }
    bytes_ += content.bytes - std::min<std::uint64_t>(cut, content.bytes);
    waiting_ += content.clicks;
    return strand;
}

std::vector<std::shared_ptr<SpoolStrand>> ClickSpool::strands() const {
    const std::lock_guard lock(mutex_);
    return strands_;
}

void ClickSpool::remove(const SpoolStrand& strand) {
    if (strand.has_writer) return;
    std::error_code ignored;
    // Only an empty folder goes: what was kept aside stays.
    fs::remove(strand.folder, ignored);
    const std::lock_guard lock(mutex_);
    std::erase_if(strands_, [&](const auto& held) { return held.get() == &strand; });
}

void ClickSpool::sync() const {
    for (const auto& strand : strands()) {
        if (!strand->has_writer) continue;
        std::vector<Segment> segments;
        try {
            segments = segments_in(strand->folder);
        } catch (const SpoolError&) {
            // Told by who reads the strand.
        }
        if (segments.empty()) continue;
        // Another descriptor of the same file will do; those before the last were synced when it was begun.
        const os::Descriptor file(::open(segments.back().file.c_str(), O_RDONLY | O_CLOEXEC));
        if (file) ::fdatasync(file.number());
    }
}

ClickSpool::Writer::~Writer() {
    if (segment_ && spool_.settings_.sync != SpoolSync::off) ::fdatasync(segment_.number());
    strand_->has_writer = false;
}

void ClickSpool::Writer::append(std::span<const Click> clicks) noexcept {
    if (clicks.empty()) return;
    std::string reason;
    try {
        reason = keep(clicks);
        if (reason.empty()) {
            next_sequence_ += clicks.size();
            if (lost_in_a_row_ > 0) {
                log::event(log::Level::warning, "serve", "clicks are kept again", {{"lost", lost_in_a_row_}});
                lost_in_a_row_ = 0;
            }
            return;
        }
        if (lost_in_a_row_ == 0) {
            log::event(log::Level::error, "serve", "clicks are lost: they can't be kept",
                       {{"reason", reason}, {"spool", spool_.settings_.folder.string()}});
        }
    } catch (const std::exception&) {
        // No memory: the clicks are counted like the others.
    }
    lost_in_a_row_ += clicks.size();
    spool_.lost_ += clicks.size();
}

std::string ClickSpool::Writer::keep(std::span<const Click> clicks) {
    if (!segment_ || size_ >= spool_.settings_.segment_size) {
        std::string reason = open_segment();
        if (!reason.empty()) return reason;
    }
    buffer_.clear();
    for (const Click& click : clicks)
        append_record(buffer_, click);
    if (spool_.bytes_ + buffer_.size() > static_cast<std::uint64_t>(spool_.settings_.limit)) {
        // What of this segment is published is freed once another one follows it.
        if (has_records_) segment_ = os::Descriptor();
        return fmt::format("the limit of {} is reached", format_size(spool_.settings_.limit));
    }
    ssize_t written = 0;
    do {
        written = ::write(segment_.number(), buffer_.data(), buffer_.size());
    } while (written < 0 && errno == EINTR);
    const int error_number = errno;
    if (written != static_cast<ssize_t>(buffer_.size())) {
        // No half record in front of the next whole one; where it can't be cut off, the next goes into a new segment.
        if (::ftruncate(segment_.number(), static_cast<off_t>(size_)) != 0) segment_ = os::Descriptor();
        return written < 0 ? system_reason(error_number) : "the disk is full";
    }
    has_records_ = true;
    size_ += buffer_.size();
    spool_.bytes_ += buffer_.size();
    spool_.waiting_ += clicks.size();
    if (spool_.settings_.sync == SpoolSync::tick && ::fdatasync(segment_.number()) != 0) {
        log::event(log::Level::error, "serve", "the disk does not keep clicks", {{"reason", system_reason(errno)}});
    }
    return "";
}

std::string ClickSpool::Writer::open_segment() {
    if (segment_ && spool_.settings_.sync != SpoolSync::off) ::fdatasync(segment_.number());
    segment_ = os::Descriptor();
    const fs::path file = segment_file(strand_->folder, next_sequence_);
    std::string header;
    append_header(header, {.identity = spool_.settings_.identity, .first_sequence = next_sequence_});
    // Truncated: a segment of this number that failed before its first record holds nothing.
    os::Descriptor segment(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600));
    if (!segment) return system_reason(errno);
    if (::write(segment.number(), header.data(), header.size()) != static_cast<ssize_t>(header.size())) {
        std::string reason = system_reason(errno);
        ::unlink(file.c_str());
        return reason;
    }
    if (spool_.settings_.sync != SpoolSync::off) ::fsync(strand_->lock.number());  // the folder: it names the file
    segment_ = std::move(segment);
    has_records_ = false;
    size_ = header.size();
    spool_.bytes_ += size_;
    return "";
}

}  // namespace megactl::links

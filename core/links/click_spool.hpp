#pragma once

#include "core/base/units.hpp"
#include "core/links/click.hpp"
#include "core/os/file.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace megactl::links {

// When the disk itself is asked to keep the clicks: what dies with the power. The death of the process loses nothing.
enum class SpoolSync { off, tick, interval };

struct SpoolSettings {
    std::filesystem::path folder;
    std::string identity;  // of the database and the broker that the clicks are for; holds no password
    Bytes limit{1ULL << 30};
    SpoolSync sync = SpoolSync::interval;
    std::size_t segment_size = 8U << 20;
};

struct SpoolState {
    std::uint64_t bytes = 0;
    std::uint64_t waiting = 0;  // clicks that are not yet known to be published
    std::uint64_t lost = 0;     // clicks that were not kept, since the start: the disk or the limit was full
};

// A folder of segments that belongs to one writer, and to this process while its lock is held.
struct SpoolStrand {
    std::string id;
    std::filesystem::path folder;
    os::Descriptor lock;
    std::atomic<bool> has_writer = false;
};

// Clicks on their way from the redirect path to the broker, safe from the death of this process.
//
// A redirect must not wait for analytics, and one that was answered must not lose its click: each serving thread
// appends the clicks of a tick through a Writer of its own before the answers go out; one publisher reads them by
// SpoolReader and trims. What a dead process left is adopted, if it is for the same database and broker. The files are
// told in click_spool.md. Safe from every thread.
class ClickSpool {
public:
    class Writer;

    // Makes the folder where it is missing and adopts what lies there. Throws Error{input} where the folder can't be
    // written; a strand in it that can't be read stays, and is told.
    explicit ClickSpool(SpoolSettings settings);
    ClickSpool(const ClickSpool&) = delete;
    ClickSpool& operator=(const ClickSpool&) = delete;
    ~ClickSpool() = default;

    // One for each thread that serves; ends before the spool. Throws Error{input} where its folder can't be made.
    std::unique_ptr<Writer> open_writer();

    // Takes the strands of processes that died since. What can't be taken stays as it is, and is told once.
    void adopt_orphans();
    std::vector<std::shared_ptr<SpoolStrand>> strands() const;
    // The folder of a strand that has no writer and nothing left to publish is removed.
    void remove(const SpoolStrand& strand);

    SpoolState state() const { return {bytes_.load(), waiting_.load(), lost_.load()}; }
    const SpoolSettings& settings() const { return settings_; }
    // Asks the disk to keep what the writers wrote; where sync is `interval` the publisher calls it.
    void sync() const;

private:
    friend class SpoolReader;

    std::shared_ptr<SpoolStrand> adopt(const std::filesystem::path& folder);
    void leave(const std::string& id, std::string_view why);

    SpoolSettings settings_;
    std::atomic<std::uint64_t> bytes_ = 0;
    std::atomic<std::uint64_t> waiting_ = 0;
    std::atomic<std::uint64_t> lost_ = 0;
    mutable std::mutex mutex_;  // guards what follows
    std::vector<std::shared_ptr<SpoolStrand>> strands_;
    std::set<std::string, std::less<>> left_;  // ids of strands that were not adopted, and told
};

// Appends for one thread.
class ClickSpool::Writer {
public:
    Writer(ClickSpool& spool, std::shared_ptr<SpoolStrand> strand) : spool_(spool), strand_(std::move(strand)) {}
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer();

    // Keeps the clicks of one tick by one write. Where the limit is reached or the disk is full they are counted and
    // logged instead: redirects go on.
    void append(std::span<const Click> clicks) noexcept;

private:
    // Empty when all is kept, else why it is not.
    std::string keep(std::span<const Click> clicks);
    std::string open_segment();

    ClickSpool& spool_;
    std::shared_ptr<SpoolStrand> strand_;
    os::Descriptor segment_;
    std::size_t size_ = 0;  // of the segment
    bool has_records_ = false;
    std::uint64_t next_sequence_ = 1;
    std::string buffer_;
    std::uint64_t lost_in_a_row_ = 0;
};

}  // namespace megactl::links

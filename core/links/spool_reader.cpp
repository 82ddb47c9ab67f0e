#include "core/links/spool_reader.hpp"

#include "core/links/click_record.hpp"
#include "core/links/spool_segments.hpp"

#include <algorithm>

namespace megactl::links {
namespace {

// Holds a batch of some hundred usual clicks, and at least one of the largest.
constexpr std::size_t chunk = 128U << 10;

}  // namespace

SpoolReader::SpoolReader(ClickSpool& spool, std::shared_ptr<SpoolStrand> strand)
    : spool_(spool), strand_(std::move(strand)) {}

SpoolReader::Reading SpoolReader::read_here(std::size_t most) {
    if (file_.empty()) return {};
    const std::string bytes = read_segment_at(file_, offset_, chunk);
    std::size_t begin = 0;
    if (offset_ == 0) {
        begin = read_header(bytes).size;
        if (begin == 0) return {};
    }
    RecordsReading records = read_records(std::string_view(bytes).substr(begin), most);
    return {std::move(records.clicks), begin + records.size};
}

// To the segment behind this one, if there is one.
bool SpoolReader::move_on() {
    const std::vector<Segment> segments = segments_in(strand_->folder);
    const auto next =
        file_.empty() ? segments.begin()
                      : std::ranges::find_if(segments, [&](const Segment& segment) { return segment.file > file_; });
    if (next == segments.end()) return false;
    // The next one is begun only when the writer is done with this one, so what is read after this look is all of it.
    if (!file_.empty() && !read_here(1).clicks.empty()) return true;
    if (!file_.empty()) delete_segment(file_);
    file_ = next->file;
    offset_ = 0;
    read_clicks_ = 0;
    confirmed_ = std::max(confirmed_, next->first_sequence - 1);
    return true;
}

SpoolBatch SpoolReader::read(std::size_t most) {
    for (;;) {
        Reading reading = read_here(most);
        if (!reading.clicks.empty()) {
            read_clicks_ = reading.clicks.size();
            read_size_ = reading.size;
            const std::uint64_t last = confirmed_ + reading.clicks.size();
            return {std::move(reading.clicks), last};
        }
        if (!move_on()) return {};
    }
}

void SpoolReader::confirm(std::uint64_t sequence) {
    if (read_clicks_ > 0 && sequence == confirmed_ + read_clicks_) return pass(read_clicks_, read_size_);
    while (confirmed_ < sequence) {
        const Reading reading = read_here(sequence - confirmed_);
        if (!reading.clicks.empty()) {
            pass(reading.clicks.size(), reading.size);
        } else if (!move_on()) {
            return;
        }
    }
}

void SpoolReader::pass(std::size_t clicks, std::size_t size) {
    offset_ += size;
    confirmed_ += clicks;
    read_clicks_ = 0;
    spool_.waiting_ -= std::min<std::uint64_t>(spool_.waiting_, clicks);
}

bool SpoolReader::is_finished() {
    return !strand_->has_writer && read(1).clicks.empty();
}

void SpoolReader::clear() {
    for (const Segment& segment : segments_in(strand_->folder))
        delete_segment(segment.file);
    file_.clear();
    offset_ = 0;
    read_clicks_ = 0;
}

void SpoolReader::delete_segment(const std::filesystem::path& file) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(file, error);
    if (error || !std::filesystem::remove(file, error)) return;
    spool_.bytes_ -= std::min<std::uint64_t>(spool_.bytes_, size);
}

}  // namespace megactl::links

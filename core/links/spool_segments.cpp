#include "core/links/spool_segments.hpp"

#include "core/base/error.hpp"
#include "core/links/click_record.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace megactl::links {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view extension = ".clicks";
constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
// A segment holds its set size and the clicks of one tick; what is larger is none of ours.
constexpr Bytes largest_segment{1ULL << 30};

struct SegmentReading {
    SegmentHeader header;
    std::size_t clicks = 0;
    std::size_t good = 0;  // bytes of the header and the whole records
    std::string bytes;
};

SegmentReading read_segment(const fs::path& file) {
    SegmentReading reading;
    auto bytes = os::read_file(file, largest_segment);
    if (!bytes) return reading;
    reading.bytes = std::move(*bytes);
    const HeaderReading header = read_header(reading.bytes);
    if (header.size == 0) return reading;
    reading.header = header.header;
    const RecordsReading records = read_records(std::string_view(reading.bytes).substr(header.size), most);
    reading.clicks = records.clicks.size();
    reading.good = header.size + records.size;
    return reading;
}

}  // namespace

fs::path segment_file(const fs::path& strand, std::uint64_t first_sequence) {
    return strand / fmt::format("{:020}{}", first_sequence, extension);
}

std::vector<Segment> segments_in(const fs::path& strand) {
    std::vector<Segment> segments;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(strand, error)) {
        const std::string name = entry.path().filename().string();
        if (!name.ends_with(extension)) continue;
        std::uint64_t first = 0;
        const char* const end = name.data() + name.size() - extension.size();
        const auto [rest, problem] = std::from_chars(name.data(), end, first);
        if (problem == std::errc() && rest == end) segments.push_back({entry.path(), first});
    }
    std::ranges::sort(segments, {}, &Segment::first_sequence);
    return segments;
}

StrandContent look_at(const fs::path& strand) {
    StrandContent content;
    content.segments = segments_in(strand);
    for (const Segment& segment : content.segments) {
        const SegmentReading reading = read_segment(segment.file);
        if (content.identity.empty()) content.identity = reading.header.identity;
        content.clicks += reading.clicks;
        content.bytes += reading.bytes.size();
    }
    return content;
}

std::size_t cut_torn_tails(const fs::path& strand) {
    std::size_t cut = 0;
    for (const Segment& segment : segments_in(strand)) {
        const SegmentReading reading = read_segment(segment.file);
        if (reading.good == reading.bytes.size()) continue;
        cut += reading.bytes.size() - reading.good;
        os::write_atomically(fs::path(segment.file) += ".torn", std::string_view(reading.bytes).substr(reading.good),
                             0600);
        std::error_code ignored;
        fs::resize_file(segment.file, reading.good, ignored);
    }
    return cut;
}

}  // namespace megactl::links

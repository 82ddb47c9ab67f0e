#include "core/links/spool_segments.hpp"

#include "core/links/click_record.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <limits>

namespace megactl::links {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view extension = ".clicks";
constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
// A segment holds its set size and the clicks of one tick; what is larger is none of ours.
constexpr Bytes largest_segment{1ULL << 30};
constexpr std::size_t most_header = 64U << 10;

struct SegmentReading {
    SegmentHeader header;
    std::size_t clicks = 0;
    std::optional<celery::Time> oldest;
    std::size_t good = 0;  // bytes of the header and the whole records
    std::string bytes;
};

SegmentReading read_segment(const fs::path& file) {
    SegmentReading reading;
    auto bytes = os::read_file(file, largest_segment);
    if (!bytes && bytes.error().reason == os::ReadFailure::Reason::missing) return reading;
    if (!bytes) throw SpoolError(file, bytes.error().explanation);
    reading.bytes = std::move(*bytes);
    const HeaderReading header = read_header(reading.bytes);
    if (header.size == 0) return reading;
    reading.header = header.header;
    const RecordsReading records = read_records(std::string_view(reading.bytes).substr(header.size), most);
    reading.clicks = records.clicks.size();
    if (!records.clicks.empty()) reading.oldest = records.clicks.front().at;
    reading.good = header.size + records.size;
    return reading;
}

std::optional<std::uint64_t> first_sequence_of(std::string_view name) {
    if (!name.ends_with(extension)) return std::nullopt;
    name.remove_suffix(extension.size());
    std::uint64_t first = 0;
    const auto [rest, problem] = std::from_chars(name.data(), name.data() + name.size(), first);
    if (problem != std::errc() || rest != name.data() + name.size()) return std::nullopt;
    return first;
}

}  // namespace

SpoolError::SpoolError(const fs::path& file, std::string_view reason)
    : Error(Kind::input, fmt::format("can't read `{}` of the spool: {}", file.string(), reason)) {}

fs::path segment_file(const fs::path& strand, std::uint64_t first_sequence) {
    return strand / fmt::format("{:020}{}", first_sequence, extension);
}

std::vector<Segment> segments_in(const fs::path& strand) {
    std::vector<Segment> segments;
    std::error_code error;
    fs::directory_iterator entry(strand, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (const auto first = first_sequence_of(name)) segments.push_back({entry->path(), *first});
    }
    if (error && error != std::errc::no_such_file_or_directory) throw SpoolError(strand, system_reason(error.value()));
    std::ranges::sort(segments, {}, &Segment::first_sequence);
    return segments;
}

std::string read_segment_at(const fs::path& file, std::uint64_t offset, std::size_t most_bytes) {
    const os::Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor) throw SpoolError(file, system_reason(errno));
    std::string bytes(most_bytes, '\0');
    const ssize_t count = ::pread(descriptor.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0) throw SpoolError(file, system_reason(errno));
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

std::string identity_of(const fs::path& strand) {
    for (const Segment& segment : segments_in(strand)) {
        HeaderReading reading = read_header(read_segment_at(segment.file, 0, most_header));
        if (reading.size > 0) return std::move(reading.header.identity);
    }
    return "";
}

StrandContent look_at(const fs::path& strand) {
    StrandContent content;
    content.segments = segments_in(strand);
    for (const Segment& segment : content.segments) {
        const SegmentReading reading = read_segment(segment.file);
        if (content.identity.empty()) content.identity = reading.header.identity;
        if (!content.oldest) content.oldest = reading.oldest;
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

#pragma once

#include "core/base/error.hpp"
#include "core/celery/message.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace megactl::links {

// The files of one strand of a ClickSpool.

// A file of the spool can't be read: what lies in it is unknown, which is not to be taken for nothing.
class SpoolError : public Error {
public:
    SpoolError(const std::filesystem::path& file, std::string_view reason);
};

struct Segment {
    std::filesystem::path file;
    std::uint64_t first_sequence = 0;
};

std::filesystem::path segment_file(const std::filesystem::path& strand, std::uint64_t first_sequence);
// In the order of their clicks; of a strand that is not there, none. Throws SpoolError.
std::vector<Segment> segments_in(const std::filesystem::path& strand);

// Up to `most_bytes` from `offset` on. Throws SpoolError.
std::string read_segment_at(const std::filesystem::path& file, std::uint64_t offset, std::size_t most_bytes);

// Of the first segment with a whole header, without reading further. Throws SpoolError.
std::string identity_of(const std::filesystem::path& strand);

struct StrandContent {
    std::vector<Segment> segments;
    std::string identity;  // of the first segment with a whole header
    std::uint64_t clicks = 0;
    std::uint64_t bytes = 0;
    std::optional<celery::Time> oldest;  // of the first click
};

// Reads all of it, changes nothing. A segment that goes meanwhile is published. Throws SpoolError.
StrandContent look_at(const std::filesystem::path& strand);

// Cuts each segment behind its last whole record; what is cut is kept beside it as `….torn`. Returns how many bytes.
// Only for a strand whose writer is gone. Throws Error{input} where it can't be kept beside; then nothing is cut.
std::size_t cut_torn_tails(const std::filesystem::path& strand);

}  // namespace megactl::links

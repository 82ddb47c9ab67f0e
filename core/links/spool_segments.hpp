#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace megactl::links {

// The files of one strand of a ClickSpool.

struct Segment {
    std::filesystem::path file;
    std::uint64_t first_sequence = 0;
};

std::filesystem::path segment_file(const std::filesystem::path& strand, std::uint64_t first_sequence);
// In the order of their clicks.
std::vector<Segment> segments_in(const std::filesystem::path& strand);

struct StrandContent {
    std::vector<Segment> segments;
    std::string identity;  // of the first segment with a whole header
    std::uint64_t clicks = 0;
    std::uint64_t bytes = 0;
};

// Reads all of it, changes nothing.
StrandContent look_at(const std::filesystem::path& strand);

// Cuts each segment behind its last whole record; what is cut is kept beside it as `….torn`. Returns how many bytes.
// Only for a strand whose writer is gone.
std::size_t cut_torn_tails(const std::filesystem::path& strand);

}  // namespace megactl::links

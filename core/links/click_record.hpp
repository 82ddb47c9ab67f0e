#pragma once

#include "core/links/click.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::links {

// The bytes of a spool's segment: a header, then records. Told in click_spool.md.

std::uint32_t crc32(std::string_view bytes);

struct SegmentHeader {
    std::string identity;          // of the database and the broker that these clicks are for; no password
    std::uint64_t first_sequence;  // of the first record
};

void append_header(std::string& out, const SegmentHeader& header);
void append_record(std::string& out, const Click& click);

// What stands at the begin of `bytes`, and how many bytes it takes. Whatever the bytes, an answer.
struct HeaderReading {
    SegmentHeader header;
    std::size_t size = 0;  // 0: no whole header
};
HeaderReading read_header(std::string_view bytes);

struct RecordsReading {
    std::vector<Click> clicks;
    std::size_t size = 0;  // of the records read
};
// Whole and unhurt records up to the first that is neither; `most` of them.
RecordsReading read_records(std::string_view bytes, std::size_t most);

}  // namespace megactl::links

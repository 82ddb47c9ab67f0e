#pragma once

#include "core/links/click_spool.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace megactl::links {

struct SpoolBatch {
    std::vector<Click> clicks;
    std::uint64_t last_sequence = 0;  // of the last of them; the first click of a strand has 1
};

// Reads one strand of a spool from its oldest click on, while its writer may go on writing. One thread.
// Where a file can't be read each call throws SpoolError and changes nothing: the next one tries again.
class SpoolReader {
public:
    SpoolReader(ClickSpool& spool, std::shared_ptr<SpoolStrand> strand);

    // The next clicks that are not confirmed, `most` at most; the same ones until they are.
    SpoolBatch read(std::size_t most);
    // All up to `sequence` are published: they will not be read again, and segments that hold no others are deleted.
    void confirm(std::uint64_t sequence);
    // Nothing is left, and nothing will come. The spool may remove the strand, once the segments are deleted.
    bool is_finished();
    // Deletes all segments of a finished strand.
    void clear();

    const SpoolStrand& strand() const { return *strand_; }

private:
    struct Reading {
        std::vector<Click> clicks;
        std::size_t size = 0;
    };
    Reading read_here(std::size_t most);
    void pass(std::size_t clicks, std::size_t size);
    bool move_on();
    void delete_segment(const std::filesystem::path& file);

    ClickSpool& spool_;
    std::shared_ptr<SpoolStrand> strand_;
    std::filesystem::path file_;  // the segment; empty before the first
    std::uint64_t offset_ = 0;    // within it, of the first click that is not confirmed
    std::uint64_t confirmed_ = 0;
    // The batch that was read last, at `offset_`: confirmed as a whole, it is not looked at again.
    std::size_t read_clicks_ = 0;
    std::size_t read_size_ = 0;
};

}  // namespace megactl::links

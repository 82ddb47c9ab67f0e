#pragma once

#include <cstdint>
#include <span>
#include <stop_token>

namespace megactl::staticfiles {

// How the content of files gets from one to the other: shared blocks where the file systems can, else in the kernel,
// else through `buffer`. One for each thread and source: what the file systems refused is not tried again.
class ContentCopy {
public:
    explicit ContentCopy(std::span<char> buffer) : buffer_(buffer) {}

    struct Outcome {
        int read_error = 0;  // an errno, or 0
        int write_error = 0;
        bool was_stopped = false;
        std::uint64_t bytes = 0;
    };

    // From the begin of `source` to its end, into the empty file `target`. `size` is what the source is thought to
    // have.
    Outcome copy(int source, int target, std::uint64_t size, const std::stop_token& stop);

private:
    bool share_blocks(int source, int target);
    // False: nothing was copied, the buffer has to do it.
    bool copy_in_kernel(int source, int target, const std::stop_token& stop, Outcome& outcome);
    void copy_by_buffer(int source, int target, const std::stop_token& stop, Outcome& outcome);

    std::span<char> buffer_;
    bool can_share_ = true;
    bool can_copy_in_kernel_ = true;
};

}  // namespace megactl::staticfiles

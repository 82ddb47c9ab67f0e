#include "core/staticfiles/copy_content.hpp"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace megactl::staticfiles {
namespace {

// After so many bytes a stop is looked for.
constexpr std::size_t stretch = 16UL << 20;

int write_whole(int target, std::string_view content) {
    while (!content.empty()) {
        const ssize_t count = ::write(target, content.data(), content.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno;
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

}  // namespace

ContentCopy::Outcome ContentCopy::copy(int source, int target, std::uint64_t size, const std::stop_token& stop) {
    Outcome outcome;
    if (size > 0 && share_blocks(source, target)) {
        outcome.bytes = size;
        return outcome;
    }
    // For what fits the buffer, one read and one write are the fastest. Files of /proc claim to be empty.
    if (size <= buffer_.size() || !copy_in_kernel(source, target, stop, outcome)) {
        copy_by_buffer(source, target, stop, outcome);
    }
    return outcome;
}

bool ContentCopy::share_blocks(int source, int target) {
    if (!can_share_) return false;
    if (::ioctl(target, FICLONE, source) == 0) return true;
    // Refused by the file systems, not for this one file: the next need not ask.
    if (errno == EOPNOTSUPP || errno == ENOTTY || errno == ENOSYS || errno == EXDEV) can_share_ = false;
    return false;
}

bool ContentCopy::copy_in_kernel(int source, int target, const std::stop_token& stop, Outcome& outcome) {
    if (!can_copy_in_kernel_) return false;
    while (true) {
        outcome.was_stopped = stop.stop_requested();
        if (outcome.was_stopped) return true;
        const ssize_t count = ::copy_file_range(source, nullptr, target, nullptr, stretch, 0);
        if (count > 0) outcome.bytes += static_cast<std::uint64_t>(count);
        if (count == 0) return outcome.bytes > 0;
        if (count > 0 || errno == EINTR) continue;
        if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) {
            outcome.write_error = errno;
            return true;
        }
        // EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EPERM, and EIO from either side: what can be read and written tells more.
        can_copy_in_kernel_ = errno != ENOSYS;
        return false;
    }
}

void ContentCopy::copy_by_buffer(int source, int target, const std::stop_token& stop, Outcome& outcome) {
    while (true) {
        outcome.was_stopped = stop.stop_requested();
        if (outcome.was_stopped) return;
        const ssize_t count = ::read(source, buffer_.data(), buffer_.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) outcome.read_error = errno;
        if (count <= 0) return;
        const auto length = static_cast<std::size_t>(count);
        outcome.write_error = write_whole(target, {buffer_.data(), length});
        if (outcome.write_error != 0) return;
        outcome.bytes += length;
    }
}

}  // namespace megactl::staticfiles

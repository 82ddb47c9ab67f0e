#pragma once

#include <sys/stat.h>

#include <compare>
#include <cstdint>

namespace megactl::staticfiles {

// A file in one state: as long as all of this is the same, its content is. Times are nanoseconds of the Unix time.
struct FileState {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t modified = 0;
    std::int64_t changed = 0;

    auto operator<=>(const FileState&) const = default;
};

inline FileState state_of(const struct stat& entry) {
    constexpr std::int64_t second = 1'000'000'000;
    return {.device = entry.st_dev,
            .inode = entry.st_ino,
            .size = static_cast<std::uint64_t>(entry.st_size),
            .modified = entry.st_mtim.tv_sec * second + entry.st_mtim.tv_nsec,
            .changed = entry.st_ctim.tv_sec * second + entry.st_ctim.tv_nsec};
}

}  // namespace megactl::staticfiles

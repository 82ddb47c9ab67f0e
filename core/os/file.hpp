#pragma once

#include "core/base/error.hpp"
#include "core/base/units.hpp"

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::os {

// An owned file descriptor.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    int number() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_ = -1;
};

enum class FileKind { regular, directory, fifo, socket, device };

// "a directory", "a FIFO", …
std::string_view name_of(FileKind kind);

struct FileStatus {
    FileKind kind = FileKind::regular;
    mode_t permissions = 0;  // the last twelve bits
    uid_t owner = 0;
    gid_t group = 0;
};

// Why a file could not be read: what a finding or an error is made of.
struct ReadFailure {
    enum class Reason { missing, dangling_link, denied, not_regular, too_large, other };
    Reason reason = Reason::other;
    int error_number = 0;
    std::optional<FileKind> kind;   // where it is not regular
    std::filesystem::path culprit;  // the folder or link at fault, else the file
    std::string explanation;        // "permission denied: `/etc/x` is mode 700, owner 0"
};

constexpr Bytes default_read_limit{32ULL << 20};

// The whole content of a regular file (links are followed). Never blocks on a FIFO, never reads a device, never more
// than `limit`.
tl::expected<std::string, ReadFailure> read_file(const std::filesystem::path& file, Bytes limit = default_read_limit);

// Links are followed; nothing where it can't be told.
std::optional<FileStatus> status_of(const std::filesystem::path& file);
// What a path itself is, where it is a link: that link (`device`, as it is nothing else). Nothing, and errno says why,
// where it can't be told.
std::optional<FileStatus> status_of_link(const std::filesystem::path& file);

// Writes a file whole or not at all: beside it, then renamed over it. Throws Error{input}.
void write_atomically(const std::filesystem::path& file, std::string_view content, mode_t permissions = 0644);

}  // namespace megactl::os

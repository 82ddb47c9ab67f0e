#include "core/os/file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace megactl::os {

namespace fs = std::filesystem;

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

std::string_view name_of(FileKind kind) {
    switch (kind) {
        case FileKind::regular: return "a file";
        case FileKind::directory: return "a directory";
        case FileKind::fifo: return "a FIFO";
        case FileKind::socket: return "a socket";
        case FileKind::device: break;
    }
    return "a device";
}

namespace {

FileKind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return FileKind::regular;
    if (S_ISDIR(mode)) return FileKind::directory;
    if (S_ISFIFO(mode)) return FileKind::fifo;
    if (S_ISSOCK(mode)) return FileKind::socket;
    return FileKind::device;
}

FileStatus as_status(const struct stat& entry) {
    return {kind_of(entry.st_mode), entry.st_mode & 07777, entry.st_uid, entry.st_gid};
}

// The first folder on the way that this process may not pass, or the file itself.
fs::path first_denied(const fs::path& file) {
    fs::path walked = file.is_absolute() ? fs::path("/") : fs::path(".");
    for (const fs::path& part : file.parent_path().relative_path()) {
        walked /= part;
        if (::access(walked.c_str(), X_OK) != 0) return walked;
    }
    return file;
}

ReadFailure explain(const fs::path& file, int error_number) {
    using Reason = ReadFailure::Reason;
    ReadFailure failure{Reason::other, error_number, std::nullopt, file, system_reason(error_number)};
    if (error_number == ENOENT || error_number == ENOTDIR) {
        std::error_code ignored;
        if (fs::is_symlink(file, ignored)) {
            failure.reason = Reason::dangling_link;
            failure.explanation =
                fmt::format("a link to `{}`, which does not exist", fs::read_symlink(file, ignored).string());
        } else {
            failure.reason = Reason::missing;
            failure.explanation = "no such file";
        }
    } else if (error_number == EACCES || error_number == EPERM) {
        failure.reason = Reason::denied;
        failure.culprit = first_denied(file);
        if (const auto status = status_of(failure.culprit)) {
            failure.explanation =
                fmt::format("permission denied: `{}` is mode {:o}, owner {}:{}; this is uid {}",
                            failure.culprit.string(), status->permissions, status->owner, status->group, ::geteuid());
        }
    }
    return failure;
}

ReadFailure not_regular(const fs::path& file, FileKind kind) {
    return {ReadFailure::Reason::not_regular, 0, kind, file, fmt::format("it is {}, not a file", name_of(kind))};
}

}  // namespace

tl::expected<std::string, ReadFailure> read_file(const fs::path& file, Bytes limit) {
    // Opening a FIFO or a tape would already block or act: O_NONBLOCK, and a look at what was opened.
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
    if (!descriptor) {
        const int error_number = errno;
        if (error_number == ENXIO) return tl::unexpected(not_regular(file, FileKind::socket));
        return tl::unexpected(explain(file, error_number));
    }
    struct stat entry {};
    if (::fstat(descriptor.number(), &entry) != 0) return tl::unexpected(explain(file, errno));
    if (!S_ISREG(entry.st_mode)) return tl::unexpected(not_regular(file, kind_of(entry.st_mode)));

    const auto size_limit = static_cast<std::size_t>(limit);
    std::string content;
    // Files of /proc say 0 bytes and hold more, so the end is where read() says it is.
    content.resize(std::min(static_cast<std::size_t>(entry.st_size) + 1, size_limit + 1));
    for (std::size_t filled = 0;;) {
        if (filled == content.size()) content.resize(std::min(content.size() * 2 + 4096, size_limit + 1));
        const ssize_t count = ::read(descriptor.number(), content.data() + filled, content.size() - filled);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return tl::unexpected(explain(file, errno));
        filled += static_cast<std::size_t>(count);
        if (filled > size_limit) {
            return tl::unexpected(ReadFailure{ReadFailure::Reason::too_large, EFBIG, FileKind::regular, file,
                                              fmt::format("it is larger than {}", format_size(limit))});
        }
        if (count == 0) {
            content.resize(filled);
            return content;
        }
    }
}

std::optional<FileStatus> status_of(const fs::path& file) {
    struct stat entry {};
    if (::stat(file.c_str(), &entry) != 0) return std::nullopt;
    return as_status(entry);
}

std::optional<FileStatus> status_of_link(const fs::path& file) {
    struct stat entry {};
    if (::lstat(file.c_str(), &entry) != 0) return std::nullopt;
    return as_status(entry);
}

void write_atomically(const fs::path& file, std::string_view content, mode_t permissions) {
    const auto fail = [&](int error_number) {
        return Error(Error::Kind::input,
                     fmt::format("can't write `{}`: {}", file.string(), system_reason(error_number)));
    };
    fs::path folder = file.parent_path();
    if (folder.empty()) folder = ".";
    std::string beside = (folder / ".megactl-XXXXXX").string();
    const Descriptor descriptor(::mkostemp(beside.data(), O_CLOEXEC));
    if (!descriptor) throw fail(errno);
    const auto give_up = [&] {
        const int error_number = errno;
        ::unlink(beside.c_str());
        return fail(error_number);
    };
    while (!content.empty()) {
        const ssize_t count = ::write(descriptor.number(), content.data(), content.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw give_up();
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fchmod(descriptor.number(), permissions) != 0) throw give_up();
    if (::fsync(descriptor.number()) != 0) throw give_up();
    if (::rename(beside.c_str(), file.c_str()) != 0) throw give_up();
}

}  // namespace megactl::os

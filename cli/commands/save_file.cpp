#include "cli/commands/save_file.hpp"

#include "cli/local_error.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

namespace megactl::cli::commands {
namespace {

std::string shown(const std::filesystem::path& file) {
    return escape_controls(file.string());
}

LocalError is_there(const std::filesystem::path& file) {
    return LocalError(
        Error(Error::Kind::input, fmt::format("`{}` is there, and what was saved is never overwritten", shown(file)))
            .help("name another file"));
}

LocalError unwritable(const std::filesystem::path& file) {
    return LocalError(Error(Error::Kind::input, fmt::format("can't write `{}`: {}", shown(file), system_reason(errno)))
                          .help("`--save FILE` names another place"));
}

}  // namespace

SaveFile::SaveFile(std::filesystem::path file)
    : file_(std::move(file)),
      descriptor_(::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND, 0600)) {
    if (!descriptor_) throw errno == EEXIST ? is_there(file_) : unwritable(file_);
    if (is_named_on_disk()) return;
    LocalError failure = unwritable(file_);
    ::unlink(file_.c_str());
    throw LocalError(std::move(failure));
}

// A file that its folder does not name yet would be gone after a power cut, with all that it has on the disk.
bool SaveFile::is_named_on_disk() const {
    const std::filesystem::path folder = file_.has_parent_path() ? file_.parent_path() : ".";
    const os::Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // A folder that can be written to and not read is reached with all that its file system holds.
    const int failed = opened ? ::fsync(opened.number()) : ::syncfs(descriptor_.number());
    return failed == 0 || errno == EINVAL;
}

SaveFile::~SaveFile() {
    if (is_empty_) ::unlink(file_.c_str());
}

void SaveFile::append(std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(descriptor_.number(), text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw unwritable(file_);
        is_empty_ = false;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fdatasync(descriptor_.number()) != 0 && errno != EINVAL) throw unwritable(file_);
}

void SaveFile::expect_absent(const std::filesystem::path& file) {
    if (::faccessat(AT_FDCWD, file.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) throw is_there(file);
}

}  // namespace megactl::cli::commands

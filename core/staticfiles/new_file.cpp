#include "core/staticfiles/new_file.hpp"

#include "core/staticfiles/walk.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <random>

namespace megactl::staticfiles {
namespace {

constexpr mode_t file_mode = 0644;  // Django's FILE_UPLOAD_PERMISSIONS

void discard(int folder, const std::string& beside) {
    if (!beside.empty()) ::unlinkat(folder, beside.c_str(), 0);
}

bool rename_to(int folder, std::string& beside, const std::string& name) {
    if (::renameat(folder, beside.c_str(), folder, name.c_str()) != 0) return false;
    beside.clear();
    return true;
}

}  // namespace

BesideNames::BesideNames() : seed_(std::random_device()()) {}

std::string BesideNames::next() {
    return fmt::format("{}{:08x}-{}", unfinished_prefix, seed_, count_++);
}

NewFile::NewFile(int folder, const RootFolder& root, const std::string& destination, BesideNames& names)
    : folder_(folder), root_(root), destination_(destination) {
    while (!file_) {
        beside_ = names.next();
        constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
        file_ = os::Descriptor(::openat(folder_, beside_.c_str(), flags, file_mode));
        if (!file_ && errno != EEXIST) throw root_.cannot_write(destination_, errno);
    }
}

NewFile::~NewFile() {
    discard(folder_, beside_);
}

void NewFile::write(std::string_view content) {
    while (!content.empty()) {
        const ssize_t count = ::write(number(), content.data(), content.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw root_.cannot_write(destination_, errno);
        content.remove_prefix(static_cast<std::size_t>(count));
    }
}

void NewFile::take_times(const timespec& accessed, const timespec& modified) {
    const std::array<timespec, 2> times{accessed, modified};
    if (::futimens(number(), times.data()) != 0) throw root_.cannot_write(destination_, errno);
}

void NewFile::put_at(const std::string& name) {
    settle_rights();
    if (!rename_to(folder_, beside_, name)) throw root_.cannot_write(destination_, errno);
}

void NewFile::settle_rights() const {
    struct stat entry {};
    if (::fstat(number(), &entry) != 0) throw root_.cannot_write(destination_, errno);
    if (entry.st_gid != root_.group()) {
        [[maybe_unused]] const int ignored = ::fchown(number(), static_cast<uid_t>(-1), root_.group());
    }
    if ((entry.st_mode & 07777) != file_mode && ::fchmod(number(), file_mode) != 0) {
        throw root_.cannot_write(destination_, errno);
    }
}

NewLink::NewLink(int folder, const RootFolder& root, const std::string& destination, BesideNames& names,
                 const std::string& text)
    : folder_(folder), root_(root), destination_(destination) {
    while (true) {
        beside_ = names.next();
        if (::symlinkat(text.c_str(), folder_, beside_.c_str()) == 0) return;
        if (errno != EEXIST) throw root_.cannot_write(destination_, errno);
    }
}

NewLink::~NewLink() {
    discard(folder_, beside_);
}

void NewLink::put_at(const std::string& name) {
    if (!rename_to(folder_, beside_, name)) throw root_.cannot_write(destination_, errno);
}

}  // namespace megactl::staticfiles

#include "core/os/path_walk.hpp"

#include "core/os/selinux.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <deque>

namespace megactl::os {
namespace {

namespace fs = std::filesystem;
using End = PathWalk::End;

bool lies_on_read_only_mount(const fs::path& file) {
    struct statvfs system {};
    return ::statvfs(file.c_str(), &system) == 0 && (system.f_flag & ST_RDONLY) != 0;
}

bool cannot_be_changed(const fs::path& file) {
    struct statx entry {};
    const int result = ::statx(AT_FDCWD, file.c_str(), AT_SYMLINK_NOFOLLOW, STATX_TYPE, &entry);
    return result == 0 && (entry.stx_attributes & STATX_ATTR_IMMUTABLE) != 0;
}

class Walker {
public:
    Walker(const fs::path& path, const PathView& view) : view_(view) {
        for (const fs::path& part : path.relative_path())
            rest_.push_back(part);
    }

    PathWalk walk() && {
        at_ = "/";
        if (!take_step()) return std::move(walk_);
        while (!rest_.empty()) {
            const fs::path part = rest_.front();
            rest_.pop_front();
            if (part.empty() || part == ".") continue;
            if (is_at_file_) return ended(End::no_folder);
            at_ = part == ".." ? at_.parent_path() : at_ / part;
            if (!take_step()) break;
        }
        return std::move(walk_);
    }

private:
    PathWalk ended(End end) {
        walk_.end = end;
        walk_.culprit = at_;
        return std::move(walk_);
    }

    bool end_here(int error_number) {
        walk_.end = error_number == EACCES || error_number == EPERM ? End::closed : End::missing;
        walk_.culprit = at_;
        walk_.is_last_missing = rest_.empty();
        return false;
    }

    // Looks at where it stands; false where the way ends.
    bool take_step() {
        is_at_file_ = false;
        const auto known = std::ranges::find(walk_.steps, at_, &PathStep::path);
        if (known != walk_.steps.end() && !known->is_link()) {  // a link led back
            walk_.last = static_cast<std::size_t>(known - walk_.steps.begin());
            return true;
        }
        PathStep step;
        step.path = at_;
        if (const auto place = view_(at_)) {
            errno = 0;
            const auto status = status_of_link(*place);
            if (!status) return end_here(errno);
            step.place = *place;
            step.status = *status;
            step.label = selinux_label(*place).value_or(std::string());
            std::error_code no_link;
            step.target = fs::read_symlink(*place, no_link);
            if (!step.is_link()) {
                step.access_list = access_list_of(*place);
                step.is_read_only = lies_on_read_only_mount(*place);
                step.is_immutable = cannot_be_changed(*place);
            }
        }
        is_at_file_ = step.is_here() && !step.is_link() && step.status.kind != FileKind::directory;
        walk_.last = walk_.steps.size();
        walk_.steps.push_back(std::move(step));
        return !walk_.steps.back().is_link() || follow(walk_.steps.back().target);
    }

    bool follow(const fs::path& target) {
        constexpr int most_links = 40;  // as the kernel has it
        if (++links_ > most_links) {
            walk_.end = End::many_links;
            walk_.culprit = at_;
            return false;
        }
        std::deque<fs::path> parts;
        for (const fs::path& part : target.relative_path())
            parts.push_back(part);
        rest_.insert(rest_.begin(), parts.begin(), parts.end());
        at_ = target.is_absolute() ? fs::path("/") : at_.parent_path();
        return true;
    }

    const PathView& view_;
    std::deque<fs::path> rest_;
    fs::path at_;
    PathWalk walk_;
    bool is_at_file_ = false;
    int links_ = 0;
};

}  // namespace

PathWalk walk_path(const fs::path& path, const PathView& view) {
    return Walker(path, view).walk();
}

}  // namespace megactl::os

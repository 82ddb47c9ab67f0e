#include "core/staticfiles/carry_over.hpp"

#include "core/base/text.hpp"
#include "core/staticfiles/collected_names.hpp"
#include "core/staticfiles/copy_content.hpp"
#include "core/staticfiles/folder_reader.hpp"
#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/new_file.hpp"
#include "core/staticfiles/walk.hpp"

#include <climits>
#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;

class Carrier {
public:
    Carrier(const fs::path& from, const RootFolder& to, const std::function<bool(std::string_view)>& is_left_out,
            const std::stop_token& stop)
        : from_(from), to_(to), is_left_out_(is_left_out), stop_(stop) {}

    void run() {
        pending_.emplace_back();
        while (!pending_.empty() && !stop_.stop_requested()) {
            const std::string folder = std::exchange(pending_.back(), {});
            pending_.pop_back();
            carry_folder(folder);
        }
    }

private:
    void carry_folder(const std::string& path) {
        FolderReader reader(::open((from_ / path).c_str(), open_folder_flags));
        if (!reader) throw unreadable(path, errno);
        to_.make_folder(path);
        const os::Descriptor target = to_.open_folder(path);
        take_rights(reader.number(), path);
        while (const auto item = reader.next()) {
            if (stop_.stop_requested()) return;
            std::string inner = path.empty() ? std::string(item->name) : fmt::format("{}/{}", path, item->name);
            if (item->kind == FolderReader::Kind::folder) {
                pending_.push_back(std::move(inner));
            } else if (!item->name.starts_with(own_prefix) && !is_left_out_(inner)) {
                carry_file(reader.number(), target.number(), *item, inner);
            }
        }
        if (reader.error_number() != 0) throw unreadable(path, reader.error_number());
    }

    Error unreadable(const std::string& path, int reason) const {
        return {Error::Kind::input,
                fmt::format("can't read `{}`: {}", escape_controls((from_ / path).string()), system_reason(reason))};
    }

    // Its group and mode, as far as this user may give them.
    void take_rights(int folder, const std::string& path) const {
        struct stat entry {};
        struct stat made {};
        const char* const name = path.empty() ? "." : path.c_str();
        if (::fstat(folder, &entry) != 0 || ::fstatat(to_.number(), name, &made, 0) != 0) return;
        if (entry.st_gid != made.st_gid) {
            [[maybe_unused]] const int ignored =
                ::fchownat(to_.number(), name, static_cast<uid_t>(-1), entry.st_gid, 0);
        }
        constexpr mode_t rights = 07777;
        if ((entry.st_mode & rights) == (made.st_mode & rights)) return;
        [[maybe_unused]] const int ignored = ::fchmodat(to_.number(), name, entry.st_mode & rights, 0);
    }

    void carry_file(int from, int to, const FolderReader::Item& item, const std::string& path) {
        const char* const name = item.name.data();
        if (item.kind == FolderReader::Kind::link) {
            carry_link(from, to, name, path);
        } else if (::linkat(from, name, to, name, 0) != 0) {
            // Another file system, too many links, or a file that isn't this user's.
            copy(from, to, item, path);
        }
    }

    void carry_link(int from, int to, const char* name, const std::string& path) const {
        std::array<char, PATH_MAX> buffer{};
        const ssize_t length = ::readlinkat(from, name, buffer.data(), buffer.size());
        if (length < 0) throw unreadable(path, errno);
        const std::string text(buffer.data(), static_cast<std::size_t>(length));
        const fs::path place = fs::path(path).parent_path() / text;
        if (!text.starts_with('/') && leaves_root(normal_path(place.string()))) {
            throw Error(Error::Kind::input,
                        fmt::format("`{}` is a link to `{}`, which would lead elsewhere from a "
                                    "release",
                                    escape_controls((from_ / path).string()), escape_controls(text)))
                .help("let it lead to an absolute path, or remove it; nothing was changed");
        }
        if (::symlinkat(text.c_str(), to, name) != 0) throw to_.cannot_write(path, errno);
    }

    void copy(int from, int to, const FolderReader::Item& item, const std::string& path) {
        const os::Descriptor source(::openat(from, item.name.data(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
        struct stat entry {};
        if (!source || ::fstat(source.number(), &entry) != 0) throw unreadable(path, errno);
        if (!S_ISREG(entry.st_mode)) return;  // a socket or FIFO is nothing to be served
        NewFile target(to, to_, path, names_);
        const ContentCopy::Outcome outcome =
            content_.copy(source.number(), target.number(), static_cast<std::uint64_t>(entry.st_size), stop_);
        if (outcome.read_error != 0) throw unreadable(path, outcome.read_error);
        if (outcome.write_error != 0) throw to_.cannot_write(path, outcome.write_error);
        if (outcome.was_stopped) return;
        target.take_times(entry.st_atim, entry.st_mtim);
        target.put_at(std::string(item.name));
    }

    const fs::path& from_;
    const RootFolder& to_;
    const std::function<bool(std::string_view)>& is_left_out_;
    const std::stop_token& stop_;
    std::vector<std::string> pending_;
    BesideNames names_;
    std::vector<char> buffer_ = std::vector<char>(128UL << 10);
    ContentCopy content_{buffer_};
};

}  // namespace

void carry_over(const fs::path& from, const RootFolder& to, const std::function<bool(std::string_view)>& is_left_out,
                const std::stop_token& stop) {
    Carrier(from, to, is_left_out, stop).run();
}

}  // namespace megactl::staticfiles

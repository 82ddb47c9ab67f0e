#pragma once

#include <dirent.h>
#include <fcntl.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace megactl::staticfiles {

constexpr int open_folder_flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK;

// The entries of one open folder, `.` and `..` left out. Owns the descriptor it is made from.
class FolderReader {
public:
    enum class Kind { file, folder, link };  // a link is not followed; sockets and the like count as files

    struct Item {
        std::string_view name;  // ends in a null byte; valid until the next call
        Kind kind;
    };

    // A negative `descriptor` makes a reader that is false.
    explicit FolderReader(int descriptor);

    explicit operator bool() const { return stream_ != nullptr; }
    int number() const { return ::dirfd(stream_.get()); }

    // Nothing at the end, and after an error.
    std::optional<Item> next();
    int error_number() const { return error_number_; }

private:
    struct Closer {
        void operator()(DIR* stream) const { ::closedir(stream); }
    };

    Kind kind_of(const dirent& entry) const;

    std::unique_ptr<DIR, Closer> stream_;
    int error_number_ = 0;
};

// What a folder that isn't there is taken for.
enum class AbsentFolder { failure, empty };

// Visits what lies in a folder. Throws Error{input} where it can't be read to its end.
void for_each_entry(const std::filesystem::path& folder, AbsentFolder absent,
                    const std::function<void(const FolderReader::Item&)>& visit);

}  // namespace megactl::staticfiles

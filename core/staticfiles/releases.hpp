#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// A whole tree of collected files, named by the time it was made: `20261130T013052Z`.
struct Release {
    std::string name;
    std::chrono::sys_seconds made{};
    std::string before{};  // the one that was current until this one was made; empty without
    bool is_current = false;
};

// The releases of a root that is a link, in a folder beside it:
//
//     public -> .megactl-releases/public/20261130T013052Z
//     .megactl-releases/public/20261130T013052Z/…
//     .megactl-releases/public/20261128T170000Z/…
//     .megactl-releases/public/.before-20261130T013052Z -> 20261128T170000Z
//
// A release has its name only once it is whole, and the link changes by one rename: whoever looks sees one release or
// the other. The links are relative, so that the tree may be mounted elsewhere. What changes anything wants the folder
// to be locked by a RootFolder.
class Releases {
public:
    // `root` is absolute; `root_name` is what people read.
    Releases(std::filesystem::path root, std::string root_name);

    const std::filesystem::path& root() const { return root_; }
    const std::string& root_name() const { return root_name_; }
    const std::filesystem::path& folder() const { return folder_; }
    const std::string& folder_name() const { return folder_name_; }  // what people read
    std::filesystem::path folder_of(std::string_view release) const { return folder_ / release; }

    enum class RootKind { absent, folder, release, other };
    RootKind root_kind() const;
    // Throws Error{input} where the root can't become a link: it is a file, a link of somebody else's or a mount.
    void require_replaceable() const;

    // The oldest first. Throws Error{input} where the folder can't be read.
    std::vector<Release> list() const;
    std::optional<std::string> current() const;  // nothing, too, where the link leads to nothing
    // For a release that is made at this time: later than those that there are.
    std::string next_name(std::chrono::sys_seconds made) const;

    // What killed runs left. Throws Error{input}.
    void remove_unfinished() const;
    // Makes it the current one. Throws Error{input}.
    void switch_to(std::string_view release) const;
    // The root is a folder, which becomes the release `former`, and at once the link to `release` takes its place.
    // Throws Error{input}.
    void replace_folder(std::string_view release, std::string_view former) const;
    void remember_before(std::string_view release, std::string_view before) const;
    void remove(std::string_view release) const;

private:
    std::string link_text(std::string_view release) const;
    std::string before(std::string_view release) const;

    std::filesystem::path root_;
    std::string root_name_;
    std::filesystem::path folder_;
    std::string folder_name_;
};

// Those that go when the last `keep` stay, and the current one.
std::vector<std::string> outdated(const std::vector<Release>& releases, std::size_t keep);

// The one to go back to: the one that was current before the current one was made, else, where that is gone, the next
// older one; nothing where there is none.
std::optional<std::string> release_before_current(const std::vector<Release>& releases);

}  // namespace megactl::staticfiles

#pragma once

#include "core/staticfiles/sources.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// All that lies in the root, for those who empty it; but for what is our own.
struct RootListing {
    std::vector<std::string> files;  // and links to files, dangling links, sockets, …
    std::vector<std::string> folders;
    std::vector<std::string> folder_links;  // links to folders: neither followed nor removed
};

// Throws Error{input} for a folder that can't be read, and when one of the `sources` lies within: emptying the root
// would delete it. A root that isn't there is empty.
RootListing list_root(const std::filesystem::path& root, std::span<const SourceFolder> sources,
                      const std::stop_token& stop = {});

// What stands where a file shall be written.
struct Target {
    enum class Kind {
        absent,
        file,  // or anything else that is neither a link nor a folder
        link,
        empty_folder,
        folder,
        blocked,  // a part of its path is no folder
    };

    Kind kind = Kind::absent;
    std::optional<std::int64_t> modified;  // links followed; nothing where it can't be told
    std::uint64_t size = 0;
};

// A target for each destination, in their order. Throws Error{input} where it can't be told.
std::vector<Target> look_at_targets(const std::filesystem::path& root, std::span<const std::string_view> destinations);

// Is there anything in the folder?
bool is_empty_or_absent(const std::filesystem::path& folder);

}  // namespace megactl::staticfiles

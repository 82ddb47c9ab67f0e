#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// How a folder came to be where it is.
struct Mounted {
    std::string story;   // "`./public` is bind-mounted (compose.yaml:46)"
    std::string source;  // what it is called where it comes from: "public"; empty where that isn't known
};

// Asked only when something can't be written: nothing where no mount is to blame.
using MountLookup = std::function<std::optional<Mounted>(const std::filesystem::path& folder)>;

// The folder that is mounted uppermost over `folder`, by the text of /proc/self/mountinfo: `folder` itself or one it
// lies in, but none outside of `within`.
std::optional<std::filesystem::path> mount_over(std::string_view mountinfo, const std::filesystem::path& folder,
                                                const std::filesystem::path& within);

}  // namespace megactl::staticfiles

#pragma once

#include "core/os/file.hpp"
#include "core/staticfiles/file_state.hpp"
#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/sources.hpp"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// What a file that is being written is called until it is whole. Never collected, never shown; the next run removes
// those that a killed one left.
constexpr std::string_view unfinished_prefix = ".megactl-new-";
// Every name of our own begins with this.
constexpr std::string_view own_prefix = ".megactl-";

// Which folder it is, whatever its path says.
struct FolderId {
    dev_t device = 0;
    ino_t inode = 0;

    bool operator==(const FolderId&) const = default;
};
// Links are followed; nothing where there is no such folder.
std::optional<FolderId> folder_id(const std::filesystem::path& folder);

// A file of a source. Everything that is no folder counts: links are followed to tell.
struct SourceFile {
    std::string path;  // inside the source
    os::FileKind kind = os::FileKind::regular;
    std::int64_t modified = 0;  // whole seconds of the Unix time, however far
    FileState state{};
    int error_number = 0;  // why nothing more is known: a dangling link, a folder that may not be passed
};

struct Listing {
    std::vector<SourceFile> files;
};

// The files of a source that no pattern covers. The folder `root`, where files are collected to, is left out should it
// lie within. Throws Error{input} for a source that is no folder, for a folder that can't be read and for a link that
// leads back to a folder it is in. Ends early, with what it has, when `stop` is asked for.
Listing list_source(const SourceFolder& source, const IgnorePatterns& ignored, std::optional<FolderId> root,
                    const std::stop_token& stop = {});

}  // namespace megactl::staticfiles

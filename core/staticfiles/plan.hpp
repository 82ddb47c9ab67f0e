#pragma once

#include "core/staticfiles/file_state.hpp"
#include "core/staticfiles/packing.hpp"
#include "core/staticfiles/root.hpp"
#include "core/staticfiles/sources.hpp"
#include "core/staticfiles/walk.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// A file of a source, and the place in the root it wants.
struct Candidate {
    std::string destination;
    std::size_t source = 0;  // which of the sources
    SourceFile file;
};

// A candidate that came too late.
struct Shadowed {
    Candidate loser;
    std::size_t winner = 0;  // the source that supplies the destination
};

// Who supplies each destination: the first source that has it.
struct Supply {
    std::vector<Candidate> winners;  // in the order of their destinations' bytes
    std::vector<Shadowed> shadowed;  // likewise

    std::vector<std::string_view> destinations() const;  // views end with the supply
};
Supply first_wins(std::span<const SourceFolder> sources, std::vector<Listing> listings);

struct Transfer {
    std::string destination;
    std::size_t source = 0;
    std::string path;              // inside the source
    FileState state{};             // the source's
    bool replaces_folder = false;  // an empty one
    bool replaces_file = false;    // or a link
};

// An up-to-date file that stays as it is.
struct Kept {
    Transfer transfer;
    // The source has another size, only older: Django compares times alone, and so users serve stale copies.
    bool is_suspicious = false;
};

struct Removal {
    enum class Moment {
        first,     // it stands where a folder is needed
        replaced,  // what is written there takes its place at once
        last,      // nothing is missed before the new files stand
    };
    std::string path;
    Moment moment = Moment::last;
};

// A file whose content is at hand.
struct TextFile {
    std::string path;
    std::string content;
};

// What `--manifest` adds to the plain files.
struct HashedWrites {
    std::vector<Transfer> copy;      // a file of a source under its hashed name
    std::vector<TextFile> texts;     // rewritten ones, under theirs
    std::size_t unchanged = 0;       // hashed names that stand already, with that content
    std::vector<std::string> names;  // the places of all of them, sorted
    std::string manifest;            // empty: none is written
};

// What `--compress` adds: packed neighbours of the files, plain ones and hashed ones.
struct PackPlan {
    std::vector<Encoding> encodings;     // sorted; none: nothing is packed
    std::vector<std::string> files;      // those to be tried, sorted
    std::vector<std::string> collected;  // all files, sorted: none of them is removed as an old neighbour
};

// What `--prune` takes away.
struct PrunePlan {
    std::vector<std::string> files;  // in the order in which they go
    std::size_t remembered = 0;      // how many manifests the root keeps of its past; 0: it keeps none
};

// Every file operation, decided before the first is done; each list in the order of the paths' bytes.
struct CollectPlan {
    std::vector<Transfer> copy;
    std::vector<Transfer> link;
    std::vector<Kept> keep;
    std::vector<Removal> remove;
    std::vector<Shadowed> shadowed;
    HashedWrites hashed;
    PackPlan pack;
    PrunePlan prune;

    // What there is to write, the manifest included.
    std::size_t operation_count() const {
        return copy.size() + link.size() + hashed.copy.size() + hashed.texts.size() +
               (hashed.manifest.empty() ? 0 : 1) + (pack.encodings.empty() ? 0 : pack.files.size());
    }
};

struct CollectMode {
    bool links = false;  // a link to each file instead of a copy
};

// Decides by Django's rules. `targets` are those of the supply's destinations, in their order; `clear` lists the root
// when it is to be emptied first. Throws Error{input} naming all that stands in the way: dangling links, sources that
// are no files, folders where files are needed and files where folders are. Pure.
CollectPlan make_plan(std::span<const SourceFolder> sources, Supply supply, std::vector<Target> targets,
                      const std::optional<RootListing>& clear, CollectMode mode);

// `static/css/site.css`: a file of a source as people know it.
std::string source_path(const SourceFolder& source, std::string_view path);

}  // namespace megactl::staticfiles

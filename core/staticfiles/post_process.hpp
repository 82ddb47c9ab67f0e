#pragma once

#include "core/base/source.hpp"
#include "core/staticfiles/content_memory.hpp"
#include "core/staticfiles/django_release.hpp"
#include "core/staticfiles/plan.hpp"
#include "core/staticfiles/progress.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace megactl::staticfiles {

// A collected file under its hashed name.
struct HashedFile {
    Transfer original;                  // as it is collected
    std::string name;                   // `css/a.0123456789ab.css`
    std::optional<std::string> text{};  // its content with rewritten references, where it has any
};

// Something that is wrong with names or references, or worth a warning.
struct ReferenceProblem {
    enum class Kind {
        missing,    // `written` leads to `target`, which isn't there
        outside,    // `target` leaves the root
        unwritten,  // a warning: the name that stands there now is not written (Django's is neither)
        not_utf8,   // the file is none
        cycle,      // `cycle` names the files that refer to each other, the first one again at the end
        unusable,   // `target` is a hashed name that no file can have
    };
    Kind kind = Kind::missing;
    std::string file;              // as people know it
    std::optional<Location> at{};  // nothing where it is about the whole file
    std::string written{};
    std::string target{};
    std::optional<std::string> nearest{};  // what was probably meant, a path in the root
    bool is_in_comment = false;
    std::vector<std::string> cycle{};
};

struct PostProcessed {
    std::vector<HashedFile> files;  // in the order of the collected ones; unfinished after a stop or with problems
    std::vector<ReferenceProblem> problems;
    std::vector<ReferenceProblem> warnings;
};

struct PostProcessOptions {
    RewriteRules rules;
    std::filesystem::path root;  // what lies there counts as well for references, unless it is cleared
    bool is_root_cleared = false;
    ContentMemory& memory;  // what earlier runs found out, and this one
    std::size_t threads = 1;
    std::stop_token stop{};
    Progress* progress = nullptr;  // counts the files that are hashed
};

// Finds the hashed name of every collected file and rewrites the references of style sheets and scripts: the fixed
// point that Django's passes come to, at any depth. Nothing is written. `collected` is in the order of the
// destinations' bytes. Throws Error{input} for a file that can't be read.
PostProcessed post_process(std::span<const Transfer> collected, std::span<const SourceFolder> sources,
                           const PostProcessOptions& options);

}  // namespace megactl::staticfiles

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// Python's `os.path.normpath`, by text alone: `docs/` is `docs`, `./x` is `x`, `a/../b` is `b`, nothing is `.`.
std::string normal_path(std::string_view path);

// The globs whose files and folders are left out. Matching is Python's `fnmatchcase`: `*` crosses `/`.
class IgnorePatterns {
public:
    // The three that Django always adds.
    static std::vector<std::string> defaults();

    explicit IgnorePatterns(std::span<const std::string> patterns);

    // `folder` is the path inside the source of what holds the file, empty at the top. A file falls to its name or its
    // path.
    bool cover_file(std::string_view folder, std::string_view name) const;
    // A folder falls to its bare name only, never to its path.
    bool cover_folder(std::string_view name) const { return cover(name); }

private:
    // Most patterns are a plain word with at most one star at an end: those need no glob matching.
    struct Pattern {
        enum class Form { word, beginning, ending, glob };
        Form form = Form::glob;
        std::string text;  // without its star, but for a glob

        bool covers(std::string_view subject) const;
    };

    static Pattern compile(std::string pattern);
    bool cover(std::string_view subject) const;

    std::vector<Pattern> patterns_;
};

}  // namespace megactl::staticfiles

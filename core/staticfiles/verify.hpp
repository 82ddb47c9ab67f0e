#pragma once

#include "core/base/source.hpp"
#include "core/staticfiles/django_release.hpp"
#include "core/staticfiles/manifest.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace megactl::staticfiles {

// Something in which a root and its manifest do not agree.
struct RootProblem {
    enum class Kind {
        missing_file,       // the manifest names `file`, and nothing is there, or no file
        changed_file,       // `file` has not the content that its name promises
        missing_reference,  // `file` refers to `target`, which isn't there
    };
    Kind kind = Kind::missing_file;
    std::string file;                      // the path in the root
    std::string path{};                    // what the manifest calls it by
    std::optional<Location> at{};          // of a reference
    std::string target{};                  // likewise
    std::optional<std::string> nearest{};  // likewise: what was probably meant, a path in the root
    bool is_source_map = false;            // only developer tools ask for it
};

struct VerifiedRoot {
    std::vector<RootProblem> problems;  // in the order of the manifest's paths
    std::vector<std::string> stale;     // hashed files that the manifest does not name, sorted
};

struct VerifyOptions {
    std::filesystem::path root;
    std::string root_name;  // what people read
    std::string static_url = "/static/";
    std::size_t threads = 1;
    std::stop_token stop{};
};

// Holds the files of a root against its manifest. Certain or silent: a hashed name that was not made as Django makes it
// promises nothing. Throws Error{input} for a file that is there and can't be read.
VerifiedRoot verify_root(std::span<const ManifestEntry> manifest, const VerifyOptions& options);

}  // namespace megactl::staticfiles

#pragma once

#include "core/staticfiles/verify.hpp"

#include <span>
#include <string>
#include <vector>

namespace megactl::staticfiles {

// A packed file that is not the one beside it.
struct PackedProblem {
    std::string file;  // the path in the root
    std::string why;   // "it is damaged"
};

struct VerifiedPacked {
    std::vector<PackedProblem> problems;  // in the order of the files
    std::vector<std::string> orphans;     // packed from files that aren't there, sorted
};

// Unpacks what lies beside the files of a root, and compares. Silent about files that the manifest itself names, which
// sources may bring as they like, and about packed ones of which nothing tells that a server takes them for another.
// Throws Error{input} for what can't be read.
VerifiedPacked verify_packed(std::span<const ManifestEntry> manifest, const VerifyOptions& options);

}  // namespace megactl::staticfiles

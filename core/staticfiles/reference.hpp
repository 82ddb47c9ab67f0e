#pragma once

#include "core/staticfiles/django_release.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// The names and hashes that references lead to.
class StaticNames {
public:
    // What lies in the root under a path that is not the very name of a collected file.
    struct Plain {
        enum class Kind { missing, file, folder, outside };  // outside: the path leaves the root
        Kind kind = Kind::missing;
        std::string hash;  // of a file
    };

    StaticNames() = default;
    StaticNames(const StaticNames&) = delete;
    StaticNames& operator=(const StaticNames&) = delete;
    virtual ~StaticNames() = default;

    // The hashed name of a collected file; nothing where `key` is none.
    virtual std::optional<std::string> hashed(std::string_view key) = 0;
    virtual Plain plain(std::string_view path) = 0;
};

// What becomes of a reference.
struct Resolution {
    enum class Kind {
        left,      // it leads elsewhere, and stays as it is written
        replaced,  // by `url`
        missing,   // there is no `target`
        outside,   // `target` leaves the root
    };
    Kind kind = Kind::left;
    std::string url;
    std::string target;  // the path in the root
    // The new name has the hash of the target's plain content: where a query or a blank stands behind its name Django
    // does not find it among the hashed files. Should the target be rewritten itself, nothing has that name.
    bool is_plain_hash = false;
};

// Resolves the reference `url` of `file`, a path in the root.
Resolution resolve(std::string_view url, std::string_view file, const RewriteRules& rules, StaticNames& names);

}  // namespace megactl::staticfiles

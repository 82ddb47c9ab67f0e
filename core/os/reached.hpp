#pragma once

#include "core/base/result.hpp"

#include <string>
#include <utility>

namespace megactl::os {

// Why there is no connection, and the next step for whoever wanted one: empty where nobody knows any.
struct Unreached : Problem {
    std::string help;
};
template <class T>
using Reached = tl::expected<T, Unreached>;

inline tl::unexpected<Unreached> unreached(std::string reason, std::string help = {}) {
    return tl::unexpected(Unreached{{std::move(reason)}, std::move(help)});
}

}  // namespace megactl::os

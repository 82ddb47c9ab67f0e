#include "cli/version.hpp"

namespace megactl::cli {

std::string_view version() {
    return MEGACTL_VERSION;
}

}  // namespace megactl::cli

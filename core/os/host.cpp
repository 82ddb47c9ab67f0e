#include "core/os/host.hpp"

#include <climits>

#include <unistd.h>

#include <array>

namespace megactl::os {

std::string host_name() {
    std::array<char, HOST_NAME_MAX + 1> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
    return name.data();
}

}  // namespace megactl::os

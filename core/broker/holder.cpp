#include "core/broker/holder.hpp"

#include "core/os/host.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace megactl::broker {

std::string new_holder() {
    return fmt::format("{}@{}-{}", ::getpid(), os::host_name(), os::random_text("0123456789abcdef", 8));
}

}  // namespace megactl::broker

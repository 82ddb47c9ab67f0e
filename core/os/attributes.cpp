#include "core/os/attributes.hpp"

#include <sys/xattr.h>

namespace megactl::os {

namespace fs = std::filesystem;

std::optional<std::string> attribute_of(const fs::path& file, const char* name) {
    constexpr std::size_t longest = 64U << 10U;  // as the kernel has it
    std::string value(longest, '\0');
    const ssize_t length = ::lgetxattr(file.c_str(), name, value.data(), value.size());
    if (length < 0) return std::nullopt;
    value.resize(static_cast<std::size_t>(length));
    return value;
}

}  // namespace megactl::os

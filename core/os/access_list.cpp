#include "core/os/access_list.hpp"

#include "core/os/attributes.hpp"

#include <cstdint>
#include <optional>

namespace megactl::os {
namespace {

// Little-endian on every machine.
std::uint32_t number_at(std::string_view bytes, std::size_t offset, std::size_t width) {
    std::uint32_t number = 0;
    for (std::size_t i = width; i > 0; --i)
        number = (number << 8U) | static_cast<unsigned char>(bytes[offset + i - 1]);
    return number;
}

std::optional<AccessEntry::Who> who_of(std::uint32_t tag) {
    using Who = AccessEntry::Who;
    switch (tag) {
        case 0x01: return Who::owner;
        case 0x02: return Who::user;
        case 0x04: return Who::owning_group;
        case 0x08: return Who::group;
        case 0x10: return Who::mask;
        case 0x20: return Who::others;
        default: return std::nullopt;
    }
}

}  // namespace

AccessList parse_access_list(std::string_view bytes) {
    // A version, then of each entry its tag, permissions and id.
    constexpr std::size_t head = 4;
    constexpr std::size_t width = 8;
    constexpr std::uint32_t known_version = 2;
    if (bytes.size() < head || (bytes.size() - head) % width != 0 || number_at(bytes, 0, head) != known_version)
        return {};
    AccessList list;
    for (std::size_t at = head; at < bytes.size(); at += width) {
        const auto who = who_of(number_at(bytes, at, 2));
        if (!who) return {};
        list.push_back({*who, number_at(bytes, at + 2, 2) & 07U, number_at(bytes, at + 4, 4)});
    }
    return list;
}

AccessList access_list_of(const std::filesystem::path& file) {
    return parse_access_list(attribute_of(file, "system.posix_acl_access").value_or(std::string()));
}

}  // namespace megactl::os

#pragma once

#include "core/tls/pem_file.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace megactl::tls {

// What a certificate is among others.
enum class ChainRole { leaf, self_signed, intermediate, root };

std::string_view name_of(ChainRole role);  // "leaf", "self-signed", "intermediate", "root"

struct Kin {
    ChainRole role = ChainRole::leaf;
    std::optional<std::size_t> issuer{};  // which of the others signed it; a self-signed one has none
};

// Who signed whom, told by the signatures and not by names alone. Of several with one key and name, the first.
std::vector<Kin> kinship_of(std::span<const Certificate* const> certificates);

}  // namespace megactl::tls

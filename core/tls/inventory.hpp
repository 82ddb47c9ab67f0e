#pragma once

#include "core/tls/contents.hpp"
#include "core/tls/kinship.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace megactl::tls {

// One thing among all that were looked at.
struct Entry {
    const Contents* file = nullptr;
    const Item* item = nullptr;
    std::size_t number = 0;  // in its file, from 1

    std::optional<Kin> kin{};  // of a certificate; the issuer is an entry
    // Who has the same key: of a private key its certificates, of anything else its private keys. Ten at most.
    std::vector<std::size_t> same_key{};
};

// What some files hold, and how it belongs together across all of them. Lives no longer than they do.
std::vector<Entry> inventory_of(const std::vector<Contents>& files);

}  // namespace megactl::tls

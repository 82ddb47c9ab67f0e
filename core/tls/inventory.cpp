#include "core/tls/inventory.hpp"

#include <string_view>
#include <unordered_map>
#include <variant>

namespace megactl::tls {

namespace {

constexpr std::size_t kept_partners = 10;

using KeyOwners = std::unordered_map<std::string_view, std::vector<std::size_t>>;

std::string_view public_key_of(const Item& item) {
    return std::visit(
        [](const auto& thing) -> std::string_view {
            if constexpr (requires { thing.public_key; }) return thing.public_key;
            return {};
        },
        item);
}

template <class Thing>
KeyOwners owners_among(const std::vector<Entry>& entries) {
    KeyOwners owners;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!std::holds_alternative<Thing>(*entries[i].item)) continue;
        std::vector<std::size_t>& same = owners[public_key_of(*entries[i].item)];
        if (same.size() < kept_partners) same.push_back(i);
    }
    return owners;
}

void tell_same_keys(std::vector<Entry>& entries) {
    const KeyOwners certificates = owners_among<Certificate>(entries);
    const KeyOwners keys = owners_among<PrivateKey>(entries);
    for (Entry& entry : entries) {
        const std::string_view key = public_key_of(*entry.item);
        if (key.empty()) continue;
        const KeyOwners& owners = std::holds_alternative<PrivateKey>(*entry.item) ? certificates : keys;
        if (const auto found = owners.find(key); found != owners.end()) entry.same_key = found->second;
    }
}

void tell_kin(std::vector<Entry>& entries) {
    std::vector<const Certificate*> certificates;
    std::vector<std::size_t> places;  // of each certificate among the entries
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (const auto* certificate = std::get_if<Certificate>(entries[i].item)) {
            certificates.push_back(certificate);
            places.push_back(i);
        }
    }
    const std::vector<Kin> kin = kinship_of(certificates);
    for (std::size_t i = 0; i < kin.size(); ++i) {
        Entry& entry = entries[places[i]];
        entry.kin = kin[i];
        if (kin[i].issuer) entry.kin->issuer = places[*kin[i].issuer];
    }
}

}  // namespace

std::vector<Entry> inventory_of(const std::vector<Contents>& files) {
    std::vector<Entry> entries;
    for (const Contents& file : files) {
        for (std::size_t i = 0; i < file.items.size(); ++i)
            entries.push_back({.file = &file, .item = &file.items[i], .number = i + 1});
    }
    tell_kin(entries);
    tell_same_keys(entries);
    return entries;
}

}  // namespace megactl::tls

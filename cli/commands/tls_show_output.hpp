#pragma once

#include "core/report/palette.hpp"
#include "core/tls/inventory.hpp"

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

// How `tls show` writes what it found. Pure; texts of certificates are escaped here.
namespace megactl::cli::commands {

struct ShowStyle {
    report::Palette palette = report::Palette::plain();
    std::size_t names_limit = static_cast<std::size_t>(-1);  // of a certificate; more are counted
};

std::string inventory_text(std::span<const tls::Entry> entries, std::chrono::sys_seconds now, const ShowStyle& style);
std::string inventory_json(const std::vector<tls::Contents>& files, std::span<const tls::Entry> entries,
                           std::chrono::sys_seconds now);
// A line an item.
std::string inventory_lines(std::span<const tls::Entry> entries, std::chrono::sys_seconds now);

// "chain.pem:31", "site.p12, item 2", "site.der"; `item` only where the line does not tell. Escaped.
std::string place_of(const tls::Entry& entry);

}  // namespace megactl::cli::commands

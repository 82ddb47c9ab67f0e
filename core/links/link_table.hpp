#pragma once

#include "core/links/link.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::links {

// Every link, ready to answer with, in memory: redirects go on while the database is away. Built once, then only read:
// any number of threads may.
class LinkTable {
public:
    struct Target {
        std::int64_t id = 0;
        std::string_view location;  // as it goes into the header; lives as long as the table
        bool is_refused = false;    // its scheme must not be sent to a browser
    };

    // Before the first find(). A link that no path can name is left out.
    void add(const Link& link);
    void finish();

    // Both exactly as they are stored: case matters.
    std::optional<Target> find(std::string_view user, std::string_view slug) const;
    std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        std::int64_t id;
        std::uint64_t begin;  // in text_: user, slug, location
        std::uint32_t location_size;
        std::uint16_t user_size;
        std::uint16_t slug_size : 15;
        std::uint16_t is_refused : 1;
    };

    std::string_view text_of(const Entry& entry) const;

    std::string text_;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> places_;  // a hash table of entries' numbers + 1, twice as large as needed
};

}  // namespace megactl::links

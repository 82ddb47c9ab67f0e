#pragma once

#include "core/links/link.hpp"
#include "core/links/link_store.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::links {

// A row of a file that can't be taken, and why.
struct RowTrouble {
    std::size_t line = 0;
    std::string reason;
};

// What a file of links holds. Every target, slug and user was held against the form.
struct LinkFile {
    std::vector<NewLink> links;
    std::vector<std::size_t> lines;    // of each link
    std::vector<RowTrouble> troubles;  // in their order; where there are any, the file is not to be taken
    std::vector<std::string> unread;   // columns and keys that mean nothing here
};

// Reads `user`, `slug`, `target` and `created_at` of each row; only the target must be there, and a user unless
// `default_user` stands in for it. CSV with the names on its first line; or JSON: an array, an object with such an
// array as `links`, or an object a line. Pure.
LinkFile read_links(std::string_view text, std::string_view default_user);

// The CSV that read_links() takes: its first line, and a link's.
std::string csv_heading();
std::string csv_row(const Link& link);

}  // namespace megactl::links

#pragma once

#include <span>
#include <string_view>

namespace megactl::links {

struct TableText {
    std::string_view name;
    std::string_view sql;  // makes it and its indexes
};

// In an order in which each table comes after those it refers to.
std::span<const TableText> schema_tables();

}  // namespace megactl::links

#include "core/os/access_list.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace std::string_view_literals;

namespace megactl::os {
namespace {

using Who = AccessEntry::Who;

// user::rw-, user:1000:r--, group::---, mask::r--, other::---
constexpr std::string_view list =
    "\2\0\0\0"
    "\1\0\6\0\xff\xff\xff\xff"
    "\2\0\4\0\xe8\3\0\0"
    "\4\0\0\0\xff\xff\xff\xff"
    "\x10\0\4\0\xff\xff\xff\xff"
    "\x20\0\0\0\xff\xff\xff\xff"sv;

}  // namespace

TEST(AccessList, IsReadAsTheKernelKeepsIt) {
    const AccessList entries = parse_access_list(list);
    ASSERT_EQ(entries.size(), 5U);
    EXPECT_EQ(entries[1].who, Who::user);
    EXPECT_EQ(entries[1].id, 1000U);
    EXPECT_EQ(entries[1].permissions, 4U);
    EXPECT_EQ(entries[3].who, Who::mask);
}

TEST(AccessList, IsEmptyWhereItIsNone) {
    EXPECT_TRUE(parse_access_list("").empty());
    EXPECT_TRUE(parse_access_list("\2\0\0"sv).empty());
    EXPECT_TRUE(parse_access_list(list.substr(0, list.size() - 1)).empty());
    EXPECT_TRUE(parse_access_list("\3\0\0\0\1\0\6\0\xff\xff\xff\xff"sv).empty());
    EXPECT_TRUE(parse_access_list("\2\0\0\0\x7f\0\6\0\xff\xff\xff\xff"sv).empty());
}

}  // namespace megactl::os

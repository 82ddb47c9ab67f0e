#include "core/os/user_map.hpp"

#include <gtest/gtest.h>

namespace megactl::os {

TEST(UserMap, IsReadAsProcSaysIt) {
    const UserMap map = parse_user_map("         0       1000          1\n         1     100000      65536\n");
    EXPECT_EQ(outside_of(map, 0), 1000U);
    EXPECT_EQ(outside_of(map, 1000), 100999U);
    EXPECT_EQ(inside_of(map, 1000), 0U);
    EXPECT_EQ(inside_of(map, 0), std::nullopt);
    EXPECT_TRUE(parse_user_map("0 x 1\n\n0 1").empty());
}

TEST(UserMap, OfARootlessEngineBeginsWithItsUser) {
    const UserMap subordinates = parse_subordinates("ada:100000:10\nbob:200000:5\n1000:300000:5\n", "ada", 1000);
    const UserMap map = rootless_map(1000, subordinates);
    EXPECT_EQ(outside_of(map, 0), 1000U);
    EXPECT_EQ(outside_of(map, 1), 100000U);
    EXPECT_EQ(outside_of(map, 10), 100009U);
    EXPECT_EQ(outside_of(map, 11), 300000U);
    EXPECT_EQ(outside_of(map, 16), std::nullopt);
}

TEST(UserMap, OfKeepIdLeavesTheUserItsNumber) {
    const UserMap map = keep_id_map(1000, 1000, parse_subordinates("ada:100000:65536", "ada", 1000));
    EXPECT_EQ(outside_of(map, 1000), 1000U);
    EXPECT_EQ(outside_of(map, 0), 100000U);
    EXPECT_EQ(outside_of(map, 999), 100999U);
    EXPECT_EQ(outside_of(map, 1001), 101000U);
    EXPECT_EQ(inside_of(map, 1000), 1000U);
}

}  // namespace megactl::os

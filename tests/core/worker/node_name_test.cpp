#include "core/worker/node_name.hpp"

#include <gtest/gtest.h>

namespace megactl::worker {
namespace {

TEST(NodeName, IsOursOnThisHostByDefault) {
    EXPECT_EQ(node_name("", "web-1"), "megactl@web-1");
}

TEST(NodeName, GetsTheHostWhereItNamesNone) {
    EXPECT_EQ(node_name("w1", "web.example.org"), "w1@web.example.org");
    EXPECT_EQ(node_name("w1@elsewhere", "web.example.org"), "w1@elsewhere");
}

TEST(NodeName, ReadsCelerysPlaceholders) {
    EXPECT_EQ(node_name("w1@%h", "web.example.org"), "w1@web.example.org");
    EXPECT_EQ(node_name("w1@%n", "web.example.org"), "w1@web");
    EXPECT_EQ(node_name("%n@%d", "web.example.org"), "web@example.org");
    EXPECT_EQ(node_name("100%%@%d", "web"), "100%@");
    EXPECT_EQ(node_name("%i%", "web"), "%i%@web");
}

}  // namespace
}  // namespace megactl::worker

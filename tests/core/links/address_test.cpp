#include "core/links/address.hpp"

#include <gtest/gtest.h>

namespace megactl::links {
namespace {

bool is_in(const char* network, const char* address) {
    return Network::parse(network).value().contains(address);
}

std::string kept(const char* address, AddressUse use) {
    return kept_of(address, use, 20'000, "key").value_or("nothing");
}

TEST(Network, HoldsItsAddresses) {
    EXPECT_TRUE(is_in("10.0.0.0/8", "10.255.0.1"));
    EXPECT_FALSE(is_in("10.0.0.0/8", "11.0.0.1"));
    EXPECT_TRUE(is_in("10.1.2.128/25", "10.1.2.200"));
    EXPECT_FALSE(is_in("10.1.2.128/25", "10.1.2.100"));
    EXPECT_TRUE(is_in("192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(is_in("192.0.2.7", "192.0.2.8"));
    EXPECT_TRUE(is_in("0.0.0.0/0", "192.0.2.8"));
    EXPECT_FALSE(is_in("0.0.0.0/0", "2001:db8::1"));
    EXPECT_TRUE(is_in("2001:db8::/32", "2001:db8:1::1"));
    EXPECT_TRUE(is_in("::/0", "2001:db8:1::1"));
    EXPECT_TRUE(is_in("fe80::/10", "fe80::1%eth0"));
    EXPECT_TRUE(is_in("10.0.0.0/8", "::ffff:10.0.0.1"));
    EXPECT_FALSE(is_in("10.0.0.0/8", "unknown"));
}

TEST(Network, SaysWhatIsNone) {
    const auto reason = [](const char* text) { return Network::parse(text).error().reason; };
    EXPECT_EQ(reason("10.0.0.1/8"), "is no network; `10.0.0.0/8` is");
    EXPECT_EQ(reason("10.0.0.0/33"), "ends with no length of 0 to 32 bits");
    EXPECT_EQ(reason("::1/129"), "ends with no length of 0 to 128 bits");
    EXPECT_EQ(reason("10.0.0.0/"), "ends with no length of 0 to 32 bits");
    EXPECT_EQ(reason("10.0.0.0/-1"), "ends with no length of 0 to 32 bits");
    EXPECT_EQ(reason("proxy"), "begins with no address: `10.0.0.0/8`, `2001:db8::/32`");
    EXPECT_FALSE(Network::parse(""));
}

TEST(KeptAddress, IsAsMuchAsIsWanted) {
    EXPECT_EQ(kept("203.0.113.7", AddressUse::keep), "203.0.113.7");
    EXPECT_EQ(kept("203.0.113.7", AddressUse::truncate), "203.0.113.0");
    EXPECT_EQ(kept("2001:db8:1:2::3", AddressUse::truncate), "2001:db8:1::");
    EXPECT_EQ(kept("::ffff:203.0.113.7", AddressUse::truncate), "203.0.113.0");
    EXPECT_EQ(kept("203.0.113.7", AddressUse::drop), "nothing");
}

TEST(KeptAddress, IsMadeUpAnewEachDayAndUnderEachKey) {
    const auto made_up = [](const char* address, std::int64_t day, const char* key) {
        return kept_of(address, AddressUse::hash, day, key).value();
    };
    const std::string first = made_up("203.0.113.7", 1, "key");
    EXPECT_TRUE(first.starts_with("fd")) << first;
    EXPECT_EQ(canonical_address(first), first) << "a column of addresses takes it";
    EXPECT_EQ(made_up("203.0.113.7", 1, "key"), first);
    EXPECT_NE(made_up("203.0.113.8", 1, "key"), first);
    EXPECT_NE(made_up("203.0.113.7", 2, "key"), first);
    EXPECT_NE(made_up("203.0.113.7", 1, "other"), first);
}

}  // namespace
}  // namespace megactl::links

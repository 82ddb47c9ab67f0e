#include "core/tls/hsts.hpp"

#include <gtest/gtest.h>

#include <string>

namespace megactl::tls {
namespace {

using namespace std::chrono_literals;

// Why browsers pass over it; empty where they do not.
std::string fault_of(std::string_view header) {
    const auto policy = parse_hsts(header);
    return policy ? "" : policy.error().reason;
}

TEST(Hsts, IsReadInAnyOrderAndLetterCase) {
    const auto policy = parse_hsts(" INCLUDESUBDOMAINS ; Max-Age = \"31536000\";preload; unheard-of=1;");
    ASSERT_TRUE(policy.has_value()) << policy.error().reason;
    EXPECT_EQ(policy->max_age, least_preload_age);
    EXPECT_TRUE(policy->includes_subdomains);
    EXPECT_TRUE(policy->asks_for_preload);
}

TEST(Hsts, AsksForNothingThatItDoesNotSay) {
    const auto policy = parse_hsts("max-age=0");
    ASSERT_TRUE(policy.has_value());
    EXPECT_EQ(policy->max_age, 0s);
    EXPECT_FALSE(policy->includes_subdomains);
    EXPECT_FALSE(policy->asks_for_preload);
}

TEST(Hsts, LastsLongHoweverManyDigitsItHas) {
    EXPECT_GT(parse_hsts("max-age=" + std::string(100, '9'))->max_age, least_preload_age);
    EXPECT_EQ(parse_hsts("max-age=0000000000000300")->max_age, 300s);
}

TEST(Hsts, IsPassedOverWhereItIsMalformed) {
    EXPECT_EQ(fault_of(""), "it has no max-age");
    EXPECT_EQ(fault_of("includeSubDomains; preload"), "it has no max-age");
    EXPECT_EQ(fault_of("max-age"), "its max-age is empty");
    EXPECT_EQ(fault_of("max-age=31536000, includeSubDomains"),
              "its max-age `31536000, includeSubDomains` is no number");
    EXPECT_EQ(fault_of("max-age=-1"), "its max-age `-1` is no number");
    EXPECT_EQ(fault_of("max-age=1; max-age=2"), "its max-age stands there twice");
    EXPECT_EQ(fault_of("max-age=1; includeSubDomains=true"), "its includeSubDomains has a value, and takes none");
    EXPECT_EQ(fault_of("max-age=1; includeSubDomains; includesubdomains"), "its includeSubDomains stands there twice");
}

}  // namespace
}  // namespace megactl::tls

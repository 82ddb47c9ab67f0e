#include "core/tls/intent.hpp"

#include <gtest/gtest.h>

namespace megactl::tls {
namespace {

TEST(Intent, IsHttpsWithBoth) {
    EXPECT_EQ(intent_of("a.pem", "a.key"), Intent::https);
}

TEST(Intent, IsPlainHttpWithNeither) {
    EXPECT_EQ(intent_of("", ""), Intent::plain_http);
}

TEST(Intent, IsHalfConfiguredWithOnlyOne) {
    EXPECT_EQ(intent_of("a.pem", ""), Intent::certificate_only);
    EXPECT_EQ(intent_of("", "a.key"), Intent::key_only);
}

TEST(Intent, IsDescribedInWords) {
    EXPECT_EQ(describe(Intent::https), "certificate and key → HTTPS, redirect and secure cookies on");
    EXPECT_EQ(describe(Intent::certificate_only), "certificate without key → half configured");
    EXPECT_EQ(describe(Intent::key_only), "key without certificate → half configured");
    EXPECT_EQ(describe(Intent::plain_http), "neither → plain HTTP");
}

}  // namespace
}  // namespace megactl::tls

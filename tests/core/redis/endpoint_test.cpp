#include "core/redis/endpoint.hpp"

#include <gtest/gtest.h>

namespace megactl::redis {
namespace {

Endpoint endpoint(std::string_view text) {
    const auto url = parse_url(text);
    EXPECT_TRUE(url) << text;
    auto read = endpoint_of(url.value_or(Url{}));
    EXPECT_TRUE(read) << text << ": " << (read ? "" : read.error().reason);
    return std::move(read).value_or(Endpoint{});
}

std::string reason(std::string_view text) {
    const auto read = endpoint_of(parse_url(text).value_or(Url{}));
    return read ? "none" : read.error().reason;
}

}  // namespace

TEST(Endpoint, TakesCelerysDefaults) {
    EXPECT_EQ(endpoint("redis://").name(), "redis://localhost:6379/0");
    EXPECT_EQ(endpoint("redis://cache").name(), "redis://cache:6379/0");
    EXPECT_EQ(endpoint("redis://cache/").name(), "redis://cache:6379/0");
    EXPECT_EQ(endpoint("redis://[::1]:7000/3").name(), "redis://[::1]:7000/3");
}

TEST(Endpoint, IsNamedWithoutUserAndPassword) {
    const Endpoint read = endpoint("redis://ann:pw@cache:1/2");
    EXPECT_EQ(read.name(), "redis://cache:1/2");
    EXPECT_EQ(read.user, "ann");
    EXPECT_EQ(read.password.reveal(), "pw");
}

TEST(Endpoint, IsASocketWithAVirtualHost) {
    const Endpoint read = endpoint("redis+socket://:pw@/run/redis.sock?virtual_host=/4");
    EXPECT_EQ(read.transport, Endpoint::Transport::unix_socket);
    EXPECT_EQ(read.socket, "/run/redis.sock");
    EXPECT_EQ(read.database, 4U);
    EXPECT_EQ(read.password.reveal(), "pw");
    EXPECT_NE(reason("redis+socket://run/redis.sock"), "none");
}

TEST(Endpoint, ReadsHowToMeetTls) {
    const Endpoint read = endpoint(
        "rediss://h?ssl_cert_reqs=CERT_REQUIRED&ssl_ca_certs=/ca.pem&ssl_certfile=/c.pem"
        "&ssl_keyfile=/k.pem");
    EXPECT_EQ(read.transport, Endpoint::Transport::tls);
    EXPECT_TRUE(read.tls.verifies);
    EXPECT_EQ(read.tls.authorities, "/ca.pem");
    EXPECT_FALSE(endpoint("rediss://h?ssl_cert_reqs=none").tls.verifies);
    EXPECT_TRUE(endpoint("rediss://h?ssl_cert_reqs=optional").tls.verifies);
    EXPECT_FALSE(endpoint("rediss://h?ssl_check_hostname=false").tls.checks_name);
}

TEST(Endpoint, SaysWhatIsWrong) {
    EXPECT_EQ(reason("redis://h/x"), "`x` is no number of a database");
    EXPECT_EQ(reason("redis://h/-1"), "`-1` is no number of a database");
    EXPECT_EQ(reason("redis://h?ssl_ca_certs=/x"), "`ssl_ca_certs` has a meaning with `rediss://` only");
    EXPECT_EQ(reason("rediss://h?ssl_cert_reqs=maybe"),
              "`maybe` of `ssl_cert_reqs` is none of `required`, `optional` and `none`");
    EXPECT_EQ(reason("rediss://h?ssl_certfile=/x"),
              "`ssl_certfile` and `ssl_keyfile` belong together, and one is missing");
}

}  // namespace megactl::redis

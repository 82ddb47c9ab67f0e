#include "core/tls/http_answer.hpp"

#include <gtest/gtest.h>

namespace megactl::tls {
namespace {

// The names of the cookies that are set, and without Secure.
std::vector<std::string> insecure_cookies(const HttpAnswer& answer) {
    std::vector<std::string> names;
    for (const Cookie& cookie : answer.cookies)
        if (!cookie.is_secure && !cookie.is_deletion) names.push_back(cookie.name);
    return names;
}

std::string leads(std::string_view location, const WebPlace& base = {.host = "example.org", .path = "/a"}) {
    const auto place = redirected(base, location);
    return place ? text_of(*place) : "nowhere";
}

TEST(HttpAnswer, TellsStatusAndTheFirstHstsHeader) {
    const auto answer = parse_http_answer(
        "HTTP/1.1 301 Moved\r\nLocation: https://example.org/\r\nstrict-transport-security: max-age=300\r\n"
        "Strict-Transport-Security: max-age=1\r\n\r\nLocation: /body\r\n");
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->status, 301);
    EXPECT_EQ(answer->location, "https://example.org/");
    EXPECT_EQ(answer->hsts, "max-age=300");
    EXPECT_EQ(answer->hsts_count, 2U);
    EXPECT_TRUE(answer->cookies.empty());
}

TEST(HttpAnswer, TellsTheCookiesThatAreNotSecure) {
    const auto answer = parse_http_answer(
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=secure; SECURE; HttpOnly\r\n"
        "set-cookie: c=x;secure\r\nSet-Cookie: d\r\n\r\n");
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(insecure_cookies(*answer), (std::vector<std::string>{"a", "d"}));
}

TEST(HttpAnswer, HasCookiesThatCanBeSentBack) {
    const auto answer = parse_http_answer(
        "HTTP/1.1 302 Found\r\nSet-Cookie: a = 1=2 ; Path=/; Secure\r\nSet-Cookie: b=x\ry\r\nSet-Cookie: =1\r\n"
        "Set-Cookie: c=; Max-Age=0\r\n\r\n");
    ASSERT_TRUE(answer.has_value());
    ASSERT_EQ(answer->cookies.size(), 2U);
    EXPECT_EQ(answer->cookies[0].name, "a");
    EXPECT_EQ(answer->cookies[0].value, "1=2");
    EXPECT_TRUE(answer->cookies[0].is_secure);
    EXPECT_EQ(answer->cookies[1].name, "c");
    EXPECT_TRUE(answer->cookies[1].is_deletion);
    EXPECT_NE(http_request("example.org", "/", "a=1=2; b=3").find("\r\nCookie: a=1=2; b=3\r\n"), std::string::npos);
    EXPECT_EQ(http_request("example.org", "/").find("Cookie"), std::string::npos);
}

TEST(HttpAnswer, PassesOverCookiesThatAreTakenAway) {
    const auto answer = parse_http_answer(
        "HTTP/1.1 200 OK\r\nSet-Cookie: sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/\r\n"
        "Set-Cookie: a=; Expires=Thu, 01-Jan-1970 00:00:01 GMT\r\nSet-Cookie: b=; max-age=-1\r\n"
        "Set-Cookie: c=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT\r\nSet-Cookie: d=1; Max-Age=\r\n\r\n");
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(insecure_cookies(*answer), (std::vector<std::string>{"c", "d"}));
}

TEST(HttpAnswer, KeepsCookiesBehindManyOfOthers) {
    std::string head = "HTTP/1.1 200 OK\r\n";
    for (int number = 0; number < 10; ++number)
        head += "Set-Cookie: other=1\r\n";
    const auto answer = parse_http_answer(head + "Set-Cookie: sessionid=1\r\n\r\n");
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(insecure_cookies(*answer).back(), "sessionid");
}

TEST(HttpAnswer, RefusesWhatIsNone) {
    EXPECT_FALSE(parse_http_answer("").has_value());
    EXPECT_FALSE(parse_http_answer("220 mail.example.org ESMTP").has_value());
    EXPECT_FALSE(parse_http_answer("HTTP/1.1 abc").has_value());
}

TEST(HttpAnswer, EndsWithTheHead) {
    int pieces = 0;
    const auto answer = read_http_answer(
        [&]() -> Result<std::string> { return std::string(++pieces == 1 ? "HTTP/1.0 200 OK\r\n" : "\r\n"); });
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(pieces, 2);
}

TEST(HttpAnswer, BoundsAHeadWithoutEnd) {
    const auto answer = read_http_answer([]() -> Result<std::string> { return std::string(1000, 'x'); });
    EXPECT_FALSE(answer.has_value());
}

TEST(HttpAnswer, FollowsALocation) {
    EXPECT_EQ(leads("https://example.org/b?c=d#e"), "https://example.org/b?c=d");
    EXPECT_EQ(leads("/b"), "http://example.org/b");
    EXPECT_EQ(leads("http://Example.ORG:8080"), "http://example.org:8080/");
    EXPECT_EQ(leads("ftp://example.org/"), "nowhere");
    EXPECT_EQ(leads("mailto:root@example.org"), "nowhere");
    EXPECT_EQ(leads(""), "nowhere");
    EXPECT_EQ(leads("https://example.org/ HTTP/1.1\r\nX: y"), "nowhere");
}

TEST(HttpAnswer, FollowsALocationFromWhereItStands) {
    const WebPlace base{.is_https = true, .host = "example.org", .port = 8443, .path = "/app/login/?next=http://a/b"};
    EXPECT_EQ(leads("../login/", base), "https://example.org:8443/app/login/");
    EXPECT_EQ(leads("step?2", base), "https://example.org:8443/app/login/step?2");
    EXPECT_EQ(leads("?x", base), "https://example.org:8443/app/login/?x");
    EXPECT_EQ(leads("#x", base), "https://example.org:8443/app/login/?next=http://a/b");
    EXPECT_EQ(leads("//Example.org/a/../b", base), "https://example.org/b");
    EXPECT_EQ(leads("//[::1]:80", base), "https://[::1]:80/");
    EXPECT_EQ(leads("a\x7f", base), "nowhere");
}

}  // namespace
}  // namespace megactl::tls

#include "core/tls/redirect_walk.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace megactl::tls {
namespace {

const WebPlace start{.host = "example.org"};

HttpAnswer to(std::string_view location, std::vector<Cookie> cookies = {}) {
    return {.status = 302, .location = std::string(location), .cookies = std::move(cookies)};
}

TEST(RedirectWalk, EndsWhereNothingRedirects) {
    const RedirectWalk walk = walk_redirects(start, [](const WebPlace& place, const std::string& cookies) {
        EXPECT_EQ(cookies, "");
        return place.is_https ? HttpAnswer{.status = 200} : to("https://example.org/");
    });
    EXPECT_EQ(walk.places.size(), 2U);
    EXPECT_EQ(walk.status, 200);
    EXPECT_FALSE(walk.is_loop);
}

TEST(RedirectWalk, DoesNotAskAnotherHost) {
    int count = 0;
    const RedirectWalk walk = walk_redirects(start, [&](const WebPlace&, const std::string&) {
        ++count;
        return to("http://www.example.org/", {{.name = "a", .value = "1"}});
    });
    EXPECT_EQ(count, 1);
    EXPECT_EQ(text_of(walk.places.back()), "http://www.example.org/");
}

TEST(RedirectWalk, IsALoopAtTheSamePlaceWithTheSameCookies) {
    const RedirectWalk walk =
        walk_redirects(start, [](const WebPlace&, const std::string&) { return to("https://example.org/"); });
    EXPECT_TRUE(walk.is_loop);
    EXPECT_EQ(walk.places.size(), 3U);
    const RedirectWalk sticky = walk_redirects(start, [](const WebPlace&, const std::string&) {
        return to("https://example.org/", {{.name = "route", .value = "7"}});
    });
    EXPECT_TRUE(sticky.is_loop);
}

TEST(RedirectWalk, IsALoopByALocationThatIsRelative) {
    for (const char* const location : {"../login/", "?", "//example.org/login/?", "./"}) {
        const RedirectWalk walk = walk_redirects({.host = "example.org", .path = "/login/?"},
                                                 [&](const WebPlace&, const std::string&) { return to(location); });
        EXPECT_TRUE(walk.is_loop) << location;
    }
}

TEST(RedirectWalk, IsALoopAtTheSamePlaceForTheThirdTimeWhateverTheCookies) {
    int count = 0;
    const RedirectWalk walk = walk_redirects(start, [&](const WebPlace&, const std::string&) {
        return to("https://example.org/", {{.name = "AWSALB", .value = fmt::format("{}", ++count)}});
    });
    EXPECT_TRUE(walk.is_loop);
    EXPECT_EQ(walk.places.size(), 4U);
}

TEST(RedirectWalk, IsNoLoopWhereACookieMakesTheSamePlaceAnother) {
    const RedirectWalk walk = walk_redirects(start, [](const WebPlace&, const std::string& cookies) {
        return cookies == "a=1; b=2" ? HttpAnswer{.status = 200}
                                     : to("/", {{.name = "b", .value = "2"}, {.name = "a", .value = "1"}});
    });
    EXPECT_FALSE(walk.is_loop);
    EXPECT_EQ(walk.status, 200);
}

TEST(RedirectWalk, KeepsSecureCookiesForTlsAndForgetsThoseTakenAway) {
    std::vector<std::string> sent;
    walk_redirects(start, [&](const WebPlace&, const std::string& cookies) {
        sent.push_back(cookies);
        switch (sent.size()) {
            case 1:
                return to("https://example.org/",
                          {{.name = "a", .value = "1", .is_secure = true}, {.name = "b", .value = "2"}});
            case 2: return to("http://example.org/plain");
            case 3: return to("/end", {{.name = "b", .value = "", .is_deletion = true}});
            default: return HttpAnswer{.status = 200};
        }
    });
    EXPECT_EQ(sent, (std::vector<std::string>{"", "a=1; b=2", "b=2", ""}));
}

TEST(RedirectWalk, IsEndlessWhereTheTenthRedirectIsNotTheLast) {
    int last = 10;
    const auto ask = [&](const WebPlace& place, const std::string&) {
        const int here = place.path == "/" ? 0 : std::stoi(place.path.substr(1));
        return here == last ? HttpAnswer{.status = 200} : to(fmt::format("/{}", here + 1));
    };
    RedirectWalk walk = walk_redirects(start, ask);
    EXPECT_FALSE(walk.is_endless);
    EXPECT_EQ(walk.status, 200);
    last = 11;
    walk = walk_redirects(start, ask);
    EXPECT_TRUE(walk.is_endless);
    EXPECT_FALSE(walk.is_loop);
    EXPECT_EQ(walk.places.size(), 11U);
}

TEST(RedirectWalk, ClaimsNothingWhereItCouldNotSendAllCookies) {
    const RedirectWalk walk = walk_redirects(start, [](const WebPlace&, const std::string& cookies) {
        EXPECT_LE(cookies.size(), 4096U);
        return to("/", {{.name = "a", .value = std::string(5000, 'x')}});
    });
    EXPECT_FALSE(walk.is_loop);
    EXPECT_EQ(walk.places.size(), 2U);
}

}  // namespace
}  // namespace megactl::tls

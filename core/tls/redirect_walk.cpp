#include "core/tls/redirect_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::tls {

namespace {

constexpr std::size_t redirect_limit = 10;
constexpr std::size_t cookie_limit = 50;
constexpr std::size_t cookie_bytes_limit = 4 << 10;  // of all: servers refuse longer headers

// What one host has set.
class CookieJar {
public:
    void take(const std::vector<Cookie>& cookies) {
        for (const Cookie& cookie : cookies) {
            std::erase_if(cookies_, [&](const Cookie& known) { return known.name == cookie.name; });
            if (cookie.is_deletion) continue;
            cookies_.push_back(cookie);
            if (cookies_.size() <= cookie_limit && header(true).size() <= cookie_bytes_limit) continue;
            cookies_.pop_back();
            has_room_ = false;
        }
    }

    // In the order of their names: the same cookies, set again, are the same.
    std::string header(bool is_https) const {
        std::vector<std::string> pairs;
        for (const Cookie& cookie : cookies_) {
            if (is_https || !cookie.is_secure) pairs.push_back(fmt::format("{}={}", cookie.name, cookie.value));
        }
        std::ranges::sort(pairs);
        return fmt::format("{}", fmt::join(pairs, "; "));
    }

    // False: a browser would have sent more.
    bool has_room() const { return has_room_; }

private:
    std::vector<Cookie> cookies_;
    bool has_room_ = true;
};

}  // namespace

RedirectWalk walk_redirects(const WebPlace& begin, const PlaceQuestion& ask) {
    RedirectWalk walk{.places = {begin}};
    CookieJar jar;
    std::vector<std::pair<WebPlace, std::string>> asked;
    while (walk.places.back().host == begin.host) {
        const WebPlace here = walk.places.back();
        asked.emplace_back(here, jar.header(here.is_https));
        const auto answer = ask(here, asked.back().second);
        walk.status = answer ? answer->status : 0;
        if (!answer) walk.problem = answer.error().reason;
        if (!answer || !is_redirect(answer->status)) return walk;
        const auto next = redirected(here, answer->location);
        if (!next) return walk;
        jar.take(answer->cookies);
        walk.is_endless = asked.size() > redirect_limit && jar.has_room();
        if (asked.size() > redirect_limit) return walk;
        walk.places.push_back(*next);
        // A cookie that is another with each answer, as a balancer's, excuses one return and no more.
        const bool is_same = std::ranges::find(asked, std::pair(*next, jar.header(next->is_https))) != asked.end();
        const bool is_third = std::ranges::count(walk.places, *next) > 2;
        walk.is_loop = (is_same || is_third) && jar.has_room();
        if (is_same || is_third) return walk;
    }
    return walk;
}

}  // namespace megactl::tls

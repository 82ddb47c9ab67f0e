#include "core/tls/server_look.hpp"

#include "core/base/url.hpp"
#include "core/tls/host_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::tls {

namespace {

constexpr std::size_t redirect_limit = 10;

os::Deadline deadline_after(std::chrono::milliseconds patience) {
    return std::chrono::steady_clock::now() + patience;
}

Result<Session> shake_hands(const ServerQuestion& question, Offer offer) {
    auto wire = Wire::open(question.host, question.port, deadline_after(question.patience));
    if (!wire) return tl::unexpected(std::move(wire.error()));
    if (question.is_smtp) {
        auto ready = start_tls_by_smtp(*wire);
        if (!ready) return tl::unexpected(std::move(ready.error()));
    }
    offer.server_name = question.server_name;
    return Session::shake_hands(*std::move(wire), offer);
}

template <class Connection>
Result<HttpAnswer> ask(Connection& connection, std::string_view authority, std::string_view path) {
    auto sent = connection.send(http_request(authority, path));
    if (!sent) return tl::unexpected(std::move(sent.error()));
    return read_http_answer([&] { return connection.receive(); });
}

std::string authority_of(const WebPlace& place) {
    const std::uint16_t usual = place.is_https ? 443 : 80;
    return place.port == usual ? bracketed(place.host) : fmt::format("{}:{}", bracketed(place.host), place.port);
}

std::optional<HttpAnswer> http_of(const ServerQuestion& question) {
    auto session = shake_hands(question, {.protocols = {"http/1.1"}});
    if (!session) return std::nullopt;
    const std::string& host = question.server_name.empty() ? question.host : question.server_name;
    auto answer = ask(*session, authority_of({.is_https = true, .host = host, .port = question.port}), "/");
    return answer ? std::optional(*std::move(answer)) : std::nullopt;
}

Result<HttpAnswer> ask_place(const WebPlace& place, std::chrono::milliseconds patience) {
    auto wire = Wire::open(place.host, place.port, deadline_after(patience));
    if (!wire) return tl::unexpected(std::move(wire.error()));
    if (!place.is_https) return ask(*wire, authority_of(place), place.path);
    const bool is_name = host_of(place.host).kind == Host::Kind::name;
    auto session =
        Session::shake_hands(*std::move(wire), {.server_name = is_name ? place.host : "", .protocols = {"http/1.1"}});
    if (!session) return tl::unexpected(std::move(session.error()));
    return ask(*session, authority_of(place), place.path);
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

Result<ServerLook> look_at(const ServerQuestion& question) {
    std::vector<std::string> protocols;
    if (!question.is_smtp) protocols = {"h2", "http/1.1"};
    // Over before the next begins: some servers have time for one client only.
    auto presented = [&]() -> Result<Presented> {
        const auto session = shake_hands(question, {.protocols = protocols});
        if (!session) return tl::unexpected(session.error());
        return session->presented();
    }();
    if (!presented) return tl::unexpected(std::move(presented.error()));
    ServerLook look{.presented = *std::move(presented), .versions = {}, .http = {}};
    for (const Version version : {Version::tls_1_0, Version::tls_1_1, Version::tls_1_2, Version::tls_1_3}) {
        if (shake_hands(question, {.only = version})) look.versions.push_back(version);
    }
    if (!question.is_smtp) look.http = http_of(question);
    return look;
}

RedirectWalk walk_redirects(const WebPlace& begin, std::chrono::milliseconds patience) {
    RedirectWalk walk{.places = {begin}};
    bool has_cookie = false;
    while (walk.places.back().host == begin.host && walk.places.size() <= redirect_limit) {
        const WebPlace here = walk.places.back();
        const auto answer = ask_place(here, patience);
        walk.status = answer ? answer->status : 0;
        if (!answer) walk.problem = answer.error().reason;
        if (!answer || !is_redirect(answer->status)) return walk;
        const auto next = redirected(here, answer->location);
        if (!next) return walk;
        has_cookie = has_cookie || answer->sets_cookie;
        const bool is_again = std::ranges::find(walk.places, *next) != walk.places.end();
        walk.places.push_back(*next);
        walk.is_loop = is_again && !has_cookie;
        if (is_again) return walk;
    }
    return walk;
}

}  // namespace megactl::tls

#include "core/tls/server_look.hpp"

#include "core/base/url.hpp"
#include "core/os/addresses.hpp"
#include "core/tls/host_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace megactl::tls {

namespace {

constexpr std::size_t address_limit = 9;
constexpr std::string_view unknown_name = "nobody-has-this-name.invalid";  // as RFC 2606 keeps it free

// Of a connection that may hang without harm to the others: the half of what is left.
os::Deadline half_way_to(os::Deadline deadline) {
    const auto now = std::chrono::steady_clock::now();
    return now + (deadline - now) / 2;
}

os::Reached<Session> shake_hands(const ServerQuestion& question, const std::string& address, Offer offer,
                                 os::Deadline deadline) {
    auto wire = Wire::open(address, question.port, deadline);
    if (!wire) return tl::unexpected(std::move(wire.error()));
    if (question.is_smtp) {
        auto ready = start_tls_by_smtp(*wire);
        if (!ready) return tl::unexpected(std::move(ready.error()));
    }
    offer.server_name = question.server_name;
    return Session::shake_hands(*std::move(wire), offer);
}

// Over before the next connection begins: some servers have time for one client only.
os::Reached<Presented> presented_at(const ServerQuestion& question, const std::string& address, os::Deadline deadline) {
    std::vector<std::string> protocols;
    if (!question.is_smtp) protocols = {"h2", "http/1.1"};
    const auto session = shake_hands(question, address, {.protocols = std::move(protocols)}, deadline);
    if (!session) return tl::unexpected(session.error());
    return session->presented();
}

// A server may fetch its staple only after the first handshake, as nginx does: a later one counts as well.
void take_staple(Presented& first, const Session& later) {
    if (first.staple) return;
    Presented again = later.presented();
    if (!again.sent.empty() && std::ranges::equal(again.sent, first.sent, {}, &Certificate::der, &Certificate::der))
        first.staple = std::move(again.staple);
}

// Of an address that has had one handshake, and owes a staple.
void ask_for_staple(const ServerQuestion& question, OtherAddress& other) {
    if (!other.presented || other.presented->staple) return;
    if (std::ranges::none_of(other.presented->sent, [](const Certificate& sent) { return sent.use.must_staple; }))
        return;
    const auto session = shake_hands(question, other.address, {}, half_way_to(question.deadline));
    if (session) take_staple(*other.presented, *session);
}

// What the server has for another name than the one that is asked about.
std::optional<Presented> presented_for(ServerQuestion question, std::string_view name, const std::string& address) {
    question.server_name = name;
    auto presented = presented_at(question, address, half_way_to(question.deadline));
    return presented ? std::optional(*std::move(presented)) : std::nullopt;
}

template <class Connection>
Result<HttpAnswer> ask(Connection& connection, std::string_view authority, std::string_view path,
                       std::string_view cookies = {}) {
    auto sent = connection.send(http_request(authority, path, cookies));
    if (!sent) return tl::unexpected(std::move(sent.error()));
    return read_http_answer([&] { return connection.receive(); });
}

std::string authority_of(const WebPlace& place) {
    const std::uint16_t usual = place.is_https ? 443 : 80;
    return place.port == usual ? bracketed(place.host) : fmt::format("{}:{}", bracketed(place.host), place.port);
}

std::optional<HttpAnswer> http_of(const ServerQuestion& question, const std::string& address, Presented& presented) {
    auto session = shake_hands(question, address, {.protocols = {"http/1.1"}}, half_way_to(question.deadline));
    if (!session) return std::nullopt;
    take_staple(presented, *session);
    const std::string& host = question.server_name.empty() ? question.host : question.server_name;
    auto answer = ask(*session, authority_of({.is_https = true, .host = host, .port = question.port}), "/");
    return answer ? std::optional(*std::move(answer)) : std::nullopt;
}

// The first address that presents anything; the problem is that of the last one.
os::Reached<ServerLook> first_look(const ServerQuestion& question, const std::vector<std::string>& addresses) {
    os::Reached<ServerLook> look = os::unreached("the host has no address");
    std::vector<OtherAddress> silent;
    for (const std::string& address : addresses) {
        const bool is_last = address == addresses.back();
        auto presented = presented_at(question, address, is_last ? question.deadline : half_way_to(question.deadline));
        if (presented) {
            return ServerLook{
                .address = address, .presented = *std::move(presented), .versions = {}, .others = std::move(silent)};
        }
        silent.push_back({.address = address, .problem = presented.error().reason});
        look = tl::unexpected(std::move(presented.error()));
    }
    return look;
}

Result<HttpAnswer> ask_place(const std::string& server, const WebPlace& place, std::string_view cookies,
                             os::Deadline deadline) {
    auto wire = Wire::open(server, place.port, deadline);
    if (!wire) return tl::unexpected(std::move(wire.error()));
    if (!place.is_https) return ask(*wire, authority_of(place), place.path, cookies);
    const Host host = host_of(place.host);
    auto session = Session::shake_hands(
        *std::move(wire), {.server_name = host.kind == Host::Kind::name ? host.text : "", .protocols = {"http/1.1"}});
    if (!session) return tl::unexpected(std::move(session.error()));
    return ask(*session, authority_of(place), place.path, cookies);
}

}  // namespace

os::Reached<ServerLook> look_at(const ServerQuestion& question) {
    auto addresses = os::addresses_of(question.host, question.deadline);
    if (!addresses) return tl::unexpected(std::move(addresses.error()));
    if (addresses->size() > address_limit) addresses->resize(address_limit);
    auto look = first_look(question, *addresses);
    if (!look) return look;
    // The new ones first: of an old one that hangs less is to be told.
    for (const Version version : {Version::tls_1_3, Version::tls_1_2, Version::tls_1_1, Version::tls_1_0}) {
        const auto session = shake_hands(question, look->address, {.only = version}, half_way_to(question.deadline));
        if (!session) continue;
        look->versions.insert(look->versions.begin(), version);
        take_staple(look->presented, *session);
    }
    if (!question.is_smtp) look->http = http_of(question, look->address, look->presented);
    for (std::size_t i = look->others.size() + 1; i < addresses->size(); ++i) {
        auto presented = presented_at(question, (*addresses)[i], half_way_to(question.deadline));
        look->others.push_back({.address = (*addresses)[i]});
        if (presented) {
            look->others.back().presented = *std::move(presented);
        } else {
            look->others.back().problem = std::move(presented.error().reason);
        }
    }
    for (OtherAddress& other : look->others)
        ask_for_staple(question, other);
    if (!question.is_smtp && !question.server_name.empty()) {
        look->to_no_name = presented_for(question, "", look->address);
        look->to_unknown_name = presented_for(question, unknown_name, look->address);
    }
    return look;
}

RedirectWalk walk_redirects(const std::string& server, const WebPlace& begin, os::Deadline deadline) {
    return walk_redirects(begin, [&](const WebPlace& place, const std::string& cookies) {
        return ask_place(server, place, cookies, deadline);
    });
}

}  // namespace megactl::tls

#include "core/tls/http_answer.hpp"

#include "core/base/text.hpp"
#include "core/base/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace megactl::tls {

namespace {

constexpr std::size_t head_limit = 64 << 10;
constexpr std::size_t cookie_limit = 50;
constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

// The end of the head: an empty line, whichever line ends it has.
bool is_whole(std::string_view text) {
    return text.find("\r\n\r\n") != std::string_view::npos || text.find("\n\n") != std::string_view::npos;
}

bool is_secure(std::string_view cookie) {
    const std::vector<std::string_view> parts = split(cookie, ';');
    return std::any_of(parts.begin() + 1, parts.end(),
                       [](std::string_view part) { return equal_ignoring_case(trim(part), "secure"); });
}

// Does the cookie take one away? Max-Age counts before Expires (RFC 6265, 5.3).
bool is_deletion(std::string_view cookie) {
    std::vector<std::string_view> parts = split(cookie, ';');
    parts.erase(parts.begin());
    std::optional<std::string_view> age;
    std::optional<std::string_view> date;
    for (const std::string_view part : parts) {
        const std::size_t equals = std::min(part.find('='), part.size());
        const std::string_view name = trim(part.substr(0, equals));
        const std::string_view value = trim(part.substr(std::min(equals + 1, part.size())));
        if (equal_ignoring_case(name, "max-age")) age = value;
        if (equal_ignoring_case(name, "expires")) date = value;
    }
    // "Thu, 01 Jan 1970 00:00:00 GMT"; some write `01-Jan-1970`.
    if (!age) return date && date->find("1970") != std::string_view::npos;
    return age->starts_with('-') || (!age->empty() && age->find_first_not_of('0') == std::string_view::npos);
}

Cookie cookie_of(std::string_view line) {
    const std::string_view pair = line.substr(0, line.find(';'));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    return {.name = std::string(trim(pair.substr(0, equals))),
            .value = std::string(trim(pair.substr(std::min(equals + 1, pair.size())))),
            .is_secure = is_secure(line),
            .is_deletion = is_deletion(line)};
}

// It goes into the next request: what could end a line there is left out.
bool is_sendable(const Cookie& cookie) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
    return !cookie.name.empty() && std::ranges::none_of(cookie.name, is_control) &&
           std::ranges::none_of(cookie.value, is_control);
}

}  // namespace

std::string http_request(std::string_view authority, std::string_view path, std::string_view cookies) {
    const std::string cookie_line = cookies.empty() ? "" : fmt::format("Cookie: {}\r\n", cookies);
    return fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: megactl\r\nAccept: */*\r\n{}Connection: close\r\n\r\n", path,
        authority, cookie_line);
}

Result<HttpAnswer> parse_http_answer(std::string_view head) {
    // "HTTP/1.1 301 Moved Permanently"
    if (!head.starts_with("HTTP/1.") || head.size() < 12 || head[8] != ' ') return problem("it does not speak HTTP");
    HttpAnswer answer;
    for (const char digit : head.substr(9, 3)) {
        if (!is_digit(digit)) return problem("it does not speak HTTP");
        answer.status = answer.status * 10 + (digit - '0');
    }
    for (const std::string_view raw : split(head, '\n')) {
        const std::string_view line = trim(raw);
        if (line.empty()) break;
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view name = line.substr(0, colon);
        const std::string value(trim(line.substr(colon + 1)));
        if (equal_ignoring_case(name, "location") && answer.location.empty()) answer.location = value;
        if (equal_ignoring_case(name, "set-cookie")) {
            const Cookie cookie = cookie_of(value);
            if (is_sendable(cookie) && answer.cookies.size() < cookie_limit) answer.cookies.push_back(cookie);
        }
        if (equal_ignoring_case(name, "strict-transport-security")) {
            if (!answer.hsts) answer.hsts = value;
            ++answer.hsts_count;
        }
    }
    return answer;
}

Result<HttpAnswer> read_http_answer(const std::function<Result<std::string>()>& receive) {
    std::string head;
    while (!is_whole(head) && head.size() < head_limit) {
        auto more = receive();
        if (!more) return tl::unexpected(std::move(more.error()));
        if (more->empty()) break;
        head += *more;
    }
    return parse_http_answer(head);
}

std::string text_of(const WebPlace& place) {
    const bool is_usual = place.port == (place.is_https ? https_port : http_port);
    return fmt::format("{}://{}{}{}", place.is_https ? "https" : "http", bracketed(place.host),
                       is_usual ? "" : fmt::format(":{}", place.port), place.path);
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::optional<WebPlace> redirected(const WebPlace& base, std::string_view location) {
    if (location.empty()) return std::nullopt;
    const std::string target = resolved_url(text_of(base), location);
    // It goes into the next request: what could end a line there is no URL, and leads nowhere.
    const auto url = parse_url(target);
    if (!url || url->host.empty() || !is_one_of(url->scheme, {"http", "https"})) return std::nullopt;
    const std::size_t authority = target.find("//") + 2;
    const std::size_t path = target.find_first_of("/?", authority);
    WebPlace place{.is_https = url->scheme == "https", .host = lower(url->host)};
    place.port = url->port.value_or(place.is_https ? https_port : http_port);
    if (path != std::string_view::npos) place.path = target.substr(path);
    if (!place.path.starts_with('/')) place.path = "/" + place.path;
    return place;
}

}  // namespace megactl::tls

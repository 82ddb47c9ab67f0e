#include "core/links/answer.hpp"

#include "core/base/encoding.hpp"
#include "core/base/text.hpp"
#include "core/links/uri.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <initializer_list>
#include <limits>
#include <utility>
#include <vector>

namespace megactl::links {
namespace {

using Visit = Answerer::Visit;

constexpr std::string_view security_headers =
    "X-Frame-Options: DENY\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";
constexpr std::string_view html = "text/html; charset=utf-8";
constexpr std::string_view json = "application/json";
constexpr std::string_view allowed_methods = "Allow: GET, HEAD, OPTIONS\r\n";

std::string_view reason_of(int status) {
    switch (status) {
        case 200: return "OK";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 400: return "Bad Request";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 414: return "URI Too Long";
        case 431: return "Request Header Fields Too Large";
        case 503: return "Service Unavailable";
        case 505: return "HTTP Version Not Supported";
        default: return "Error";
    }
}

std::string_view connection_line(const Visit& visit) {
    if (!visit.stays_open) return "Connection: close\r\n";
    return visit.request.is_http_1_0 ? "Connection: keep-alive\r\n" : "";
}

struct Content {
    std::string_view type = html;
    std::string_view headers{};  // whole lines
    std::string_view body{};
};

void append(std::string& output, std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts)
        output += part;
}

void append_answer(int status, const Content& content, std::string_view date, std::string_view connection,
                   bool has_body, std::string& output) {
    append(output, {"HTTP/1.1 ", fmt::format_int(status).c_str(), " ", reason_of(status),
                    "\r\nContent-Type: ", content.type, "\r\n", content.headers, security_headers, "Content-Length: ",
                    fmt::format_int(content.body.size()).c_str(), "\r\n", date, connection, "\r\n"});
    if (has_body) output += content.body;
}

// `words` may be empty.
std::string page_of(int status, std::string_view words) {
    std::string page = fmt::format("<!doctype html>\n<title>{0}</title>\n<h1>{0}</h1>\n", reason_of(status));
    if (!words.empty()) page += fmt::format("<p>{}</p>\n", words);
    return page;
}

void append_page(const Visit& visit, int status, std::string_view date, std::string& output) {
    const std::string page = page_of(status, "");
    append_answer(status, {.body = page}, date, connection_line(visit), visit.request.method != "HEAD", output);
}

// Routes of the site that stand before the links' one.
bool is_shadowed(std::string_view user, std::string_view slug) {
    if (is_one_of(user, {"admin", "accounts", "health", "static"})) return true;
    return user == "links" && (slug == "new" || (!slug.empty() && std::ranges::all_of(slug, is_digit)));
}

struct Names {
    std::string_view user;
    std::string_view slug;
    bool has_slash;
};

// `/USER/SLUG/` and `/USER/SLUG`, decoded: two names and nothing else.
std::optional<Names> names_in(std::string_view path) {
    path.remove_prefix(1);
    const std::size_t middle = path.find('/');
    if (middle == 0 || middle == std::string_view::npos) return std::nullopt;
    Names names{path.substr(0, middle), path.substr(middle + 1), false};
    names.has_slash = names.slug.ends_with('/');
    if (names.has_slash) names.slug.remove_suffix(1);
    if (names.slug.empty() || names.slug.find('/') != std::string_view::npos) return std::nullopt;
    return names;
}

bool has_encoded_slash(std::string_view path) {
    return path.find("%2F") != std::string_view::npos || path.find("%2f") != std::string_view::npos;
}

}  // namespace

void Answerer::set_time(std::chrono::system_clock::time_point now) {
    now_ = std::chrono::floor<std::chrono::microseconds>(now);
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second == second_) return;
    second_ = second;
    const std::time_t time = std::chrono::system_clock::to_time_t(second);
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    // As RFC 9110 spells it, whatever the locale.
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    date_ =
        fmt::format("Date: {}, {:02} {} {} {:02}:{:02}:{:02} GMT\r\n", days.at(static_cast<std::size_t>(parts.tm_wday)),
                    parts.tm_mday, months.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900,
                    parts.tm_hour, parts.tm_min, parts.tm_sec);
    secure_date_ = date_;
    if (!rules_.hsts.empty()) secure_date_ += fmt::format("Strict-Transport-Security: {}\r\n", rules_.hsts);
}

std::string_view Answerer::common_lines(const Visit& visit) const {
    return visit.request.is_secure ? secure_date_ : date_;
}

std::optional<Click> Answerer::answer(const Visit& visit, const LinkTable& links, std::string& output) {
    const http::Request& request = visit.request;
    const std::string_view host = request.host.value_or(rules_.own_host);
    if (!is_allowed_host(host, rules_)) {
        append_page(visit, 400, common_lines(visit), output);
        return std::nullopt;
    }
    path_ = percent_decoded(request.path);
    if (rules_.redirects_to_https && !request.is_secure) {
        std::string location = fmt::format("https://{}", https_host(host, rules_));
        append_path(path_, location);
        send_to(visit, 301, location + as_location(request.query), output);
        return std::nullopt;
    }
    return answer_path(visit, links, output);
}

std::optional<Click> Answerer::answer_path(const Visit& visit, const LinkTable& links, std::string& output) {
    const http::Request& request = visit.request;
    // An encoded slash is data, and no name has one.
    const std::optional<Names> names =
        has_encoded_slash(request.path) || !is_utf8(path_) ? std::nullopt : names_in(path_);
    if (!names || is_shadowed(names->user, names->slug)) {
        append_page(visit, 404, common_lines(visit), output);
        return std::nullopt;
    }
    if (!names->has_slash) {
        std::string location;
        append_path(path_, location);
        location += '/';
        send_to(visit, 301, location + as_location(request.query), output);
        return std::nullopt;
    }
    if (request.method != "GET" && request.method != "HEAD") {
        const int status = request.method == "OPTIONS" ? 200 : 405;
        append_answer(status, {.headers = allowed_methods}, common_lines(visit), connection_line(visit), true, output);
        return std::nullopt;
    }
    const std::optional<LinkTable::Target> target = links.find(names->user, names->slug);
    if (!target) {
        append_page(visit, 404, common_lines(visit), output);
        return std::nullopt;
    }
    if (target->is_refused) {
        append_page(visit, 400, common_lines(visit), output);
    } else {
        send_to(visit, 302, target->location, output);
    }
    if (!is_counted(request, rules_.counted)) return std::nullopt;
    return click_of(visit, target->id);  // Django has written it before it looks at the scheme
}

void Answerer::send_to(const Visit& visit, int status, std::string_view location, std::string& output) const {
    append(output, {"HTTP/1.1 ", fmt::format_int(status).c_str(), " ", reason_of(status), "\r\nContent-Type: ", html,
                    "\r\nLocation: ", location, "\r\n", security_headers, "Content-Length: 0\r\n", common_lines(visit),
                    connection_line(visit), "\r\n"});
}

Click Answerer::click_of(const Visit& visit, std::int64_t link) const {
    const auto value_of = [&](std::string_view name) -> std::optional<std::string_view> {
        const http::Header* header = visit.request.find(name);
        return header == nullptr ? std::nullopt : std::optional(header->value);
    };
    Click click;
    click.id = os::random_uuid();
    click.link_id = link;
    click.referrer = stored_text(value_of("referer").value_or(""), longest_referrer);
    click.user_agent = stored_text(value_of("user-agent").value_or(""), std::numeric_limits<std::size_t>::max());
    click.address = address_of(visit);
    click.at = now_;
    return click;
}

std::optional<std::string> Answerer::address_of(const Visit& visit) const {
    constexpr std::string_view header = "x-forwarded-for";
    std::optional<std::string> address;
    if (rules_.trusted_proxies.empty()) {
        const http::Header* said = visit.request.find(header);
        address = client_address(said == nullptr ? std::nullopt : std::optional(said->value), visit.peer, rules_);
    } else {
        std::vector<std::string_view> lines;
        for (const http::Header& said : visit.request.headers())
            if (equal_ignoring_case(said.name, header)) lines.push_back(said.value);
        address = client_behind(lines, visit.peer, rules_);
    }
    if (!address) return std::nullopt;
    const std::int64_t day = std::chrono::floor<std::chrono::days>(second_).time_since_epoch().count();
    return kept_of(*address, rules_.address_use, day, rules_.address_key);
}

void Answerer::answer_health(const Visit& visit, bool is_well, std::string& output) const {
    const std::string_view body = is_well ? R"({"status": "ok"})" : R"({"status": "error"})";
    append_answer(is_well ? 200 : 503, {.type = json, .body = body}, common_lines(visit), connection_line(visit),
                  visit.request.method != "HEAD", output);
}

void Answerer::refuse(int status, std::string_view words, std::string& output) const {
    const std::string page = words.empty() ? "" : page_of(status, words);
    append_answer(status, {.body = page}, date_, "Connection: close\r\n", true, output);
}

}  // namespace megactl::links

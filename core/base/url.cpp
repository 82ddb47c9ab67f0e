#include "core/base/url.hpp"

#include "core/base/encoding.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <tuple>
#include <utility>

namespace megactl {
namespace {

bool is_scheme(std::string_view text) {
    const auto is_part = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
    return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_part);
}

// Cuts `text` at the first of `marks`; the mark is in neither part.
std::pair<std::string_view, std::string_view> cut(std::string_view text, char mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return {text, {}};
    return {text.substr(0, at), text.substr(at + 1)};
}

// `host`, `host:port`, `[::1]:port`. The words of a failure hold none of it: where a password was written with a bare
// `/`, a piece of it stands where the port should.
std::optional<Problem> take_host(std::string_view text, Url& url) {
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) return Problem{"its `[` is never closed"};
        url.host = percent_decoded(text.substr(1, close - 1));
        const std::string_view address = cut(url.host, '%').first;  // what follows is the zone: `fe80::1%eth0`
        if (address.empty() || address.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos)
            return Problem{"what stands in its brackets is no IPv6 address"};
        const std::string_view rest = text.substr(close + 1);
        if (!rest.empty() && rest.front() != ':') return Problem{"something stands behind its `]`"};
        port = rest.substr(std::min<std::size_t>(1, rest.size()));
    } else {
        std::string_view host;
        std::tie(host, port) = cut(text, ':');
        if (port.find(':') != std::string_view::npos)
            return Problem{"its host holds several `:`; an IPv6 address stands in brackets"};
        url.host = percent_decoded(host);
    }
    if (port.empty()) return std::nullopt;
    std::uint32_t number = 0;
    const auto [end, failure] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (failure != std::errc() || end != port.data() + port.size() || number == 0 ||
        number > std::numeric_limits<std::uint16_t>::max())
        return Problem{"its port is no number from 1 to 65535"};
    url.port = static_cast<std::uint16_t>(number);
    return std::nullopt;
}

void take_query(std::string_view text, Url& url) {
    for (const std::string_view part : split(text, '&')) {
        if (part.empty()) continue;
        const auto [name, value] = cut(part, '=');
        const auto decoded = [](std::string_view word) {
            return percent_decoded(replace_all(std::string(word), "+", " "));
        };
        url.query.emplace_back(decoded(name), decoded(value));
    }
}

// As RFC 3986 takes it apart (appendix B): what is not there is another thing than what is empty.
struct Reference {
    std::optional<std::string_view> scheme{};
    std::optional<std::string_view> authority{};
    std::string_view path{};
    std::optional<std::string_view> query{};
};

Reference reference_of(std::string_view text) {
    Reference reference;
    text = cut(text, '#').first;
    const std::size_t colon = std::min(text.find_first_of(":/?"), text.size());
    if (text.substr(colon).starts_with(':') && is_scheme(text.substr(0, colon))) {
        reference.scheme = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (text.starts_with("//")) {
        const std::size_t end = std::min(text.find_first_of("/?", 2), text.size());
        reference.authority = text.substr(2, end - 2);
        text.remove_prefix(end);
    }
    const std::size_t mark = std::min(text.find('?'), text.size());
    reference.path = text.substr(0, mark);
    if (mark < text.size()) reference.query = text.substr(mark + 1);
    return reference;
}

// `/a/./b/../c` is `/a/c` (RFC 3986, 5.2.4). Only below a root there is anything to go back to.
std::string without_dot_segments(std::string_view path) {
    if (!path.starts_with('/')) return std::string(path);
    std::vector<std::string_view> kept;
    bool ends_in_folder = false;
    for (const std::string_view segment : split(path.substr(1), '/')) {
        ends_in_folder = segment == "." || segment == "..";
        if (segment == ".." && !kept.empty()) kept.pop_back();
        if (!ends_in_folder) kept.push_back(segment);
    }
    if (ends_in_folder) kept.emplace_back();
    return fmt::format("/{}", fmt::join(kept, "/"));
}

// The path of `reference` in the folder of `base`.
std::string merged_path(const Reference& base, const Reference& reference) {
    const std::string_view folder = base.path.substr(0, base.path.rfind('/') + 1);
    return fmt::format("{}{}", folder.empty() ? "/" : folder, reference.path);
}

}  // namespace

std::optional<std::string> Url::parameter(std::string_view name) const {
    const auto found =
        std::find_if(query.rbegin(), query.rend(), [&](const auto& entry) { return entry.first == name; });
    if (found == query.rend()) return std::nullopt;
    return found->second;
}

Result<Url> parse_url(std::string_view text) {
    const auto is_unprintable = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; };
    if (std::ranges::any_of(text, is_unprintable)) return problem("it holds a blank or a control character");
    const std::size_t separator = text.find("://");
    if (separator == std::string_view::npos) return problem("it does not begin with `scheme://`");
    if (!is_scheme(text.substr(0, separator))) return problem("what stands before its `://` is no scheme");

    Url url;
    url.scheme = lower(text.substr(0, separator));
    const std::string_view rest = cut(text.substr(separator + 3), '#').first;
    const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
    const std::string_view authority = rest.substr(0, authority_end);
    const auto [path, query] = cut(rest.substr(authority_end), '?');
    const std::size_t at = authority.rfind('@');
    if (at != std::string_view::npos) {
        const auto [user, password] = cut(authority.substr(0, at), ':');
        url.user = percent_decoded(user);
        url.password = Secret(percent_decoded(password));
    }
    if (auto failure = take_host(authority.substr(at == std::string_view::npos ? 0 : at + 1), url)) {
        // A bare `/`, `?` or `#` ends the authority early, and the password with it.
        if (at == std::string_view::npos && text.find('@', separator) != std::string_view::npos)
            failure->reason += "; in a password `/`, `?` and `#` are written `%2F`, `%3F` and `%23`";
        return tl::unexpected(std::move(*failure));
    }
    url.path = percent_decoded(path);
    take_query(query, url);
    return url;
}

std::string resolved_url(std::string_view base, std::string_view reference) {
    const Reference from = reference_of(base);
    Reference to = reference_of(reference);
    const bool is_elsewhere = to.scheme || to.authority;
    std::string path;
    if (is_elsewhere || to.path.starts_with('/')) {
        path = without_dot_segments(to.path);
    } else if (!to.path.empty()) {
        path = without_dot_segments(merged_path(from, to));
    } else {
        path = from.path;
        if (!to.query) to.query = from.query;
    }
    if (!to.scheme) to.scheme = from.scheme;
    if (!is_elsewhere) to.authority = from.authority;
    return fmt::format("{}:{}{}{}{}{}", to.scheme.value_or(""), to.authority ? "//" : "", to.authority.value_or(""),
                       path, to.query ? "?" : "", to.query.value_or(""));
}

std::string bracketed(std::string_view host) {
    return host.find(':') == std::string_view::npos ? std::string(host) : fmt::format("[{}]", host);
}

}  // namespace megactl

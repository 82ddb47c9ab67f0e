#include "core/links/counting.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace megactl::links {
namespace {

// In lower case. Nearly every crawler and preview of a messenger has `bot` in its name.
constexpr std::array<std::string_view, 14> signs{
    "bot",   "crawl", "spider",     "preview",        "facebookexternalhit", "whatsapp",        "headless",
    "curl/", "wget/", "httpclient", "python-urllib/", "python-requests/",    "go-http-client/", "okhttp/"};
constexpr std::string_view no_bot = "cubot";  // a maker of telephones

std::string_view value_of(const http::Request& request, std::string_view name) {
    const http::Header* header = request.find(name);
    return header == nullptr ? std::string_view() : header->value;
}

bool is_prefetch(const http::Request& request) {
    return std::ranges::any_of(std::array{"sec-purpose", "purpose", "x-purpose", "x-moz"}, [&](const char* name) {
        const std::string value = lower(value_of(request, name));
        return value.find("prefetch") != std::string::npos || value.find("preview") != std::string::npos;
    });
}

}  // namespace

bool is_bot(std::string_view user_agent) {
    const std::string agent = replace_all(lower(user_agent), no_bot, "");
    return std::ranges::any_of(signs, [&](std::string_view sign) { return agent.find(sign) != std::string::npos; });
}

bool is_counted(const http::Request& request, const Counted& counted) {
    if (!counted.head && request.method == "HEAD") return false;
    if (!counted.prefetch && is_prefetch(request)) return false;
    return counted.bots || !is_bot(value_of(request, "user-agent"));
}

}  // namespace megactl::links

#pragma once

#include "core/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::tls {

// As Set-Cookie has it.
struct Cookie {
    std::string name;
    std::string value;
    bool is_secure = false;
    bool is_deletion = false;  // takes it away, as Django's delete_cookie() does
};

// What of an HTTP answer is about TLS.
struct HttpAnswer {
    int status = 0;
    std::string location{};             // where a redirect leads, as it was written
    std::vector<Cookie> cookies{};      // that can be sent back as they are; the first fifty
    std::optional<std::string> hsts{};  // the first Strict-Transport-Security: the one that counts
    std::size_t hsts_count = 0;         // of such headers
};

// Pure: of an answer's head, as far as it has come.
Result<HttpAnswer> parse_http_answer(std::string_view head);

// The request whose answer is looked at; `cookies` are a header's value, and empty where none are sent.
std::string http_request(std::string_view authority, std::string_view path, std::string_view cookies = {});

// Reads an answer's head by `receive`, which gives bytes, none at the end. Bounded.
Result<HttpAnswer> read_http_answer(const std::function<Result<std::string>()>& receive);

struct WebPlace {
    bool is_https = false;
    std::string host;
    std::uint16_t port = 80;
    std::string path = "/";

    bool operator==(const WebPlace&) const = default;
};

std::string text_of(const WebPlace& place);  // "http://example.org/"

bool is_redirect(int status);

// Where a redirect leads from `base`, by whatever form of a reference; nothing where that is no web address.
std::optional<WebPlace> redirected(const WebPlace& base, std::string_view location);

}  // namespace megactl::tls

#include "core/redis/endpoint.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace megactl::redis {
namespace {

Result<std::uint32_t> parse_database(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size())
        return problem(fmt::format("`{}` is no number of a database", text));
    return number;
}

Result<bool> parse_truth(std::string_view name, std::string_view text) {
    if (is_one_of(lower(text), {"true", "1", "yes"})) return true;
    if (is_one_of(lower(text), {"false", "0", "no"})) return false;
    return problem(fmt::format("`{}` of `{}` is neither `true` nor `false`", text, name));
}

// Python's names of its constants and their short forms. A client treats `optional` as `required`: servers always
// show a certificate.
Result<bool> parse_verification(std::string_view text) {
    std::string word = lower(text);
    if (word.starts_with("cert_")) word.erase(0, 5);
    if (word == "none") return false;
    if (word == "required" || word == "optional") return true;
    return problem(fmt::format("`{}` of `ssl_cert_reqs` is none of `required`, `optional` and `none`", text));
}

Result<TlsOptions> tls_options(const Url& url) {
    TlsOptions options;
    if (const auto text = url.parameter("ssl_cert_reqs")) {
        const auto verifies = parse_verification(*text);
        if (!verifies) return tl::unexpected(verifies.error());
        options.verifies = *verifies;
    }
    if (const auto text = url.parameter("ssl_check_hostname")) {
        const auto checks = parse_truth("ssl_check_hostname", *text);
        if (!checks) return tl::unexpected(checks.error());
        options.checks_name = *checks;
    }
    options.authorities = url.parameter("ssl_ca_certs").value_or("");
    options.certificate = url.parameter("ssl_certfile").value_or("");
    options.key = url.parameter("ssl_keyfile").value_or("");
    if (options.certificate.empty() != options.key.empty())
        return problem("`ssl_certfile` and `ssl_keyfile` belong together, and one is missing");
    return options;
}

}  // namespace

bool is_redis_scheme(std::string_view scheme) {
    return is_one_of(scheme, {"redis", "rediss", "redis+socket"});
}

std::string Endpoint::name() const {
    if (transport == Transport::unix_socket)
        return fmt::format("redis+socket://{}?virtual_host={}", socket.string(), database);
    const std::string_view scheme = transport == Transport::tls ? "rediss" : "redis";
    return fmt::format("{}://{}:{}/{}", scheme, bracketed(host), port, database);
}

Result<Endpoint> endpoint_of(const Url& url) {
    Endpoint endpoint;
    endpoint.user = url.user;
    endpoint.password = url.password;
    std::string database = url.path.substr(url.path.empty() ? 0 : 1);
    if (url.scheme == "redis+socket") {
        endpoint.transport = Endpoint::Transport::unix_socket;
        endpoint.socket = url.path;
        if (!url.host.empty() || url.path.size() < 2)
            return problem("the path of a socket follows three slashes: `redis+socket:///run/redis.sock`");
        database = url.parameter("virtual_host").value_or("");
        if (database.starts_with('/')) database.erase(0, 1);
    } else {
        endpoint.port = url.port.value_or(endpoint.port);
        if (!url.host.empty()) endpoint.host = url.host;
    }
    if (!database.empty()) {
        const auto number = parse_database(database);
        if (!number) return tl::unexpected(number.error());
        endpoint.database = *number;
    }
    if (url.scheme == "rediss") {
        endpoint.transport = Endpoint::Transport::tls;
        auto options = tls_options(url);
        if (!options) return tl::unexpected(std::move(options).error());
        endpoint.tls = *std::move(options);
    } else {
        for (const auto& [name, value] : url.query) {
            if (name.starts_with("ssl_")) return problem(fmt::format("`{}` has a meaning with `rediss://` only", name));
        }
    }
    return endpoint;
}

}  // namespace megactl::redis

#include "core/broker/source.hpp"

#include "core/base/error.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/base/url.hpp"
#include "core/broker/memory_broker.hpp"
#include "core/broker/redis_broker.hpp"
#include "core/broker/redis_results.hpp"

#include <fmt/format.h>

namespace megactl::broker {
namespace {

constexpr std::string_view spoken =
    "`redis://HOST:6379/0`, `rediss://…`, `redis+socket:///PATH`, `sqlite:///FILE` and "
    "`memory://` are spoken here";

// As it may be shown.
std::string shown(std::string_view url) {
    return mask_url_passwords(url);
}

Url taken_apart(std::string_view text) {
    auto url = parse_url(text);
    if (!url) {
        throw Error(Error::Kind::usage, fmt::format("`{}` is not a URL: {}", shown(text), url.error().reason))
            .help(std::string(spoken));
    }
    return *std::move(url);
}

Error refusal(const Url& url, std::string_view what) {
    return Error(Error::Kind::usage,
                 fmt::format("`{}://` is no {}: megactl speaks Redis and its embedded queue", url.scheme, what))
        .help(std::string(spoken));
}

redis::Endpoint endpoint_of(std::string_view text, const Url& url) {
    auto endpoint = redis::endpoint_of(url);
    if (!endpoint)
        throw Error(Error::Kind::usage, fmt::format("`{}` names no Redis: {}", shown(text), endpoint.error().reason));
    return *std::move(endpoint);
}

// Under another prefix there are other queues.
std::string identity_of(const redis::Endpoint& endpoint, std::string_view key_prefix) {
    return key_prefix.empty() ? endpoint.name() : fmt::format("{}#{}", endpoint.name(), key_prefix);
}

}  // namespace

BrokerSource broker_source(std::string_view text, const TransportOptions& options) {
    const Url url = taken_apart(text);
    if (url.scheme == "memory") return {"memory://", "memory://", memory_broker_opener()};
    if (redis::is_redis_scheme(url.scheme)) {
        const redis::Endpoint endpoint = endpoint_of(text, url);
        return {shown(text), identity_of(endpoint, options.key_prefix), [endpoint, options] {
                    return std::make_unique<RedisBroker>(endpoint, options.key_prefix, options.visibility_timeout);
                }};
    }
    throw refusal(url, "broker");
}

ResultSource result_source(std::string_view text, const TransportOptions& options) {
    const Url url = taken_apart(text);
    if (is_one_of(url.scheme, {"memory", "cache+memory"})) return {"memory://", "memory://", memory_results_opener()};
    if (url.scheme == "disabled") return {"disabled://", "disabled://", [] { return std::make_unique<NoResults>(); }};
    if (redis::is_redis_scheme(url.scheme)) {
        const redis::Endpoint endpoint = endpoint_of(text, url);
        return {shown(text), identity_of(endpoint, options.key_prefix), [endpoint, options] {
                    return std::make_unique<RedisResults>(endpoint, options.key_prefix, options.result_expires);
                }};
    }
    throw refusal(url, "result backend");
}

}  // namespace megactl::broker

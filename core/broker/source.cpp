#include "core/broker/source.hpp"

#include "core/base/error.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/base/url.hpp"
#include "core/broker/memory_broker.hpp"
#include "core/broker/memory_results.hpp"
#include "core/broker/redis_broker.hpp"
#include "core/broker/redis_results.hpp"
#include "core/broker/sqlite_broker.hpp"
#include "core/broker/sqlite_results.hpp"
#include "core/db/file_url.hpp"

#include <fmt/format.h>

namespace megactl::broker {
namespace {

constexpr std::string_view spoken =
    "`redis://HOST:6379/0`, `rediss://…`, `redis+socket:///PATH`, `sqlite:///FILE` and "
    "`memory://` are spoken here";

// As it may be shown. What forgot its scheme may hold a password all the same: `:password@host`.
std::string shown(std::string_view url) {
    const std::size_t at = url.rfind('@');
    if (at == std::string_view::npos || url.find("://") != std::string_view::npos) return mask_url_passwords(url);
    return fmt::format("{}{}", secret_mask, url.substr(at));
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
    if (!endpoint) {
        throw Error(Error::Kind::usage, fmt::format("`{}` names no Redis: {}", shown(text), endpoint.error().reason))
            .help("it is like `redis://:PASSWORD@HOST:6379/0` or `redis+socket:///PATH?virtual_host=0`");
    }
    return *std::move(endpoint);
}

// Under another prefix there are other queues.
std::string identity_of(const redis::Endpoint& endpoint, std::string_view key_prefix) {
    return key_prefix.empty() ? endpoint.name() : fmt::format("{}#{}", endpoint.name(), key_prefix);
}

std::filesystem::path sqlite_file(std::string_view text, const Url& url, const TransportOptions& options) {
    auto file = url.host.empty() ? db::file_of_url_path(url.path, options.folder) : std::nullopt;
    if (file) return *std::move(file);
    throw Error(Error::Kind::usage, fmt::format("`{}` names no file", shown(text)))
        .help("`sqlite:///queue.db` is relative to the project, `sqlite:////srv/queue.db` is not");
}

}  // namespace

BrokerSource broker_source(std::string_view url, const TransportOptions& options) {
    const Url parts = taken_apart(url);
    if (is_one_of(parts.scheme, {"memory", "cache+memory"})) return {"memory://", "memory://", memory_broker_opener()};
    if (redis::is_redis_scheme(parts.scheme)) {
        const redis::Endpoint endpoint = endpoint_of(url, parts);
        return {shown(url), identity_of(endpoint, options.key_prefix), [endpoint, options] {
                    return std::make_unique<RedisBroker>(endpoint, options.key_prefix, options.visibility_timeout);
                }};
    }
    if (is_one_of(parts.scheme, {"sqlite", "sqla+sqlite", "sqlalchemy+sqlite"})) {
        const auto file = sqlite_file(url, parts, options);
        return {shown(url), db::identity_of(file), [file, options] { return open_sqlite_broker(file, options); }};
    }
    throw refusal(parts, "broker");
}

ResultSource result_source(std::string_view url, const TransportOptions& options) {
    const Url parts = taken_apart(url);
    if (is_one_of(parts.scheme, {"memory", "cache+memory"})) return {"memory://", "memory://", memory_results_opener()};
    if (parts.scheme == "disabled") return {"disabled://", "disabled://", [] { return std::make_unique<NoResults>(); }};
    if (redis::is_redis_scheme(parts.scheme)) {
        const redis::Endpoint endpoint = endpoint_of(url, parts);
        // Celery's prefix of the broker's keys is none of the results'.
        return {shown(url), identity_of(endpoint, ""),
                [endpoint, options] { return std::make_unique<RedisResults>(endpoint, options.result_expires); }};
    }
    if (is_one_of(parts.scheme, {"sqlite", "db+sqlite"})) {
        const auto file = sqlite_file(url, parts, options);
        return {shown(url), db::identity_of(file), [file, options] { return open_sqlite_results(file, options); }};
    }
    throw refusal(parts, "result backend");
}

std::optional<ControlPlace> control_place(std::string_view url, const TransportOptions& options) {
    const Url parts = taken_apart(url);
    if (!redis::is_redis_scheme(parts.scheme)) return std::nullopt;
    return ControlPlace{.endpoint = endpoint_of(url, parts), .key_prefix = options.key_prefix};
}

}  // namespace megactl::broker

#pragma once

#include "core/broker/broker.hpp"
#include "core/broker/control.hpp"
#include "core/broker/result_backend.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::broker {

// Celery's transport options, as far as they have a meaning here.
struct TransportOptions {
    std::chrono::seconds visibility_timeout{3600};
    std::string key_prefix{};                        // global_keyprefix
    std::chrono::seconds result_expires{24 * 3600};  // Celery's result_expires; zero keeps results for ever
    std::filesystem::path folder;                    // what a relative file in a URL is relative to
    bool may_create = false;                         // may an embedded store be made where there is none?
};

// A place that can be opened as often as threads need it: a broker or a result backend, named by a URL.
template <class Store>
class Source {
public:
    Source(std::string name, std::string identity, std::function<std::unique_ptr<Store>()> open)
        : name_(std::move(name)), identity_(std::move(identity)), open_(std::move(open)) {}

    // The URL as it may be shown, the password masked.
    const std::string& name() const { return name_; }
    // Two URLs of one place have one identity; holds no password.
    const std::string& identity() const { return identity_; }
    // Safe from every thread. Connects at the first call of what it returns, not here.
    std::unique_ptr<Store> open() const { return open_(); }

private:
    std::string name_;
    std::string identity_;
    std::function<std::unique_ptr<Store>()> open_;
};

using BrokerSource = Source<Broker>;
using ResultSource = Source<ResultBackend>;

// The only list of schemes: redis, rediss, redis+socket, sqlite (sqla+sqlite, sqlalchemy+sqlite), memory; for results
// also db+sqlite, cache+memory, disabled. What is no such URL throws Error{usage}: the caller knows who said it.
BrokerSource broker_source(std::string_view url, const TransportOptions& options);
ResultSource result_source(std::string_view url, const TransportOptions& options);
// Where the workers of that broker can be spoken to; nothing where it carries no broadcasts, as the embedded ones.
std::optional<ControlPlace> control_place(std::string_view url, const TransportOptions& options);

}  // namespace megactl::broker

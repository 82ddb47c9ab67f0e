#include "core/http/server.hpp"

#include "core/http/loop.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace megactl::http {
namespace {

// Descriptors that are not for connections: listeners, the database, the spool, the log.
constexpr std::size_t reserved_descriptors = 64;

std::size_t connections_a_loop(std::size_t threads) {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    const auto limit = static_cast<std::size_t>(files.rlim_cur);
    return std::max<std::size_t>(1, (limit - std::min(limit, reserved_descriptors)) / threads);
}

// The first failure of the threads, for the one that started them.
struct FirstFailure {
    std::mutex mutex;
    std::exception_ptr what;  // guarded

    void keep(std::exception_ptr failure) {
        const std::lock_guard lock(mutex);
        if (!what) what = std::move(failure);
    }
};

}  // namespace

Server::Server(std::vector<ListenAddress> addresses, std::size_t threads, Limits limits,
               const tls::ServedContext* served)
    : addresses_(std::move(addresses)), listeners_(threads), limits_(limits), served_(served) {
    for (ListenAddress& address : addresses_)
        share_out(address, listen_on(address, threads));
    if (limits_.connections == 0) limits_.connections = connections_a_loop(threads);
}

Server::Server(std::span<const int> descriptors, std::size_t threads, Limits limits, const tls::ServedContext* served)
    : Server(std::vector<ListenAddress>(), threads, limits, served) {
    for (const int descriptor : descriptors) {
        Adopted adopted = adopt_listener(descriptor, threads);
        addresses_.push_back(std::move(adopted.address));
        share_out(addresses_.back(), std::move(adopted.sockets));
    }
}

// One to each thread.
void Server::share_out(ListenAddress& address, std::vector<os::Descriptor> sockets) {
    address.scheme = served_ == nullptr ? Scheme::http : address.scheme.value_or(likely_scheme(address));
    for (std::size_t i = 0; i < sockets.size(); ++i)
        listeners_[i].push_back({std::move(sockets[i]), address.scheme == Scheme::https});
}

void Server::run(const std::stop_token& stop, const std::function<std::unique_ptr<Handler>()>& make_handler) {
    std::vector<std::unique_ptr<Handler>> handlers;
    handlers.reserve(listeners_.size());
    for (std::size_t i = 0; i < listeners_.size(); ++i)
        handlers.push_back(make_handler());

    // A loop that fails ends the others, and then the failure goes on.
    FirstFailure failure;
    std::stop_source end;
    const std::stop_callback forward(stop, [&end] { end.request_stop(); });
    {
        std::vector<std::jthread> threads;
        threads.reserve(listeners_.size());
        auto handler = handlers.begin();
        for (auto& listeners : listeners_) {
            threads.emplace_back([this, &end, &failure, &listeners, &own_handler = **handler++] {
                try {
                    Loop(std::move(listeners), own_handler, limits_, served_).run(end.get_token());
                } catch (...) {
                    failure.keep(std::current_exception());
                    end.request_stop();
                }
            });
        }
    }
    if (failure.what) std::rethrow_exception(failure.what);
}

}  // namespace megactl::http

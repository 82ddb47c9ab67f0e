#pragma once

#include "core/http/handler.hpp"
#include "core/http/limits.hpp"
#include "core/http/listener.hpp"

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace megactl::http {

// HTTP/1.1 and 1.0 on some addresses: a thread and a loop each, which share nothing.
class Server {
public:
    // Listens from here on. Throws Error{input}.
    Server(std::vector<ListenAddress> addresses, std::size_t threads, Limits limits = {});
    // The same on sockets that somebody else opened: adopt_listener().
    Server(std::span<const int> descriptors, std::size_t threads, Limits limits = {});

    // With the ports that the kernel chose.
    const std::vector<ListenAddress>& addresses() const { return addresses_; }

    // Serves until a stop is asked for, then drains. `make_handler` is called once a thread, from this one. Once.
    void run(const std::stop_token& stop, const std::function<std::unique_ptr<Handler>()>& make_handler);

private:
    void share_out(std::vector<os::Descriptor> sockets);

    std::vector<ListenAddress> addresses_;
    std::vector<std::vector<os::Descriptor>> listeners_;  // by thread
    Limits limits_;
};

}  // namespace megactl::http

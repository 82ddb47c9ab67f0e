#pragma once

#include "core/http/handler.hpp"
#include "core/http/limits.hpp"
#include "core/http/listener.hpp"
#include "core/tls/server_context.hpp"

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace megactl::http {

// HTTP/1.1 and 1.0 on some addresses: a thread and a loop each, which share nothing.
class Server {
public:
    // Listens from here on. Throws Error{input}. Where there is something `served`, which outlives the server, an
    // address speaks TLS unless its scheme, or likely_scheme(), says otherwise.
    Server(std::vector<ListenAddress> addresses, std::size_t threads, Limits limits = {},
           const tls::ServedContext* served = nullptr);
    // The same on sockets that somebody else opened: adopt_listener().
    Server(std::span<const int> descriptors, std::size_t threads, Limits limits = {},
           const tls::ServedContext* served = nullptr);

    // With the ports that the kernel chose, and their schemes.
    const std::vector<ListenAddress>& addresses() const { return addresses_; }

    // Serves until a stop is asked for, then drains. `make_handler` is called once a thread, from this one. Once.
    void run(const std::stop_token& stop, const std::function<std::unique_ptr<Handler>()>& make_handler);

private:
    void share_out(ListenAddress& address, std::vector<os::Descriptor> sockets);

    std::vector<ListenAddress> addresses_;
    std::vector<std::vector<Listener>> listeners_;  // by thread
    Limits limits_;
    const tls::ServedContext* served_;
};

}  // namespace megactl::http

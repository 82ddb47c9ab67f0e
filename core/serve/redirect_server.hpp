#pragma once

#include "core/http/limits.hpp"
#include "core/http/listener.hpp"
#include "core/http/server.hpp"
#include "core/links/click.hpp"
#include "core/links/live_links.hpp"
#include "core/links/site_rules.hpp"
#include "core/os/watchdog.hpp"
#include "core/tls/server_context.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace megactl::serve {

// Makes the clicks of a tick safe; no answer leaves before it returns. Never throws: a redirect does not fail for the
// sake of its click.
using ClickKeeper = std::function<void(std::span<const links::Click>)>;

struct RedirectSettings {
    std::vector<http::ListenAddress> addresses;
    std::vector<int> descriptors;  // sockets that listen already; where there are any, `addresses` is not looked at
    std::size_t threads = 1;
    http::Limits limits;
    links::SiteRules rules;
    const tls::ServedContext* served = nullptr;  // for addresses that speak TLS; outlives the server
    os::Watchdog* watchdog = nullptr;  // hears that each loop gets on, where there is one; outlives the server
};

// `/USER/SLUG/` leads to the link's target, and the visit becomes a click. `/health/` tells whether the database is
// there, `/health/live` whether this process is; both answer whatever the Host, for those who ask know an address.
class RedirectServer {
public:
    // Listens from here on; throws Error{input}. `links` outlives it.
    RedirectServer(RedirectSettings settings, const links::LiveLinks& links);

    // With the ports that the kernel chose.
    const std::vector<http::ListenAddress>& addresses() const { return server_.addresses(); }

    // Until a stop is asked for, then drains. `make_keeper` is called once a thread, from this one.
    void run(const std::stop_token& stop, const std::function<ClickKeeper()>& make_keeper);

private:
    links::SiteRules rules_;
    const links::LiveLinks& links_;
    os::Watchdog* watchdog_;
    http::Server server_;
};

}  // namespace megactl::serve

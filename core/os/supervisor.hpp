#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::os {

// Who started this service and waits to hear of it: systemd, or whoever speaks as it does (sd_notify(3)). Every call
// is safe from every thread, never blocks for long, and does nothing where nobody listens.
class Supervisor {
public:
    // `notify_socket`: what NOTIFY_SOCKET says, a path or `@` with an abstract name; empty where nobody waits.
    explicit Supervisor(std::string notify_socket) : notify_socket_(std::move(notify_socket)) {}

    // It serves; also once a reload is done.
    void tell_ready() const;
    void tell_reloading() const;
    void tell_stopping() const;
    // What its watchdog waits for: watchdog.hpp.
    void tell_alive() const;

private:
    void tell(std::string_view state) const;

    std::string notify_socket_;
};

// The descriptors that the supervisor opened for this process (sd_listen_fds(3)), as LISTEN_PID and LISTEN_FDS say.
// None where they are said for another process, or are no numbers.
std::vector<int> handed_over(std::string_view listen_pid, std::string_view listen_fds);

}  // namespace megactl::os

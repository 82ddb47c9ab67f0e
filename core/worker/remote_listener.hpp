#pragma once

#include "core/base/backoff.hpp"
#include "core/broker/control.hpp"
#include "core/celery/event.hpp"
#include "core/worker/held.hpp"
#include "core/worker/options.hpp"
#include "core/worker/outage.hpp"
#include "core/worker/remote.hpp"

#include <chrono>
#include <stop_token>
#include <string>

namespace megactl::worker {

// The one thread that remote control speaks to, and that tells monitors that the worker is there. While the broker is
// away it tries again; the work goes on without it.
class RemoteListener {
public:
    // `options.control` is said. All of them must outlive it.
    RemoteListener(const WorkerOptions& options, const Held& held, Remote& remote);

    // Until it is asked to stop; nobody can ask it any longer then.
    void run(const std::stop_token& stop);

private:
    void take(broker::ControlNode& node, const std::string& payload);
    void beat_if_due(broker::ControlNode& node);
    void say_farewell(broker::ControlNode& node);
    void tell(broker::ControlNode& node, celery::WorkerEvent::Kind kind);

    const WorkerOptions& options_;
    const Held& held_;
    Remote& remote_;
    Outage outage_{"remote control"};
    Backoff backoff_;
    bool is_online_ = false;  // and monitors know it
    std::chrono::steady_clock::time_point next_beat_{};
};

}  // namespace megactl::worker

#include "core/celery/event.hpp"

#include "core/base/encoding.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/celery/envelope.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace megactl::celery {

std::string_view routing_key_of(WorkerEvent::Kind kind) {
    switch (kind) {
        case WorkerEvent::Kind::online: return "worker.online";
        case WorkerEvent::Kind::heartbeat: return "worker.heartbeat";
        case WorkerEvent::Kind::offline: return "worker.offline";
    }
    return "";
}

std::string encode(const WorkerEvent& event, std::string_view delivery_tag) {
    const std::string routing_key(routing_key_of(event.kind));
    JsonWriter body(true);
    // Without `utcoffset`: Celery shifts a time, which is in UTC already, by what that differs from its own.
    body.begin_object().member("hostname", event.node).member("pid", std::int64_t{event.process});
    body.member("clock", event.clock);
    body.member("freq", std::chrono::duration<double>(heartbeat_pause).count());
    body.member("active", event.active).member("processed", event.processed).key("loadavg").begin_array();
    for (const double load : event.load)
        body.raw(fmt::format("{:.2f}", load));
    body.end_array().member("sw_ident", "megactl").member("sw_ver", event.version).member("sw_sys", "Linux");
    body.member("timestamp", std::chrono::duration<double>(event.time.time_since_epoch()).count());
    body.member("type", replace_all(routing_key, ".", "-")).end_object();
    return encode(Envelope{.body = std::move(body).take(),
                           .headers = fmt::format(R"({{"hostname": {}}})", json_quoted(event.node)),
                           .exchange = std::string(event_exchange),
                           .routing_key = routing_key},
                  delivery_tag);
}

}  // namespace megactl::celery

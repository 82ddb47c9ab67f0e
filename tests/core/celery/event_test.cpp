#include "core/celery/event.hpp"

#include "core/celery/envelope.hpp"

#include <gtest/gtest.h>

namespace megactl::celery {

TEST(WorkerEvent, IsWrittenAsMonitorsReadIt) {
    const WorkerEvent event{.kind = WorkerEvent::Kind::heartbeat,
                            .node = "w1@vm",
                            .process = 13797,
                            .clock = 2,
                            .time = Time(std::chrono::microseconds(1'795'351'769'500'000)),
                            .active = 1,
                            .processed = 7,
                            .load = {2.04, 1.07, 0.431},
                            .version = "1.2.3"};
    const auto envelope = decode_envelope(encode(event, "tag"));
    ASSERT_TRUE(envelope) << envelope.error().reason;
    EXPECT_EQ(envelope->body,
              R"({"hostname": "w1@vm", "pid": 13797, "clock": 2, "freq": 2, "active": 1, )"
              R"("processed": 7, "loadavg": [2.04, 1.07, 0.43], "sw_ident": "megactl", "sw_ver": "1.2.3", )"
              R"("sw_sys": "Linux", "timestamp": 1795351769.5, "type": "worker-heartbeat"})"
              "\n");
    EXPECT_EQ(envelope->headers, R"({"hostname": "w1@vm"})");
    EXPECT_EQ(envelope->exchange, "celeryev");
    EXPECT_EQ(envelope->routing_key, "worker.heartbeat");
}

TEST(WorkerEvent, HasAKeyForEachKind) {
    EXPECT_EQ(routing_key_of(WorkerEvent::Kind::online), "worker.online");
    EXPECT_EQ(routing_key_of(WorkerEvent::Kind::offline), "worker.offline");
}

}  // namespace megactl::celery

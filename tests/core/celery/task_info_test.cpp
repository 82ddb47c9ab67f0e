#include "core/celery/task_info.hpp"

#include <gtest/gtest.h>

namespace megactl::celery {
namespace {

std::string written(const TaskInfo& info) {
    JsonWriter writer(true);
    write(writer, info, "w1@vm", 13801);
    return std::move(writer).take();
}

}  // namespace

TEST(TaskInfo, IsToldAsCeleryTellsIt) {
    TaskInfo info;
    info.message.id = "slp2";
    info.message.task = "app.slp";
    info.message.args = "[31]";
    info.message.priority = 3;
    info.queue = "celery";
    info.begun = Time(std::chrono::microseconds(1'795'351'778'250'000));
    info.is_acknowledged = true;
    EXPECT_EQ(
        written(info),
        R"({"id": "slp2", "name": "app.slp", "args": [31], "kwargs": {}, "type": "app.slp", "hostname": "w1@vm", )"
        R"("time_start": 1795351778.25, "acknowledged": true, "delivery_info": {"exchange": "", )"
        R"("routing_key": "celery", "priority": 3, "redelivered": false}, "worker_pid": 13801})"
        "\n");
}

TEST(TaskInfo, HasNoBeginWhileItWaits) {
    const std::string text = written({.message = {}, .queue = "celery"});
    EXPECT_NE(text.find(R"("time_start": null)"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("worker_pid": null)"), std::string::npos) << text;
}

}  // namespace megactl::celery

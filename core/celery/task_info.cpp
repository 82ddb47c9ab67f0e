#include "core/celery/task_info.hpp"

#include <chrono>

namespace megactl::celery {

void write(JsonWriter& writer, const TaskInfo& info, std::string_view node, int process) {
    const Message& message = info.message;
    writer.begin_object().member("id", message.id).member("name", message.task);
    writer.key("args").raw(message.args).key("kwargs").raw(message.kwargs);
    writer.member("type", message.task).member("hostname", node).key("time_start");
    if (info.begun) {
        writer.value(std::chrono::duration<double>(info.begun->time_since_epoch()).count());
    } else {
        writer.null();
    }
    writer.member("acknowledged", info.is_acknowledged).key("delivery_info").begin_object();
    writer.member("exchange", "").member("routing_key", info.queue);
    writer.member("priority", std::int64_t{message.priority}).member("redelivered", message.is_redelivered);
    writer.end_object().key("worker_pid");
    if (info.begun) {
        writer.value(std::int64_t{process});
    } else {
        writer.null();
    }
    writer.end_object();
}

}  // namespace megactl::celery

#pragma once

#include "core/celery/message.hpp"

#include <string>
#include <string_view>

namespace megactl::tests {

inline celery::Message message(std::string_view task, std::string_view id) {
    celery::Message message;
    message.task = task;
    message.id = id;
    message.root_id = id;
    return message;
}

// As it waits in the queue `work`.
inline std::string payload(const celery::Message& message) {
    return celery::encode(message, "work", "9d6a0f0c-4d1e-4f3a-8c65-2f7c1c6f1a11");
}

inline std::string payload(std::string_view task, std::string_view id) {
    return payload(message(task, id));
}

}  // namespace megactl::tests

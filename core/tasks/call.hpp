#pragma once

#include "core/celery/message.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::tasks {

// A task's call as a program or a web server gets it, and its answer as a result.

// One JSON object: id, task, args, kwargs, retries, eta, root_id, parent_id, group, correlation_id, and the headers
// that the sender added. What Python writes and JSON does not know is told as celery::strict_json() does.
std::string call_document(const celery::Message& message);

// JSON where `answer` is JSON, else its text without the last line end.
std::string result_text(std::string_view answer);

// The message's own, in seconds, where it is one; else that of the task.
std::optional<std::chrono::milliseconds> time_limit(const std::optional<double>& of_message,
                                                    const std::optional<std::chrono::milliseconds>& of_task);

}  // namespace megactl::tasks

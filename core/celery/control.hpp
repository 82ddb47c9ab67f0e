#pragma once

#include "core/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::celery {

// What is asked of running workers, or told to them: Celery's remote control ("pidbox"). Pure.
struct ControlRequest {
    std::string method;            // "active"
    std::string arguments = "{}";  // a JSON object
};

// Requests are broadcast through this exchange; each answer goes to a queue that is bound to the other one by the
// asker's address.
constexpr std::string_view control_exchange = "celery.pidbox";
constexpr std::string_view reply_exchange = "reply.celery.pidbox";
std::string reply_queue(std::string_view address);

// The payload to broadcast. Answers repeat the ticket; `delivery_tag` is a fresh UUID.
std::string encode(const ControlRequest& request, std::string_view address, std::string_view ticket,
                   std::string_view delivery_tag);

struct ControlReply {
    std::string ticket;
    std::string node;     // "celery@web-1"
    std::string content;  // a JSON value
};
// Nothing where the payload is no answer.
std::optional<ControlReply> decode_control_reply(std::string_view payload);

// The ids of the tasks in an answer to `active`, `reserved` or `scheduled`.
Result<std::vector<std::string>> ids_in(const ControlReply& reply);
// The names of the tasks in an answer to `registered`.
Result<std::vector<std::string>> tasks_in(const ControlReply& reply);
// The queues in an answer to `active_queues`.
Result<std::vector<std::string>> queues_in(const ControlReply& reply);

}  // namespace megactl::celery

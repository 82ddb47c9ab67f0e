#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::celery {

// What Celery's remote control says to workers, and they to it: kombu's process mailboxes, "pidbox". Pure.

// Broadcast to every worker; each sees for itself whether it is meant.
struct ControlRequest {
    std::string method;                      // "ping"
    std::string arguments = "{}";            // JSON text of an object
    std::vector<std::string> destination{};  // names of nodes; empty: all of them
    std::string pattern{};                   // where there is no destination: of their names; empty: all of them
    std::string matcher{};                   // how the pattern is read; "glob" is known here
    std::string ticket{};                    // comes back with the answer
    std::string reply_to{};                  // the asker's mailbox; empty where no answer is wanted
    std::int64_t clock = 0;                  // Lamport's, as the next one
};

struct ControlReply {
    std::string node;
    std::string answer;  // JSON text
    std::string ticket{};
    std::int64_t clock = 0;
};

// The exchanges that they go through.
constexpr std::string_view control_exchange = "celery.pidbox";
constexpr std::string_view control_reply_exchange = "reply.celery.pidbox";

std::string encode(const ControlRequest& request, std::string_view delivery_tag);
std::string encode(const ControlReply& reply, std::string_view reply_to, std::string_view delivery_tag);

// Of whatever the bytes.
Result<ControlRequest> decode_control_request(std::string_view payload);
Result<ControlReply> decode_control_reply(std::string_view payload);

// Is the worker of this name meant? A pattern whose matcher is not known means nobody.
bool is_meant(const ControlRequest& request, std::string_view node);

// The ids of the tasks in an answer to `active`, `reserved` or `scheduled`; a problem where the node can't tell them.
Result<std::vector<std::string>> ids_in(const ControlReply& reply);
// Likewise the names of the tasks in an answer to `registered`, and of the queues in one to `active_queues`.
Result<std::vector<std::string>> tasks_in(const ControlReply& reply);
Result<std::vector<std::string>> queues_in(const ControlReply& reply);
// What an answer that only says how it went says: behind `ok` or `error`, else all of it.
std::string words_in(const ControlReply& reply);
// Does it say that the node can't or won't?
bool is_refusal(const ControlReply& reply);

}  // namespace megactl::celery

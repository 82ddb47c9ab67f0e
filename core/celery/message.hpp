#pragma once

#include "core/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::celery {

// To the microsecond, as Python tells time.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

// A call of a task, as Celery puts it into a queue; nothing about where it came from. Read from protocol 2 and 1,
// written as protocol 2 (Celery's "Message Protocol", and kombu's envelope around it).
//
// What megactl only hands on is JSON text, byte for byte as it came.
struct Message {
    std::string task;
    std::string id;             // any text, mostly a UUID
    std::string args = "[]";    // a JSON array
    std::string kwargs = "{}";  // a JSON object
    // callbacks, errbacks, chain, chord: a JSON object.
    std::string embed = R"({"callbacks": null, "errbacks": null, "chain": null, "chord": null})";
    std::optional<Time> eta;
    std::optional<Time> expires;
    std::int64_t retries = 0;
    std::optional<double> time_limit;       // seconds; kills
    std::optional<double> soft_time_limit;  // seconds; asks
    std::string root_id;                    // empty for none, as the next three
    std::string parent_id;
    std::string group;
    std::string shadow;
    std::optional<std::int64_t> group_index;
    std::string origin;
    std::string args_repr;  // Python's repr, for people
    std::string kwargs_repr;
    bool ignores_result = false;
    bool is_redelivered = false;
    int priority = 0;      // 0 is served first
    std::string reply_to;  // handed on, never interpreted
    // Headers beside those of the protocol: the sender's own. Name and JSON text.
    std::vector<std::pair<std::string, std::string>> user_headers;
};

// Is it a header that the protocol names, so none of the sender's own?
bool is_protocol_header(std::string_view name);

// Where a task goes that names no queue (Celery's task_default_queue).
constexpr std::string_view default_queue = "celery";

// Why a payload is no task that may run here, with what could be read of it all the same.
struct Undecodable {
    enum class Why {
        malformed,  // no JSON, no envelope, no body, no task
        refused,    // a content type that is never decoded: pickle, yaml
    };
    Why why = Why::malformed;
    std::string reason;
    std::string id;    // empty where it can't be told
    std::string task;  // the same
};

// Pure and total: whatever the bytes, an answer in linear time. `body_limit` bounds the body after decoding.
tl::expected<Message, Undecodable> decode(std::string_view payload, std::size_t body_limit = 64U << 20);

// The payload to put into `queue`. `delivery_tag` is a fresh UUID: two messages of one tag overwrite each other where
// workers hold them.
std::string encode(const Message& message, std::string_view queue, std::string_view delivery_tag);

// `2026-11-22T12:49:58.768315+00:00` as Python writes it, and every form of it that Python reads; without a zone it is
// UTC.
std::string format_time(Time time);
Result<Time> parse_time(std::string_view text);

}  // namespace megactl::celery

#pragma once

#include "core/base/json_view.hpp"
#include "core/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace megactl::celery {

// What kombu sends that is no task: a request of remote control, an answer to one, an event.
struct Envelope {
    std::string body;            // JSON text
    std::string headers = "{}";  // JSON text of an object
    std::string exchange{};
    std::string routing_key{};
};

constexpr std::size_t longest_body = 64U << 20;

std::string encode(const Envelope& envelope, std::string_view delivery_tag);
// Pure and total, as decode() of a message. Anything but JSON is refused unread.
Result<Envelope> decode_envelope(std::string_view payload, std::size_t body_limit = longest_body);

// The body of any envelope as it was before kombu packed it.
Result<std::string> unpacked_body(const JsonView& envelope, const JsonView& properties, std::size_t limit);

}  // namespace megactl::celery

// Whatever is broadcast, or lies in a mailbox: an answer and no more. What is understood comes back as it was.

#include "core/celery/control.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace megactl::celery;
    const std::string_view payload(reinterpret_cast<const char*>(data), size);
    if (const auto request = decode_control_request(payload)) {
        const auto again = decode_control_request(encode(*request, "tag"));
        const bool is_same = again && again->method == request->method && again->arguments == request->arguments &&
                             again->destination == request->destination && again->pattern == request->pattern &&
                             again->matcher == request->matcher && again->reply_to == request->reply_to &&
                             again->clock == request->clock;
        if (!is_same) std::abort();
        is_meant(*request, "w1@vm");
    }
    if (const auto reply = decode_control_reply(payload)) {
        const auto again = decode_control_reply(encode(*reply, "mailbox", "tag"));
        if (!again || again->node != reply->node || again->answer != reply->answer || again->ticket != reply->ticket)
            std::abort();
        ids_in(*reply);
        tasks_in(*reply);
        queues_in(*reply);
        words_in(*reply);
    }
    return 0;
}

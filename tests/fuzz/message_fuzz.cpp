// Whatever a queue holds: an answer and no more. What is understood comes back as it was.

#include "core/celery/message.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace megactl::celery;
    const auto message = decode(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!message) return 0;
    const auto again = decode(encode(*message, "queue", "tag"));
    const bool is_same = again && again->task == message->task && again->id == message->id &&
                         again->args == message->args && again->kwargs == message->kwargs &&
                         again->embed == message->embed && again->eta == message->eta &&
                         again->expires == message->expires && again->retries == message->retries &&
                         again->user_headers == message->user_headers;
    if (!is_same) std::abort();
    return 0;
}

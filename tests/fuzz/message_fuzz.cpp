// Whatever a queue holds: an answer and no more. What is understood comes back as it was, and what follows it can be
// sent.

#include "core/celery/followers.hpp"
#include "core/celery/message.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace megactl::celery;

bool can_be_sent(const Followers& followers) {
    for (const Call& call : followers.calls) {
        if (!decode(encode(call.message, call.queue, "tag"))) return false;
    }
    return megactl::JsonView::parse(followers.children).has_value();
}

bool can_be_followed(const Message& message) {
    const auto canvas = canvas_of(message);
    if (!canvas || !check(*canvas, ChordSupport::counted)) return true;
    const Sending sending{.now = {}, .new_id = [] { return "id"; }};
    if (!can_be_sent(after_success(*canvas, message, "[1]", sending))) return false;
    const Followers failed = after_failure(*canvas, message, R"({"exc_type": "ValueError"})", sending);
    for (const ChordPart& part : failed.parts) {
        if (!can_be_sent(after_chord(part, {.parts = {encode(part)}}, sending))) return false;
    }
    return can_be_sent(failed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto message = decode(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!message) return 0;
    const auto again = decode(encode(*message, "queue", "tag"));
    const bool is_same = again && again->task == message->task && again->id == message->id &&
                         again->args == message->args && again->kwargs == message->kwargs &&
                         again->embed == message->embed && again->eta == message->eta &&
                         again->expires == message->expires && again->retries == message->retries &&
                         again->user_headers == message->user_headers;
    if (!is_same || !can_be_followed(*message)) std::abort();
    return 0;
}

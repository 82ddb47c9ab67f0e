// Bytes of a Redis server, whole and torn: the same replies, or the same failure.

#include "core/redis/reply_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using megactl::redis::Reply;
using megactl::redis::ReplyReader;

std::size_t size_of(const Reply& reply) {
    std::size_t size = 1 + reply.text.size();
    for (const Reply& element : reply.elements)
        size += size_of(element);
    return size;
}

// How many replies there are, and whether something that is none follows.
struct Reading {
    std::size_t replies = 0;
    std::size_t size = 0;
    bool has_failed = false;

    bool operator==(const Reading&) const = default;
};

void read_on(ReplyReader& reader, Reading& reading) {
    while (!reading.has_failed) {
        const auto reply = reader.next();
        reading.has_failed = !reply;
        if (!reply || !*reply) return;
        ++reading.replies;
        reading.size += size_of(**reply);
        static_cast<void>((*reply)->refusal());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(data, data + size);
    Reading whole;
    ReplyReader at_once;
    at_once.feed(bytes);
    read_on(at_once, whole);
    if (whole.size > 2 * size) __builtin_trap();  // what was read can't be more than what came

    Reading torn;
    ReplyReader in_pieces;
    for (std::size_t at = 0; at < size && !torn.has_failed; at += 3) {
        in_pieces.feed(std::string_view(bytes).substr(at, 3));
        read_on(in_pieces, torn);
    }
    if (!(whole == torn)) __builtin_trap();
    return 0;
}

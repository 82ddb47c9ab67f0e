#include "core/broker/server_sight.hpp"

#include "core/broker/kombu_layout.hpp"
#include "core/redis/connection.hpp"

#include <charconv>
#include <cstdint>
#include <system_error>
#include <vector>

namespace megactl::broker {
namespace {

using redis::Reply;
using std::chrono::duration_cast;
using std::chrono::system_clock;

// Seconds since the epoch, `1764511200.25`.
std::optional<system_clock::time_point> time_in(const std::string& text) {
    double seconds = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    constexpr double furthest = 1e10;
    if (problem != std::errc() || seconds < 0 || seconds > furthest) return std::nullopt;
    return system_clock::time_point(duration_cast<system_clock::duration>(std::chrono::duration<double>(seconds)));
}

}  // namespace

ServerSight look_at_server(const ControlPlace& place) {
    const KombuLayout layout(place.key_prefix);
    redis::Connection connection(place.endpoint);
    redis::Commands questions{"INFO"};
    questions.add({"CONFIG", "GET", "save"}).add({"TIME"});
    questions.add({"ZREVRANGE", layout.unacked_index(), "0", "0", "WITHSCORES"});
    const std::vector<Reply> replies = connection.send(questions);
    ServerSight sight;
    if (!replies[0].is_error()) sight.info = replies[0].text;
    // ["save", "3600 1 300 100"]
    if (!replies[1].is_error() && replies[1].elements.size() == 2) sight.save = replies[1].elements[1].text;
    if (!replies[2].is_error() && !replies[2].elements.empty()) sight.time = time_in(replies[2].elements[0].text);
    if (!replies[3].is_error() && replies[3].elements.size() == 2) sight.taking = time_in(replies[3].elements[1].text);
    return sight;
}

}  // namespace megactl::broker

// Celery's remote control over Redis: a broadcast by pub/sub, and a list that the answers come into.

#include "core/broker/redis_oversight.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::broker {

using redis::Commands;
using redis::Reply;
using std::chrono::milliseconds;

namespace {

// A stop is not heeded while the server waits with us.
constexpr milliseconds longest_wait{100};

}  // namespace

// Where answers come. A worker pushes there as long as it is bound, and it is gone with this: a list that nobody reads
// stays for ever.
class RedisOversight::ReplyBox {
public:
    ReplyBox(redis::Connection& connection, const KombuLayout& layout)
        : connection_(connection),
          address_(os::random_uuid()),
          queue_(fmt::format("{}.{}", address_, celery::control_reply_exchange)),
          list_(layout.list(queue_, 0)),
          bindings_(layout.binding(celery::control_reply_exchange)),
          binding_(encode(Binding{address_, "", queue_})) {
        connection_.call({"SADD", bindings_, binding_});
    }
    ReplyBox(const ReplyBox&) = delete;
    ReplyBox& operator=(const ReplyBox&) = delete;
    ~ReplyBox() {
        if (!connection_.is_connected()) return;  // to a lost server nobody waits once more; the binding stays there
        try {
            connection_.send(Commands{"SREM", bindings_, binding_}.add({"DEL", list_}));
        } catch (const Error&) {
            connection_.disconnect();  // whoever lost the server has said so
        }
    }

    const std::string& address() const { return address_; }
    std::optional<celery::ControlReply> next(milliseconds wait) {
        const double seconds = std::chrono::duration<double>(std::max(wait, milliseconds(1))).count();
        const Reply reply = connection_.call({"BRPOP", list_, fmt::format("{:.3f}", seconds)});
        if (reply.kind == Reply::Kind::nil) return std::nullopt;
        auto answer = celery::decode_control_reply(reply.at(1).text);
        return answer ? std::optional(*std::move(answer)) : std::nullopt;
    }

private:
    redis::Connection& connection_;
    std::string address_;
    std::string queue_;
    std::string list_;
    std::string bindings_;
    std::string binding_;
};

std::vector<WorkerAnswers> RedisOversight::ask(std::span<const celery::ControlRequest> requests, os::Deadline deadline,
                                               const std::stop_token& stop) {
    ReplyBox box(connection_, layout_);
    const std::string channel = layout_.control_channel(connection_.endpoint().database);
    std::map<std::string, std::size_t, std::less<>> places;  // of each ticket
    Commands broadcast;
    for (celery::ControlRequest request : requests) {
        request.ticket = os::random_uuid();
        request.reply_to = box.address();
        request.clock = 1;
        places.emplace(request.ticket, places.size());
        broadcast.add({"PUBLISH", channel, encode(request, os::random_uuid())});
    }
    std::vector<WorkerAnswers> answers;
    std::size_t missing = 0;
    for (const Reply& reply : connection_.send(broadcast)) {
        if (reply.is_error()) throw connection_.refused(reply);
        missing += answers.emplace_back(WorkerAnswers{static_cast<std::size_t>(reply.integer)}).listeners;
    }
    while (missing > 0 && !stop.stop_requested()) {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) break;
        auto reply = box.next(std::min(left, longest_wait));
        const auto place = reply ? places.find(reply->ticket) : places.end();
        if (place == places.end()) continue;
        answers[place->second].replies.push_back(*std::move(reply));
        --missing;
    }
    return answers;
}

}  // namespace megactl::broker

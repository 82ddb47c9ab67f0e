#include "core/base/error.hpp"
#include "core/broker/control.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <utility>

namespace megactl::broker {
namespace {

using Clock = std::chrono::steady_clock;
using redis::Commands;
using redis::Reply;

// Between two looks whether a stop was asked for.
constexpr std::chrono::milliseconds longest_wait{200};
constexpr std::chrono::milliseconds shortest_wait{1};  // nothing means "for ever" to Redis

// Somebody who asks: where the answers come, for as long as it lives.
class Asker {
public:
    explicit Asker(const ControlPlace& place, redis::Patience patience = {})
        : layout_(place.key_prefix),
          channel_(layout_.channel(place.endpoint.database, celery::control_exchange)),
          connection_(place.endpoint, patience),
          name_(os::random_uuid()) {}
    Asker(const Asker&) = delete;
    Asker& operator=(const Asker&) = delete;
    ~Asker() {
        if (!is_bound_ || !connection_.is_connected()) return;  // to a lost server nobody waits once more
        try {
            Commands farewell{"SREM", binding(), member()};
            connection_.send(farewell.add({"DEL", layout_.answers(name_)}));
        } catch (const Error&) {
            connection_.disconnect();  // whoever lost the server has said so
        }
    }

    const std::string& name() const { return name_; }

    // From now on answers come.
    void open_mailbox() {
        connection_.call({"SADD", binding(), member()});
        is_bound_ = true;
    }

    // How many heard each.
    std::vector<std::uint64_t> broadcast(std::span<const celery::ControlRequest> requests) {
        Commands commands;
        for (const celery::ControlRequest& request : requests)
            commands.add({"PUBLISH", channel_, celery::encode(request, os::random_uuid())});
        std::vector<std::uint64_t> listeners;
        for (const Reply& reply : connection_.send(commands)) {
            if (reply.is_error()) throw connection_.refused(reply);
            listeners.push_back(static_cast<std::uint64_t>(reply.integer));
        }
        return listeners;
    }

    // The next answer, whoever gave it; nothing where none came for a while, or until the deadline.
    std::optional<celery::ControlReply> next(os::Deadline deadline) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        const auto wait = std::clamp(left, shortest_wait, longest_wait);
        const Reply reply = connection_.call(
            {"BRPOP", layout_.answers(name_), fmt::format("{:.3f}", std::chrono::duration<double>(wait).count())});
        if (reply.kind != Reply::Kind::array) return std::nullopt;
        auto answer = celery::decode_control_reply(reply.at(1).text);
        // Whatever else lies in a mailbox that nobody knows yet is of no use.
        return answer ? std::optional(*std::move(answer)) : std::nullopt;
    }

    // All that are written down.
    std::set<std::string> nodes() {
        std::set<std::string> names;
        for (const Reply& entry : connection_.call({"SMEMBERS", layout_.binding(celery::control_exchange)}).elements) {
            const auto known = decode_binding(entry.text);
            if (auto node = known ? KombuLayout::node_of(*known) : std::nullopt) names.insert(*std::move(node));
        }
        return names;
    }

private:
    std::string binding() const { return layout_.binding(celery::control_reply_exchange); }
    std::string member() const { return encode(KombuLayout::binding_of_asker(name_)); }

    KombuLayout layout_;
    std::string channel_;
    redis::Connection connection_;
    std::string name_;
    bool is_bound_ = false;
};

// Whose answers to a request are awaited, and have come.
struct Awaited {
    std::size_t wanted = 0;
    Answers answers{};

    bool is_answered() const { return answers.replies.size() >= wanted; }
};

std::size_t wanted_of(const celery::ControlRequest& request, std::uint64_t listeners, std::size_t enough) {
    if (listeners == 0) return 0;
    return std::min<std::size_t>(request.destination.empty() ? listeners : request.destination.size(), enough);
}

// Who was meant and has not answered.
void find_silent(Asker& asker, const celery::ControlRequest& request, Answers& answers) {
    const bool is_for_all = request.destination.empty() && request.pattern.empty();
    if (is_for_all) answers.missing = answers.listeners - std::min(answers.listeners, answers.replies.size());
    if (is_for_all && answers.missing == 0) return;
    std::set<std::string> silent(request.destination.begin(), request.destination.end());
    if (is_for_all) silent = asker.nodes();
    for (const celery::ControlReply& reply : answers.replies)
        silent.erase(reply.node);
    answers.silent.assign(silent.begin(), silent.end());
}

}  // namespace

std::vector<Answers> ask(const ControlPlace& place, Inquiry inquiry, const std::stop_token& stop) {
    const os::Deadline deadline = Clock::now() + inquiry.patience;
    std::vector<celery::ControlRequest>& requests = inquiry.requests;
    Asker asker(place, inquiry.server);
    asker.open_mailbox();
    for (celery::ControlRequest& request : requests) {
        request.ticket = os::random_uuid();
        request.reply_to = asker.name();
        request.clock = 1;
    }
    std::vector<Awaited> awaited;
    for (const std::uint64_t listeners : asker.broadcast(requests)) {
        const celery::ControlRequest& request = requests[awaited.size()];
        awaited.push_back({wanted_of(request, listeners, inquiry.enough), {.listeners = listeners}});
    }
    const auto is_over = [&] {
        return std::ranges::all_of(awaited, &Awaited::is_answered) || Clock::now() >= deadline || stop.stop_requested();
    };
    while (!is_over()) {
        auto reply = asker.next(deadline);
        if (!reply) continue;
        const auto request = std::ranges::find(requests, reply->ticket, &celery::ControlRequest::ticket);
        if (request == requests.end()) continue;
        awaited[static_cast<std::size_t>(request - requests.begin())].answers.replies.push_back(*std::move(reply));
    }
    std::vector<Answers> all;
    for (Awaited& one : awaited) {
        Answers& answers = all.emplace_back(std::move(one.answers));
        if (answers.replies.size() < inquiry.enough) find_silent(asker, requests[all.size() - 1], answers);
        std::ranges::sort(answers.replies, {}, &celery::ControlReply::node);
    }
    return all;
}

std::set<std::string> nodes(const ControlPlace& place) {
    return Asker(place).nodes();
}

std::uint64_t tell(const ControlPlace& place, const celery::ControlRequest& request) {
    return Asker(place).broadcast(std::span(&request, 1)).front();
}

}  // namespace megactl::broker

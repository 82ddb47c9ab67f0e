#include "core/broker/queue_watch.hpp"

#include "core/os/deadline.hpp"

#include <algorithm>

namespace megactl::broker {

using redis::Commands;
using redis::Reply;

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto polling_interval = 100ms;
// However sure the news are: nobody who waits is deaf for longer.
constexpr auto longest_trust = 5s;

}  // namespace

QueueWatch::QueueWatch(redis::Endpoint endpoint, redis::Patience patience) : listener_(std::move(endpoint), patience) {}

void QueueWatch::wait(redis::Connection& main, std::span<const std::string> lists, os::Deadline deadline,
                      const std::stop_token& stop) {
    if (is_refused_ || !listen_to(main)) {
        os::wait_until(std::min(deadline, Clock::now() + polling_interval), stop);
        return;
    }
    // From this question on the server remembers that we know the lists as they are now.
    Commands question{"CLIENT", "CACHING", "YES"};
    question.begin(1 + lists.size()).add_word("EXISTS");
    for (const std::string& list : lists)
        question.add_word(list);
    const auto replies = main.send(question);
    if (main.generation() != main_generation_) return;  // a new connection, which was asked to remember nothing
    for (const Reply& reply : replies) {
        if (reply.is_error()) throw main.refused(reply);
    }
    if (replies.back().integer == 0) listener_.await(std::min(deadline, Clock::now() + longest_trust), stop);
}

// Sets the two connections up for each other, again after one of them was lost.
bool QueueWatch::listen_to(redis::Connection& main) {
    if (listener_generation_ != 0 && listener_.generation() == listener_generation_ &&
        main.generation() == main_generation_ && listener_.is_connected())
        return true;
    listener_.disconnect();
    const Reply id = listener_.ask({"CLIENT", "ID"});
    const Reply subscribed = id.is_error() ? id : listener_.ask({"SUBSCRIBE", "__redis__:invalidate"});
    // What we change ourselves is no news.
    const std::string number = std::to_string(id.integer);
    main.ask({"CLIENT", "TRACKING", "OFF"});
    const Reply tracked = subscribed.is_error()
                              ? subscribed
                              : main.ask({"CLIENT", "TRACKING", "ON", "REDIRECT", number, "OPTIN", "NOLOOP"});
    is_refused_ = tracked.is_error();
    if (is_refused_) listener_.disconnect();
    listener_generation_ = listener_.generation();
    main_generation_ = main.generation();
    return !is_refused_;
}

}  // namespace megactl::broker

#include "core/broker/redis_broker.hpp"

#include "core/base/units.hpp"
#include "core/broker/holder.hpp"
#include "core/broker/redis_broker_parts.hpp"
#include "core/log/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace megactl::broker {

using redis::Commands;
using redis::Reply;

namespace {

std::uint64_t microseconds_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

}  // namespace

std::string tag_of(std::string_view holder, std::uint64_t serial) {
    return fmt::format("{}{}:{:012x}", tag_begin, holder, serial);
}

std::optional<std::string_view> holder_of(std::string_view tag) {
    if (!tag.starts_with(tag_begin)) return std::nullopt;
    tag.remove_prefix(tag_begin.size());
    return tag.substr(0, tag.find(':'));
}

std::optional<celery::Time> time_of(std::string_view tag) {
    if (!holder_of(tag)) return std::nullopt;
    tag.remove_prefix(tag.rfind(':') + 1);
    std::int64_t microseconds = 0;
    const auto [end, problem] = std::from_chars(tag.data(), tag.data() + tag.size(), microseconds, 16);
    if (problem != std::errc() || end != tag.data() + tag.size()) return std::nullopt;
    return celery::Time(std::chrono::microseconds(microseconds));
}

Destinations::Destinations(const KombuLayout& layout, std::span<const Outgoing> messages,
                           std::vector<std::string>& keys, std::vector<std::string_view>& arguments) {
    std::set<std::string_view> queues;
    for (const Outgoing& message : messages) {
        if (lists_.try_emplace({message.queue, message.priority}).second) queues.insert(message.queue);
    }
    for (auto& [place, number] : lists_) {
        keys.push_back(layout.list(place.first, place.second));
        number = std::to_string(keys.size());
    }
    for (const std::string_view queue : queues) {
        keys.push_back(layout.binding(queue));
        bindings_.push_back(encode(Binding{std::string(queue), "", std::string(queue)}));
    }
    list_count_ = std::to_string(lists_.size());
    arguments.reserve(arguments.size() + 1 + bindings_.size() + 2 * messages.size());
    arguments.push_back(list_count_);
    arguments.insert(arguments.end(), bindings_.begin(), bindings_.end());
    for (const Outgoing& message : messages) {
        arguments.push_back(lists_.find({message.queue, message.priority})->second);
        arguments.push_back(message.payload);
    }
}

RedisBroker::RedisBroker(redis::Endpoint endpoint, std::string key_prefix, std::chrono::seconds visibility_timeout,
                         redis::Patience patience)
    : layout_(std::move(key_prefix)),
      visibility_timeout_(visibility_timeout),
      connection_(endpoint, patience),
      watch_(std::move(endpoint), patience),
      scripts_(std::make_unique<const Scripts>()),
      holder_(new_holder()) {}

RedisBroker::~RedisBroker() {
    if (next_serial_ == 0 || !connection_.is_connected()) return;
    try {
        connection_.ask({"DEL", layout_.lease(holder_)});
    } catch (const Error&) {
        // The lease runs out by itself.
        connection_.disconnect();
    }
}

void RedisBroker::ping(os::Deadline deadline) {
    connection_.call_by(deadline, {"PING"});
}

void RedisBroker::publish(std::span<const Outgoing> messages) {
    // In parts it would not be all or none.
    if (!messages.empty()) publish_with(messages, "", "");
}

void RedisBroker::publish_once(std::span<const Outgoing> messages, const PublishMark& mark) {
    publish_with(messages, mark.publisher, std::to_string(mark.sequence));
}

void RedisBroker::publish_with(std::span<const Outgoing> messages, std::string_view publisher,
                               std::string_view sequence) {
    std::vector<std::string> keys{layout_.mark(publisher)};
    std::vector<std::string_view> arguments{sequence};
    const Destinations destinations(layout_, messages, keys, arguments);
    connection_.run(scripts_->publish, keys, arguments);
}

std::optional<std::uint64_t> RedisBroker::mark_of(std::string_view publisher) {
    const Reply reply = connection_.call({"GET", layout_.mark(publisher)});
    if (reply.kind == Reply::Kind::nil) return std::nullopt;
    return static_cast<std::uint64_t>(reply.number());
}

void RedisBroker::forget_mark(std::string_view publisher) {
    connection_.call({"DEL", layout_.mark(publisher)});
}

std::vector<Delivery> RedisBroker::receive(std::span<const std::string> queues, std::size_t most,
                                           std::chrono::milliseconds wait, const std::stop_token& stop) {
    if (most == 0 || queues.empty()) return {};
    std::vector<std::string> lists;
    for (const int step : priority_steps) {
        for (const std::string& queue : queues)
            lists.push_back(layout_.list(queue, step));
    }
    const os::Deadline deadline = std::chrono::steady_clock::now() + wait;
    while (true) {
        settle_doubts();
        auto taken = take(queues, most);
        const bool has_found = !taken.empty();
        bury_broken(taken);
        if (!taken.empty() || stop.stop_requested()) return taken;
        if (has_found) continue;  // behind what was buried more may wait
        if (std::chrono::steady_clock::now() >= deadline) return taken;
        watch_.wait(connection_, lists, deadline, stop);
    }
}

std::vector<Delivery> RedisBroker::take(std::span<const std::string> queues, std::size_t most) {
    most = std::min(most, chunk_size);
    std::vector<std::string> keys{layout_.unacked(), layout_.unacked_index(), layout_.lease(holder_),
                                  layout_.holders()};
    next_serial_ = std::max(next_serial_, microseconds_now());
    const std::uint64_t first = next_serial_;
    std::vector<std::string> arguments{std::to_string(most), fmt::format("{}{}:", tag_begin, holder_),
                                       std::to_string(first), std::to_string(std::chrono::milliseconds(lease).count()),
                                       holder_};
    std::vector<std::pair<std::string, int>> places;  // queue and priority of each list
    for (const int step : priority_steps) {
        for (const std::string& queue : queues) {
            keys.push_back(layout_.list(queue, step));
            arguments.push_back(held_suffix(queue));
            places.emplace_back(queue, step);
        }
    }
    for (std::size_t i = 0; i < most; ++i)
        doubtful_.push_back(tag_of(holder_, next_serial_++));
    Reply reply = connection_.run(scripts_->take, keys, arguments);
    doubtful_.clear();

    constexpr std::size_t keys_ahead = 5;  // of the lists, as Lua counts
    std::vector<Delivery> taken;
    for (std::size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
        const auto& [queue, step] = places.at(static_cast<std::size_t>(reply.elements[i].integer) - keys_ahead);
        taken.push_back({queue, tag_of(holder_, first + i / 2), std::move(reply.elements[i + 1].text), step, false});
    }
    return taken;
}

// A Celery worker that found one of these among what others hold would die of it.
void RedisBroker::bury_broken(std::vector<Delivery>& taken) {
    std::erase_if(taken, [this](Delivery& delivery) {
        const auto marks = envelope_marks(delivery.payload);
        if (marks) {
            delivery.is_redelivered = marks->is_redelivered;
            return false;
        }
        bury(delivery, "it is no JSON object");
        log::event(log::Level::warning, "broker", "buried a message that is no JSON object",
                   {{"queue", delivery.queue}});
        return true;
    });
}

// What was taken by a call whose answer never came goes back, before more is taken.
void RedisBroker::settle_doubts() {
    if (doubtful_.empty()) return;
    put_back(doubtful_, "");
    doubtful_.clear();
}

void RedisBroker::acknowledge(std::span<const std::string> tags) {
    in_chunks(tags, [this](std::span<const std::string> chunk) {
        Commands commands{"MULTI"};
        const std::string index = layout_.unacked_index();
        const std::string unacked = layout_.unacked();
        for (const auto& [verb, key] : {std::pair("ZREM", index), std::pair("HDEL", unacked)}) {
            commands.begin(2 + chunk.size()).add_word(verb).add_word(key);
            for (const std::string& tag : chunk)
                commands.add_word(tag);
        }
        commands.add({"EXEC"});
        for (const Reply& reply : connection_.send(commands)) {
            if (reply.is_error()) throw connection_.refused(reply);
        }
    });
}

void RedisBroker::end(std::span<const Ending> endings) {
    in_chunks(endings, [this](std::span<const Ending> chunk) {
        std::vector<Outgoing> followers;
        std::vector<std::string> head{std::to_string(chunk.size())};
        for (const Ending& ending : chunk) {
            head.push_back(ending.tag);
            head.push_back(std::to_string(ending.followers.size()));
            std::ranges::copy(ending.followers, std::back_inserter(followers));
        }
        std::vector<std::string> keys{layout_.unacked(), layout_.unacked_index()};
        std::vector<std::string_view> arguments(head.begin(), head.end());
        const Destinations destinations(layout_, followers, keys, arguments);
        connection_.run(scripts_->end, keys, arguments);
    });
}

void RedisBroker::give_back(std::span<const Delivery> deliveries) {
    std::vector<Move> moves;
    std::ranges::transform(deliveries.rbegin(), deliveries.rend(), std::back_inserter(moves), [](const Delivery& it) {
        return Move{it.tag, it.queue, it.priority, marked_redelivered(it.payload)};
    });
    move_back(moves, "");
}

void RedisBroker::bury(const Delivery& delivery, std::string_view reason) {
    bury_tag(delivery.tag, dead_letter(delivery.queue, delivery.payload, reason));
}

void RedisBroker::bury_tag(const std::string& tag, const DeadLetter& letter) {
    const std::vector<std::string> keys{layout_.unacked(), layout_.unacked_index(), layout_.dead()};
    const std::vector<std::string> arguments{tag, encode(letter)};
    connection_.run(scripts_->bury, keys, arguments);
}

std::vector<std::string> RedisBroker::renew(std::span<const std::string> tags) {
    std::vector<std::string> lost;
    const auto renew_chunk = [&](std::span<const std::string> chunk) {
        // Another connection's messages may be among them: its lease is theirs.
        std::set<std::string> holders{holder_};
        for (const std::string& tag : chunk) {
            if (const auto holder = holder_of(tag)) holders.emplace(*holder);
        }
        std::vector<std::string> keys{layout_.unacked(), layout_.unacked_index(), layout_.holders()};
        std::vector<std::string> arguments{std::to_string(std::chrono::milliseconds(lease).count())};
        for (const std::string& holder : holders) {
            keys.push_back(layout_.lease(holder));
            arguments.push_back(holder);
        }
        arguments.insert(arguments.end(), chunk.begin(), chunk.end());
        for (Reply& tag : connection_.run(scripts_->renew, keys, arguments).elements)
            lost.push_back(std::move(tag.text));
    };
    in_chunks(tags, renew_chunk);
    return lost;
}

}  // namespace megactl::broker

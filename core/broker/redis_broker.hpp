#pragma once

#include "core/broker/extraction.hpp"
#include "core/broker/kombu_layout.hpp"
#include "core/broker/queue_watch.hpp"
#include "core/redis/connection.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace megactl::broker {

class AsideLists;

// Queues in Redis, laid out as kombu does, so that Celery's clients, workers and tools share them.
//
// A message is taken and written down as held by one script, so there is no moment at which it is in nobody's hands.
// Celery's workers offer again what was held for longer than the visibility timeout; megactl's own have a lease beside
// that, and what they held comes back as soon as it runs out.
class RedisBroker final : public Broker {
public:
    RedisBroker(redis::Endpoint endpoint, std::string key_prefix, std::chrono::seconds visibility_timeout,
                redis::Patience patience = {});
    RedisBroker(const RedisBroker&) = delete;
    RedisBroker& operator=(const RedisBroker&) = delete;
    // Lets the lease go: what is still held comes back at once.
    ~RedisBroker() override;

    void ping(os::Deadline deadline) override;
    void publish(std::span<const Outgoing> messages) override;
    void publish_once(std::span<const Outgoing> messages, const PublishMark& mark) override;
    std::optional<std::uint64_t> mark_of(std::string_view publisher) override;
    void forget_mark(std::string_view publisher) override;
    std::vector<Delivery> receive(std::span<const std::string> queues, std::size_t most, std::chrono::milliseconds wait,
                                  const std::stop_token& stop) override;
    void acknowledge(std::span<const std::string> tags) override;
    void end(std::span<const Ending> endings) override;
    void give_back(std::span<const Delivery> deliveries) override;
    void bury(const Delivery& delivery, std::string_view reason) override;
    std::vector<std::string> renew(std::span<const std::string> tags) override;
    std::chrono::milliseconds lease_time() const override { return lease; }
    std::size_t restore_abandoned() override;
    std::vector<QueueState> queues() override;
    std::vector<std::string> peek(std::string_view queue, std::size_t most) override;
    void browse(std::string_view queue, const std::function<bool(Waiting message)>& look) override;
    std::unique_ptr<Extraction> extract(ExtractionOrder order) override;
    std::size_t restore_extracted() override;
    std::uint64_t set_aside(std::string_view queue) override;
    std::unique_ptr<Oversight> oversee() override;

private:
    static constexpr std::chrono::seconds lease{30};

    struct Scripts;
    // A message that goes back into its queue.
    struct Move {
        std::string tag;
        std::string queue;
        int priority = 0;
        std::string payload;
    };

    void publish_with(std::span<const Outgoing> messages, std::string_view publisher, std::string_view sequence);
    std::vector<Delivery> take(std::span<const std::string> queues, std::size_t most);
    void bury_broken(std::vector<Delivery>& taken);
    void settle_doubts();
    void bury_tag(const std::string& tag, const DeadLetter& letter);

    // The last of `moves` will be served first. Only while the lease is gone, if one is named.
    std::size_t move_back(std::span<const Move> moves, std::string_view lease_key);
    // What stands under the tags goes back to its queues, the first tag ahead of the others.
    std::size_t put_back(std::span<const std::string> tags, std::string_view lease_key);
    std::size_t restore_of_dead_holders();
    std::size_t restore_of_silent_workers();
    std::vector<AsideLists> works();  // every extraction's

    std::set<std::string> names_of_queues();
    std::set<std::string> keys_like(const std::string& pattern, std::string_view type);
    std::map<std::string, std::uint64_t> held_by_queue();
    Error refused_list(const redis::Reply& refusal, const std::string& key);
    std::vector<std::string> range(const std::string& list, std::string_view first, std::string_view last);

    KombuLayout layout_;
    std::chrono::seconds visibility_timeout_;
    redis::Connection connection_;
    QueueWatch watch_;
    std::unique_ptr<const Scripts> scripts_;
    std::string holder_;
    std::uint64_t next_serial_ = 0;  // at least the microseconds of our clock: a tag tells when it was taken
    // Tags of a take whose answer was lost: we may hold them and not know.
    std::vector<std::string> doubtful_;
};

}  // namespace megactl::broker

#include "core/broker/memory_broker.hpp"

#include "core/broker/extraction.hpp"
#include "core/broker/kombu_layout.hpp"
#include "core/broker/oversight.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <ranges>
#include <utility>

namespace megactl::broker {
namespace {

struct Entry {
    std::string payload;
    bool is_redelivered = false;
};

struct Held {
    const void* holder = nullptr;
    Delivery delivery;
};

// What all brokers of one opener share.
struct Store {
    std::mutex mutex;  // guards all below; held for no longer than a few look-ups
    std::condition_variable_any arrival;
    std::map<std::string, std::map<int, std::deque<Entry>>, std::less<>> queues;  // by name, then priority
    std::map<std::string, Held, std::less<>> held;                                // by tag
    std::map<std::string, std::uint64_t, std::less<>> marks;
    std::uint64_t last_tag = 0;
};

void give_back_one(Store& store, Delivery& delivery) {
    store.queues[delivery.queue][delivery.priority].push_front({std::move(delivery.payload), true});
}

void append_to(Store& store, std::span<const Outgoing> messages) {
    for (const Outgoing& message : messages)
        store.queues[message.queue][message.priority].push_back({message.payload, false});
}

// Keeps what it chose itself, with the priority, until it is let go or comes back.
class MemoryExtraction final : public Extraction {
public:
    MemoryExtraction(std::shared_ptr<Store> store, ExtractionOrder order)
        : store_(std::move(store)), order_(std::move(order)) {
        if (order_.mark.empty()) return;
        const std::lock_guard lock(store_->mutex);
        store_->marks[order_.mark] = 0;
    }
    MemoryExtraction(const MemoryExtraction&) = delete;
    MemoryExtraction& operator=(const MemoryExtraction&) = delete;
    ~MemoryExtraction() override { put_back(); }

    std::vector<Waiting> next(std::size_t most) override {
        const std::lock_guard lock(store_->mutex);
        for (auto& [priority, entries] : store_->queues[order_.queue]) {
            std::deque<Entry> rest;
            for (Entry& entry : entries) {
                if (aside_.size() < most && order_.chooses({entry.payload, priority})) {
                    aside_.push_back({std::move(entry), priority});
                } else {
                    rest.push_back(std::move(entry));
                }
            }
            entries = std::move(rest);
        }
        std::vector<Waiting> shown;
        shown.reserve(aside_.size());
        for (const Aside& message : aside_)
            shown.push_back({message.entry.payload, message.priority});
        return shown;
    }
    void commit(std::uint64_t number, std::span<const Outgoing> into) override {
        const std::lock_guard lock(store_->mutex);
        aside_.clear();
        append_to(*store_, into);
        if (!order_.mark.empty()) store_->marks[order_.mark] = number;
    }
    void close() override { put_back(); }

private:
    struct Aside {
        Entry entry;
        int priority = 0;
    };

    void put_back() {
        const std::lock_guard lock(store_->mutex);
        for (Aside& message : std::views::reverse(aside_))
            store_->queues[order_.queue][message.priority].push_front(std::move(message.entry));
        aside_.clear();
    }

    std::shared_ptr<Store> store_;
    ExtractionOrder order_;
    std::vector<Aside> aside_;
};

// All that take from such queues live in this process, and whoever ends gives back what it held.
class MemoryOversight final : public Oversight {
public:
    explicit MemoryOversight(std::shared_ptr<Store> store) : store_(std::move(store)) {}

    void browse(const std::function<bool(Unacked message)>& look) override {
        std::vector<Unacked> messages;
        {
            const std::lock_guard lock(store_->mutex);
            for (const auto& [tag, held] : store_->held) {
                messages.push_back({.tag = tag,
                                    .queue = held.delivery.queue,
                                    .payload = held.delivery.payload,
                                    .holder = Unacked::Holder::lives});
            }
        }
        for (Unacked& message : messages) {
            if (!look(std::move(message))) return;
        }
    }
    Restored restore(std::span<const Unacked> messages) override { return {.missed = messages.size()}; }

private:
    std::shared_ptr<Store> store_;
};

class MemoryBroker final : public Broker {
public:
    explicit MemoryBroker(std::shared_ptr<Store> store) : store_(std::move(store)) {}
    MemoryBroker(const MemoryBroker&) = delete;
    MemoryBroker& operator=(const MemoryBroker&) = delete;
    ~MemoryBroker() override {
        {
            const std::lock_guard lock(store_->mutex);
            // Tags grow, so the youngest goes back first, and the oldest stands before it again.
            for (auto entry = store_->held.end(); entry != store_->held.begin();) {
                --entry;
                if (entry->second.holder != this) continue;
                give_back_one(*store_, entry->second.delivery);
                entry = store_->held.erase(entry);
            }
        }
        store_->arrival.notify_all();
    }

    void ping(os::Deadline /*deadline*/) override {}

    void publish(std::span<const Outgoing> messages) override {
        {
            const std::lock_guard lock(store_->mutex);
            append(messages);
        }
        store_->arrival.notify_all();
    }

    void publish_once(std::span<const Outgoing> messages, const PublishMark& mark) override {
        {
            const std::lock_guard lock(store_->mutex);
            const auto known = store_->marks.find(mark.publisher);
            if (known != store_->marks.end() && known->second >= mark.sequence) return;
            append(messages);
            store_->marks[mark.publisher] = mark.sequence;
        }
        store_->arrival.notify_all();
    }

    std::optional<std::uint64_t> mark_of(std::string_view publisher) override {
        const std::lock_guard lock(store_->mutex);
        const auto known = store_->marks.find(publisher);
        if (known == store_->marks.end()) return std::nullopt;
        return known->second;
    }

    void forget_mark(std::string_view publisher) override {
        const std::lock_guard lock(store_->mutex);
        const auto known = store_->marks.find(publisher);
        if (known != store_->marks.end()) store_->marks.erase(known);
    }

    std::vector<Delivery> receive(std::span<const std::string> queues, std::size_t most, std::chrono::milliseconds wait,
                                  const std::stop_token& stop) override {
        std::unique_lock lock(store_->mutex);
        std::vector<Delivery> taken;
        store_->arrival.wait_for(lock, stop, wait, [&] {
            taken = take(queues, most);
            return !taken.empty() || most == 0;
        });
        return taken;
    }

    void acknowledge(std::span<const std::string> tags) override {
        const std::lock_guard lock(store_->mutex);
        for (const std::string& tag : tags)
            store_->held.erase(tag);
    }

    void end(std::span<const Ending> endings) override {
        {
            const std::lock_guard lock(store_->mutex);
            for (const Ending& ending : endings) {
                if (store_->held.erase(ending.tag) > 0) append(ending.followers);
            }
        }
        store_->arrival.notify_all();
    }

    void give_back(std::span<const Delivery> deliveries) override {
        {
            const std::lock_guard lock(store_->mutex);
            for (const Delivery& delivery : std::views::reverse(deliveries)) {
                const auto held = store_->held.find(delivery.tag);
                if (held == store_->held.end()) continue;
                give_back_one(*store_, held->second.delivery);
                store_->held.erase(held);
            }
        }
        store_->arrival.notify_all();
    }

    void bury(const Delivery& delivery, std::string_view reason) override {
        const std::lock_guard lock(store_->mutex);
        if (store_->held.erase(delivery.tag) == 0) return;
        const Outgoing wrapped = buried(delivery, reason);
        append({&wrapped, 1});
    }

    std::vector<std::string> renew(std::span<const std::string> tags) override {
        const std::lock_guard lock(store_->mutex);
        std::vector<std::string> lost;
        std::ranges::copy_if(tags, std::back_inserter(lost),
                             [this](const std::string& tag) { return !store_->held.contains(tag); });
        return lost;
    }

    std::chrono::milliseconds lease_time() const override { return std::chrono::minutes(1); }

    // The dead gave back what they held when they ended.
    std::size_t restore_abandoned() override { return 0; }

    std::vector<QueueState> queues() override {
        const std::lock_guard lock(store_->mutex);
        std::map<std::string, QueueState> states;
        for (const auto& [name, priorities] : store_->queues) {
            for (const auto& [priority, waiting] : priorities)
                states[name].waiting += waiting.size();
        }
        for (const auto& [tag, held] : store_->held)
            ++states[held.delivery.queue].held;
        std::vector<QueueState> listed;
        listed.reserve(states.size());
        for (auto& [name, state] : states)
            listed.push_back({name, state.waiting, state.held});
        return listed;
    }

    std::vector<std::string> peek(std::string_view queue, std::size_t most) override {
        const std::lock_guard lock(store_->mutex);
        std::vector<std::string> payloads;
        const auto found = store_->queues.find(queue);
        if (found == store_->queues.end()) return payloads;
        for (const auto& [priority, waiting] : found->second) {
            for (const Entry& message : waiting) {
                if (payloads.size() == most) return payloads;
                payloads.push_back(message.payload);
            }
        }
        return payloads;
    }

    void browse(std::string_view queue, const std::function<bool(Waiting message)>& look) override {
        for (Waiting& message : waiting_in(queue)) {
            if (!look(std::move(message))) return;
        }
    }

    std::unique_ptr<Extraction> extract(ExtractionOrder order) override {
        return std::make_unique<MemoryExtraction>(store_, std::move(order));
    }
    std::size_t restore_extracted() override { return 0; }
    std::uint64_t set_aside(std::string_view /*queue*/) override { return 0; }

    std::unique_ptr<Oversight> oversee() override { return std::make_unique<MemoryOversight>(store_); }

private:
    void append(std::span<const Outgoing> messages) { append_to(*store_, messages); }

    std::vector<Waiting> waiting_in(std::string_view queue) {
        const std::lock_guard lock(store_->mutex);
        std::vector<Waiting> messages;
        const auto found = store_->queues.find(queue);
        if (found == store_->queues.end()) return messages;
        for (const auto& [priority, entries] : found->second) {
            for (const Entry& entry : entries)
                messages.push_back({entry.payload, priority});
        }
        return messages;
    }

    std::vector<Delivery> take(std::span<const std::string> queues, std::size_t most) {
        std::vector<Delivery> taken;
        while (taken.size() < most) {
            auto next = take_next(queues);
            if (!next) break;
            store_->held.emplace(next->tag, Held{this, *next});
            taken.push_back(std::move(*next));
        }
        return taken;
    }

    // The lowest priority number of all queues; of several queues that have it, the first.
    std::optional<Delivery> take_next(std::span<const std::string> queues) {
        const std::string* chosen = nullptr;
        int lowest = 0;
        for (const std::string& name : queues) {
            const auto queue = store_->queues.find(name);
            if (queue == store_->queues.end()) continue;
            const auto filled =
                std::ranges::find_if(queue->second, [](const auto& list) { return !list.second.empty(); });
            if (filled == queue->second.end() || (chosen != nullptr && filled->first >= lowest)) continue;
            chosen = &name;
            lowest = filled->first;
        }
        if (chosen == nullptr) return std::nullopt;
        std::deque<Entry>& waiting = store_->queues.find(*chosen)->second[lowest];
        Delivery next{*chosen, fmt::format("{:020}", ++store_->last_tag), std::move(waiting.front().payload), lowest,
                      waiting.front().is_redelivered};
        waiting.pop_front();
        return next;
    }

    std::shared_ptr<Store> store_;
};

}  // namespace

std::function<std::unique_ptr<Broker>()> memory_broker_opener() {
    return [store = std::make_shared<Store>()] { return std::make_unique<MemoryBroker>(store); };
}

}  // namespace megactl::broker

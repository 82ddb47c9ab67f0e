#include "tests/core/worker/fake_places.hpp"

#include "core/base/error.hpp"
#include "core/broker/extraction.hpp"
#include "core/broker/oversight.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>

namespace megactl::tests {

struct FakePlaces::State {
    mutable std::mutex mutex;
    mutable std::condition_variable_any changed;
    Kept kept;
    std::map<std::string, int> failures;
    std::map<std::string, int> breaks;
    std::chrono::milliseconds lease{3'600'000};
    bool takes_away = false;
    int tags = 0;

    // Does `work` as the call of that name, under the lock, with the failures that are wanted.
    template <class Work>
    auto call(const std::string& name, Work work) {
        std::unique_lock lock(mutex);
        if (failures[name] > 0) {
            --failures[name];
            changed.notify_all();
            throw Error(Error::Kind::service, name + " failed");
        }
        const auto tell = [&] {
            ++kept.answered[name];
            changed.notify_all();
            if (breaks[name] <= 0) return;
            --breaks[name];
            throw Error(Error::Kind::service, name + " broke");
        };
        if constexpr (std::is_void_v<decltype(work(lock))>) {
            work(lock);
            tell();
        } else {
            auto answer = work(lock);
            tell();
            return answer;
        }
    }

    void put(const std::string& queue, const std::string& payload, int priority, bool is_redelivered) {
        kept.queues[queue].push_back({.queue = queue,
                                      .tag = fmt::format("tag-{:04}", ++tags),
                                      .payload = payload,
                                      .priority = priority,
                                      .is_redelivered = is_redelivered});
    }
};

namespace {

using State = FakePlaces::State;
using Lock = std::unique_lock<std::mutex>;

class FakeBroker final : public broker::Broker {
public:
    explicit FakeBroker(std::shared_ptr<State> state) : state_(std::move(state)) {}

    void ping(os::Deadline /*deadline*/) override {
        state_->call("ping", [](Lock&) {});
    }

    void publish(std::span<const broker::Outgoing> messages) override {
        state_->call("publish", [&](Lock&) { put(messages); });
    }
    void publish_once(std::span<const broker::Outgoing> messages, const broker::PublishMark& mark) override {
        state_->call("publish", [&](Lock&) {
            std::uint64_t& reached = state_->kept.marks[mark.publisher];
            if (reached >= mark.sequence) return;
            reached = mark.sequence;
            put(messages);
        });
    }
    std::optional<std::uint64_t> mark_of(std::string_view /*publisher*/) override { return std::nullopt; }
    void forget_mark(std::string_view publisher) override {
        state_->call("forget_mark", [&](Lock&) { state_->kept.marks.erase(std::string(publisher)); });
    }

    std::vector<broker::Delivery> receive(std::span<const std::string> queues, std::size_t most,
                                          std::chrono::milliseconds wait, const std::stop_token& stop) override {
        return state_->call("receive", [&](Lock& lock) {
            const auto something_waits = [&] {
                return std::ranges::any_of(queues,
                                           [&](const auto& name) { return !state_->kept.queues[name].empty(); });
            };
            state_->changed.wait_for(lock, stop, wait, something_waits);
            std::vector<broker::Delivery> taken;
            for (const std::string& name : queues) {
                auto& queue = state_->kept.queues[name];
                while (!queue.empty() && taken.size() < most) {
                    state_->kept.held.emplace(queue.front().tag, queue.front());
                    taken.push_back(std::move(queue.front()));
                    queue.pop_front();
                }
            }
            return taken;
        });
    }

    void acknowledge(std::span<const std::string> tags) override {
        state_->call("acknowledge", [&](Lock&) {
            for (const std::string& tag : tags)
                state_->kept.held.erase(tag);
            state_->kept.calls.push_back(fmt::format("acknowledge {}", tags.size()));
        });
    }
    void end(std::span<const broker::Ending> endings) override {
        state_->call("end", [&](Lock&) {
            for (const broker::Ending& ending : endings) {
                state_->kept.calls.push_back(fmt::format("end, publish {}", ending.followers.size()));
                if (state_->kept.held.erase(ending.tag) == 0) continue;
                for (const broker::Outgoing& follower : ending.followers)
                    state_->put(follower.queue, follower.payload, follower.priority, false);
            }
        });
    }
    void give_back(std::span<const broker::Delivery> deliveries) override {
        state_->call("give_back", [&](Lock&) {
            for (const broker::Delivery& delivery : deliveries | std::views::reverse) {
                if (state_->kept.held.erase(delivery.tag) == 0) continue;
                auto& queue = state_->kept.queues[delivery.queue];
                queue.push_front(delivery);
                queue.front().is_redelivered = true;
            }
            state_->kept.calls.push_back(fmt::format("give back {}", deliveries.size()));
        });
    }
    void bury(const broker::Delivery& delivery, std::string_view reason) override {
        state_->call("bury", [&](Lock&) {
            if (state_->kept.held.erase(delivery.tag) == 0) return;
            state_->kept.dead.push_back(
                {.queue = delivery.queue, .payload = delivery.payload, .reason = std::string(reason)});
        });
    }
    std::vector<std::string> renew(std::span<const std::string> tags) override {
        return state_->call("renew", [&](Lock&) {
            std::vector<std::string> lost;
            if (state_->takes_away) lost.assign(tags.begin(), tags.end());
            return lost;
        });
    }
    std::chrono::milliseconds lease_time() const override {
        const std::lock_guard lock(state_->mutex);
        return state_->lease;
    }
    std::size_t restore_abandoned() override {
        return state_->call("restore", [](Lock&) { return std::size_t{0}; });
    }

    std::vector<broker::QueueState> queues() override { return {}; }
    std::vector<std::string> peek(std::string_view queue, std::size_t most) override {
        return state_->call("peek", [&](Lock&) {
            std::vector<std::string> payloads;
            for (const broker::Delivery& delivery : state_->kept.queues[std::string(queue)]) {
                if (payloads.size() < most) payloads.push_back(delivery.payload);
            }
            return payloads;
        });
    }
    void browse(std::string_view /*queue*/, const std::function<bool(broker::Waiting message)>& /*look*/) override {}
    std::unique_ptr<broker::Extraction> extract(broker::ExtractionOrder /*order*/) override { return nullptr; }
    std::size_t restore_extracted() override { return 0; }
    std::uint64_t set_aside(std::string_view /*queue*/) override { return 0; }
    std::unique_ptr<broker::Oversight> oversee() override { return nullptr; }

private:
    void put(std::span<const broker::Outgoing> messages) {
        for (const broker::Outgoing& message : messages)
            state_->put(message.queue, message.payload, message.priority, false);
        state_->kept.calls.push_back(fmt::format("publish {}", messages.size()));
    }

    std::shared_ptr<State> state_;
};

constexpr std::size_t chord_size = 2;  // of every chord

class FakeResults final : public broker::ResultBackend {
public:
    explicit FakeResults(std::shared_ptr<State> state) : state_(std::move(state)) {}

    void ping() override {}
    void store(std::span<const celery::TaskResult> results) override {
        state_->call("store", [&](Lock&) {
            for (const celery::TaskResult& result : results) {
                state_->kept.results[result.id].push_back(result);
                state_->kept.calls.push_back(fmt::format("store {} {}", result.id, celery::name_of(result.state)));
            }
        });
    }
    bool replace(const celery::TaskResult& /*seen*/, const celery::TaskResult& /*by*/) override { return false; }
    void browse_failed(const std::function<bool(celery::TaskResult)>& /*look*/) override {}
    celery::ChordSupport chords() const override { return celery::ChordSupport::counted; }
    std::optional<celery::ChordProgress> progress_of(std::string_view /*group*/) override { return std::nullopt; }
    void begin_chord(const celery::ChordSize& chord) override {
        state_->call("begin_chord",
                     [&](Lock&) { state_->kept.calls.push_back(fmt::format("begin chord of {}", chord.parts)); });
    }
    std::optional<celery::ChordEnd> count(const celery::ChordPart& part) override {
        return state_->call("count", [&](Lock&) -> std::optional<celery::ChordEnd> {
            std::vector<std::string>& parts = state_->kept.chords[part.group];
            state_->kept.calls.push_back("count " + part.id);
            parts.push_back(celery::encode(part));
            if (parts.size() < chord_size) return std::nullopt;
            return celery::ChordEnd{.parts = parts};
        });
    }
    void forget_chord(std::string_view group) override {
        state_->call("forget_chord", [&](Lock&) { state_->kept.chords.erase(std::string(group)); });
    }
    std::optional<celery::TaskResult> fetch(std::string_view id) override {
        return state_->call("fetch", [&](Lock&) -> std::optional<celery::TaskResult> {
            const auto found = state_->kept.results.find(std::string(id));
            if (found == state_->kept.results.end()) return std::nullopt;
            return found->second.back();
        });
    }

private:
    std::shared_ptr<State> state_;
};

}  // namespace

FakePlaces::FakePlaces() : state_(std::make_shared<State>()) {}

broker::BrokerSource FakePlaces::broker() const {
    return {"fake://", "fake", [state = state_] { return std::make_unique<FakeBroker>(state); }};
}

broker::ResultSource FakePlaces::results() const {
    return {"fake://", "fake", [state = state_] { return std::make_unique<FakeResults>(state); }};
}

void FakePlaces::put(const std::string& queue, const std::string& payload, bool is_redelivered) {
    const std::lock_guard lock(state_->mutex);
    state_->put(queue, payload, 0, is_redelivered);
    state_->changed.notify_all();
}

void FakePlaces::fail(const std::string& call, int times) {
    const std::lock_guard lock(state_->mutex);
    state_->failures[call] = times;
}

void FakePlaces::break_after(const std::string& call, int times) {
    const std::lock_guard lock(state_->mutex);
    state_->breaks[call] = times;
}

void FakePlaces::take_away_all() {
    const std::lock_guard lock(state_->mutex);
    state_->takes_away = true;
}

void FakePlaces::set_lease(std::chrono::milliseconds lease) {
    const std::lock_guard lock(state_->mutex);
    state_->lease = lease;
}

bool FakePlaces::wait_for(const std::function<bool(const Kept&)>& sign) const {
    std::unique_lock lock(state_->mutex);
    return state_->changed.wait_for(lock, std::chrono::seconds(30), [&] { return sign(state_->kept); });
}

FakePlaces::Kept FakePlaces::kept() const {
    const std::lock_guard lock(state_->mutex);
    return state_->kept;
}

}  // namespace megactl::tests

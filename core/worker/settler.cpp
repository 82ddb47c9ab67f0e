#include "core/worker/settler.hpp"

#include "core/base/error.hpp"
#include "core/log/log.hpp"
#include "core/os/deadline.hpp"
#include "core/os/random.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

namespace megactl::worker {
namespace {

constexpr std::size_t most_at_once = 1000;
constexpr std::size_t most_waiting = 4096;
constexpr std::chrono::milliseconds first_wait{100};
constexpr int most_failures_in_burst = 7;  // in a row: some five seconds

}  // namespace

Settler::Settler(std::unique_ptr<broker::Broker> broker, std::unique_ptr<broker::ResultBackend> results,
                 const WorkerOptions& options, Held& held, Outage& broker_outage)
    : options_(options),
      broker_(std::move(broker)),
      results_(std::move(results)),
      held_(held),
      broker_outage_(broker_outage),
      backoff_(first_wait, options.longest_wait, options.draw),
      arrivals_(most_waiting),
      next_try_(std::chrono::steady_clock::now()),
      next_renewal_(next_try_ + broker_->lease_time() / 3),
      publisher_("worker-" + os::random_uuid()) {}

void Settler::run(const std::stop_token& gives_up) {
    while (!gives_up.stop_requested() && !(pending_.empty() && arrivals_.is_finished())) {
        take_arrivals(gives_up);
        renew_if_due();
        if (!pending_.empty() && std::chrono::steady_clock::now() >= next_try_) try_to_settle();
    }
    account_.unsettled = static_cast<std::size_t>(std::ranges::count_if(
        pending_, [](const Pending& entry) { return entry.settlement.end != Settlement::End::begun; }));
    if (sequence_ == 0) return;
    try {
        broker_->forget_mark(publisher_);
    } catch (const Error& error) {
        log::event(log::Level::debug, "worker", "a publisher's mark stays", {{"reason", error.message()}});
    }
}

// Waits for something to do: an arrival, the next try, the next renewal.
void Settler::take_arrivals(const std::stop_token& gives_up) {
    const Instant until = pending_.empty() ? next_renewal_ : std::min(next_try_, next_renewal_);
    if (pending_.size() >= most_at_once || arrivals_.is_finished()) {
        os::wait_until(until, gives_up);
        return;
    }
    for (Settlement& settlement : arrivals_.pop_some(most_at_once - pending_.size(), until))
        pending_.push_back({.settlement = std::move(settlement)});
}

void Settler::try_to_settle() {
    Outage* place = &broker_outage_;
    try {
        send_of_acknowledged();
        place = &results_outage_;
        store_results();
        count_parts();
        store_results();  // what a chord's end makes
        begin_chords();
        results_outage_.worked();
        place = &broker_outage_;
        send_of_acknowledged();
        end_messages();
        broker_outage_.worked();
        place = &results_outage_;
        forget_chords();
        backoff_.reset();
        failures_ = 0;
    } catch (const Error& error) {
        if (options_.is_burst && ++failures_ == most_failures_in_burst) throw;
        const std::chrono::milliseconds wait = backoff_.next();
        place->failed(error.message(), wait, held_.begun());
        next_try_ = std::chrono::steady_clock::now() + wait;
    }
}

// Nobody else would send what follows a message that is acknowledged: it goes ahead of all else.
//
// The broker keeps the mark together with the messages: after a connection that broke in the middle, the second try
// sends them only if the first one did not. So a mark stands for the same messages in every try: what came since goes
// under the next one, or it would be taken for sent.
void Settler::send_of_acknowledged() {
    send_under_one_mark(true);
    send_under_one_mark(false);
}

void Settler::send_under_one_mark(bool is_tried) {
    std::vector<broker::Outgoing> outgoing;
    std::vector<Pending*> senders;
    for (Pending& entry : pending_) {
        const Settlement& settlement = entry.settlement;
        if (!settlement.is_acknowledged || !settlement.chords.empty() || entry.is_tried != is_tried ||
            settlement.follow_ups.empty())
            continue;
        std::ranges::copy(settlement.follow_ups, std::back_inserter(outgoing));
        senders.push_back(&entry);
    }
    if (outgoing.empty()) return;
    for (Pending* entry : senders)
        entry->is_tried = true;
    broker_->publish_once(outgoing, {.publisher = publisher_, .sequence = sequence_ + 1});
    ++sequence_;
    sent_ += outgoing.size();
    for (Pending* entry : senders) {
        entry->settlement.follow_ups.clear();
        entry->is_tried = false;
    }
}

void Settler::store_results() {
    // A STARTED is worth nothing beside what the same task has come to.
    std::unordered_set<std::string> ended;
    for (const Pending& entry : pending_) {
        if (entry.settlement.end != Settlement::End::begun) ended.insert(entry.settlement.tag);
    }
    std::vector<celery::TaskResult> results;
    for (const Pending& entry : pending_) {
        const Settlement& settlement = entry.settlement;
        if (settlement.end == Settlement::End::begun && ended.contains(settlement.tag)) continue;
        if (settlement.result) {
            results.push_back(*settlement.result);
            if (auto& call = results.back().call) call->worker = options_.name;
        }
        std::ranges::copy(settlement.others, std::back_inserter(results));
    }
    if (!results.empty()) results_->store(results);
    for (Pending& entry : pending_) {
        entry.settlement.result.reset();
        entry.settlement.others.clear();
    }
}

// After their results, or a part that runs once more could come to something else than what was counted.
void Settler::count_parts() {
    for (Pending& entry : pending_) {
        while (entry.counted_parts < entry.settlement.parts.size()) {
            const celery::ChordPart part = entry.settlement.parts[entry.counted_parts];
            if (const auto end = results_->count(part)) {
                add(entry.settlement, celery::after_chord(part, *end, sending_at(options_.now())));
                ended_chords_.push_back(part.group);
            }
            ++entry.counted_parts;
        }
    }
}

// Before their parts are sent: the last one of them asks how many they are.
void Settler::begin_chords() {
    for (Pending& entry : pending_) {
        for (const celery::ChordSize& chord : entry.settlement.chords)
            results_->begin_chord(chord);
        entry.settlement.chords.clear();
    }
}

void Settler::end_messages() {
    std::vector<std::string> tags;
    std::vector<std::string> childless;
    std::vector<broker::Ending> endings;
    std::size_t followers = 0;
    for (const Pending& entry : pending_) {
        const Settlement& settlement = entry.settlement;
        if (settlement.end == Settlement::End::begun) continue;
        tags.push_back(settlement.tag);
        if (settlement.follow_ups.empty()) {
            childless.push_back(settlement.tag);
        } else {
            endings.push_back({.tag = settlement.tag, .followers = settlement.follow_ups});
            followers += settlement.follow_ups.size();
        }
        if (settlement.end != Settlement::End::buried) continue;
        if (const auto delivery = held_.find(settlement.tag)) broker_->bury(*delivery, settlement.reason);
    }
    // What is buried is held no longer; an unknown receipt is no error.
    if (!childless.empty()) broker_->acknowledge(childless);
    if (!endings.empty()) broker_->end(endings);
    sent_ += followers;
    for (const Pending& entry : pending_)
        count(entry.settlement.end);
    pending_.clear();
    held_.settled(tags);
}

void Settler::forget_chords() {
    for (; !ended_chords_.empty(); ended_chords_.pop_back())
        results_->forget_chord(ended_chords_.back());
}

void Settler::renew_if_due() {
    if (std::chrono::steady_clock::now() < next_renewal_) return;
    const std::chrono::milliseconds third = broker_->lease_time() / 3;
    const std::vector<std::string> tags = held_.tags();
    try {
        const std::vector<std::string> lost = tags.empty() ? tags : broker_->renew(tags);
        next_renewal_ = std::chrono::steady_clock::now() + third;
        if (!tags.empty()) broker_outage_.worked();
        if (lost.empty()) return;
        held_.lose(lost);
        log::event(log::Level::warning, "worker", "the broker gave messages to another worker; they may run twice",
                   {{"messages", lost.size()}});
    } catch (const Error& error) {
        const std::chrono::milliseconds wait = std::min(backoff_.next(), third);
        broker_outage_.failed(error.message(), wait, held_.begun());
        next_renewal_ = std::chrono::steady_clock::now() + wait;
    }
}

void Settler::count(Settlement::End end) {
    switch (end) {
        case Settlement::End::begun:
        case Settlement::End::repeated: return;
        case Settlement::End::done: ++account_.done; return;
        case Settlement::End::failed: ++account_.failed; return;
        case Settlement::End::retried: ++account_.retried; return;
        case Settlement::End::postponed: ++account_.postponed; return;
        case Settlement::End::expired: ++account_.expired; return;
        case Settlement::End::revoked: ++account_.revoked; return;
        case Settlement::End::buried: ++account_.buried; return;
    }
}

}  // namespace megactl::worker

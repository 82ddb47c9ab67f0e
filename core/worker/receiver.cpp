#include "core/worker/receiver.hpp"

#include "core/base/error.hpp"
#include "core/log/log.hpp"
#include "core/os/deadline.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace megactl::worker {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first_wait{100};
constexpr milliseconds burst_wait{20};                  // while tasks run that may send more
constexpr std::chrono::seconds soon{10};                // for a burst
constexpr std::size_t most_sleepers = 10'000;           // then nothing is received until one of them has run
constexpr milliseconds longest_restore_pause{100'000};  // as Celery's

std::vector<std::string> tags_of(std::span<const broker::Delivery> deliveries) {
    std::vector<std::string> tags;
    tags.reserve(deliveries.size());
    for (const broker::Delivery& delivery : deliveries)
        tags.push_back(delivery.tag);
    return tags;
}

}  // namespace

Receiver::Receiver(std::unique_ptr<broker::Broker> broker, std::unique_ptr<broker::ResultBackend> results,
                   const TaskRegistry& registry, const WorkerOptions& options, Controls& controls, Held& held,
                   Pool& pool, Settler& settler, Outage& broker_outage)
    : broker_(std::move(broker)),
      results_(std::move(results)),
      registry_(registry),
      options_(options),
      controls_(controls),
      held_(held),
      pool_(pool),
      settler_(settler),
      broker_outage_(broker_outage),
      backoff_(first_wait, options.longest_wait, options.draw),
      dispatcher_(*broker_, *results_, options, controls.revoked, held, pool, settler),
      next_restore_(std::chrono::steady_clock::now()) {}

void Receiver::run(const std::stop_token& stop) {
    while (!stop.stop_requested() && !is_finished_) {
        options_.on_round();
        try {
            step(stop);
            broker_outage_.worked();
            backoff_.reset();
        } catch (const Error& error) {
            if (options_.is_burst) throw;
            const milliseconds wait = backoff_.next();
            broker_outage_.failed(error.message(), wait, held_.begun());
            os::wait_until(std::chrono::steady_clock::now() + wait, stop);
        }
    }
    give_back_waiting();
}

void Receiver::step(const std::stop_token& stop) {
    restore_if_due();
    return_strangers();
    drop_revoked();
    wake_due();
    dispatcher_.start_ready();
    if (dispatcher_.free() == 0) {
        pool_.wait_for_free(std::chrono::steady_clock::now() + std::min(until_next_due(), options_.poll), stop);
    } else if (timetable_.size() >= most_sleepers) {
        os::wait_until(std::chrono::steady_clock::now() + std::min(until_next_due(), options_.poll), stop);
    } else {
        receive(stop);
        return_strangers();
        dispatcher_.start_ready();
    }
}

void Receiver::restore_if_due() {
    if (std::chrono::steady_clock::now() < next_restore_) return;
    const std::size_t restored = broker_->restore_abandoned();
    next_restore_ =
        std::chrono::steady_clock::now() + std::min<milliseconds>(broker_->lease_time() / 3, longest_restore_pause);
    if (restored == 0) return;
    log::event(log::Level::info, "worker", "put back what a dead worker held", {{"messages", restored}});
}

// What waits here for its time and shall not begin any more.
void Receiver::drop_revoked() {
    const std::size_t revoked = controls_.revoked.added();
    if (revoked == std::exchange(revoked_before_, revoked)) return;
    timetable_.drop([this](const Job& job) { return dispatcher_.settle_if_revoked(job); });
}

void Receiver::wake_due() {
    for (Job& job : timetable_.take_due(options_.now()))
        start(std::move(job));
}

// A job whose time has come, once it is its turn among those of its handler.
void Receiver::start(Job job) {
    const celery::Time now = options_.now();
    const celery::Time turn = job.has_turn ? now : controls_.turns.take(*job.handler, now);
    job.has_turn = true;
    if (turn <= now) {
        dispatcher_.add(std::move(job));
    } else {
        timetable_.add(turn, std::move(job));
    }
}

void Receiver::receive(const std::stop_token& stop) {
    const bool was_idle = is_idle();
    if (const std::size_t sent = settler_.sent(); sent != std::exchange(sent_before_, sent)) strangers_.look_again();
    const std::size_t accepted_before = accepted_;
    const Instant now = std::chrono::steady_clock::now();
    std::vector<std::string> plain;
    std::vector<std::string> strange;
    for (const std::string& queue : controls_.queues.names()) {
        if (strangers_.is_paused(queue, now)) continue;
        (strangers_.wants_look(queue, now) ? strange : plain).push_back(queue);
    }
    look_past_strangers(strange, stop);
    const std::size_t most = dispatcher_.free();
    if (most == 0) return;
    milliseconds wait = std::min(until_next_due(), options_.poll);
    if (options_.is_burst && !was_idle) wait = std::min(wait, burst_wait);
    if (options_.is_burst && was_idle && nothing_is_due_soon()) wait = milliseconds(0);
    if (!strange.empty()) wait = milliseconds(0);
    if (plain.empty()) {
        if (wait.count() > 0) os::wait_until(now + wait, stop);
    } else {
        const auto deliveries = take(plain, most, wait, stop);
        if (deliveries.size() == most) fill_batch(deliveries.back().queue, stop);
    }
    is_finished_ = options_.is_burst && was_idle && accepted_ == accepted_before && nothing_is_left();
}

void Receiver::look_past_strangers(const std::vector<std::string>& queues, const std::stop_token& stop) {
    for (const std::string& queue : queues) {
        const std::size_t free = dispatcher_.free();
        if (free == 0) return;
        take(std::span(&queue, 1), strangers_.ahead(queue) + free, milliseconds(0), stop);
    }
}

// A handler that takes many at once gets them, as long as its queue holds nothing else: each time a few more, so that
// little is held that another worker could run.
void Receiver::fill_batch(const std::string& queue, const std::stop_token& stop) {
    const Handler* handler = dispatcher_.last_handler();
    if (handler == nullptr || handler->batch == 1) return;
    std::size_t ready = dispatcher_.ready_for(handler);
    while (ready > 0 && ready < handler->batch && !stop.stop_requested()) {
        const std::size_t most = std::min(3 * ready, handler->batch - ready);
        const std::size_t received = take(std::span(&queue, 1), most, milliseconds(0), stop).size();
        const std::size_t now_ready = dispatcher_.ready_for(handler);
        if (received < most || now_ready < ready + received) return;
        ready = now_ready;
    }
}

std::vector<broker::Delivery> Receiver::take(std::span<const std::string> queues, std::size_t most, milliseconds wait,
                                             const std::stop_token& stop) {
    std::vector<broker::Delivery> deliveries = broker_->receive(queues, most, wait, stop);
    held_.add(deliveries);
    sort(deliveries, most);
    return deliveries;
}

void Receiver::sort(const std::vector<broker::Delivery>& deliveries, std::size_t asked) {
    std::map<std::string, Strangers::Look> looks;
    for (const broker::Delivery& delivery : deliveries) {
        Strangers::Look& look = looks[delivery.queue];
        look.asked = asked;
        ++(accept(delivery) ? look.known : look.unknown);
    }
    for (const auto& [queue, look] : looks) {
        strangers_.saw(queue, look, std::chrono::steady_clock::now());
        accepted_ += look.known;
    }
}

// False: a stranger, which goes back.
bool Receiver::accept(const broker::Delivery& delivery) {
    Verdict verdict = judge(delivery, registry_, results_->chords(), options_.now());
    if (auto* run = std::get_if<Run>(&verdict)) {
        start(std::move(run->job));
    } else if (auto* later = std::get_if<RunLater>(&verdict)) {
        if (!dispatcher_.settle_if_revoked(later->job)) timetable_.add(later->due, std::move(later->job));
    } else if (auto* settle = std::get_if<Settle>(&verdict)) {
        log::event(log::Level::warning, "worker", settle->what, {{"task", settle->task}, {"id", settle->id}});
        if (held_.begin(delivery.tag)) settler_.bring(std::move(settle->settlement));
    } else if (options_.unknown == Unknown::leave) {
        returning_.push_back(delivery);
        return false;
    } else {
        accept_unknown(std::get<NotOurs>(verdict));
    }
    return true;
}

void Receiver::accept_unknown(const NotOurs& unknown) {
    const bool is_rejected = options_.unknown == Unknown::reject;
    log::event(log::Level::warning, "worker", is_rejected ? "unknown task: rejected" : "unknown task: dead letter",
               {{"task", unknown.message.task}, {"id", unknown.message.id}});
    if (!held_.begin(unknown.receipt.tag)) return;
    settler_.bring(is_rejected ? not_registered(unknown.receipt, unknown.message, options_.now())
                               : buried(unknown.receipt, "no worker here knows its task"));
}

void Receiver::return_strangers() {
    if (returning_.empty()) return;
    broker_->give_back(returning_);
    held_.settled(tags_of(returning_));
    returning_.clear();
}

void Receiver::give_back_waiting() {
    const std::vector<broker::Delivery> waiting = held_.waiting();
    if (waiting.empty()) return;
    try {
        broker_->give_back(waiting);
        held_.settled(tags_of(waiting));
        given_back_ = waiting.size();
    } catch (const Error& error) {
        log::event(log::Level::warning, "worker", "messages come back to their queues when their leases end",
                   {{"messages", waiting.size()}, {"reason", error.message()}});
    }
}

// Nothing runs, nothing is about to, and everything that ran is settled.
bool Receiver::is_idle() const {
    return held_.begun() == 0 && dispatcher_.is_empty();
}

bool Receiver::nothing_is_due_soon() const {
    const auto next = timetable_.next();
    return !next || *next > options_.now() + soon;
}

// For a burst: nothing is due soon, and no queue may hold something of ours behind strangers.
bool Receiver::nothing_is_left() const {
    const Instant now = std::chrono::steady_clock::now();
    return nothing_is_due_soon() && std::ranges::none_of(controls_.queues.names(), [&](const auto& queue) {
               return strangers_.wants_look(queue, now);
           });
}

milliseconds Receiver::until_next_due() const {
    const auto next = timetable_.next();
    if (!next) return milliseconds::max();
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*next - options_.now()));
}

}  // namespace megactl::worker

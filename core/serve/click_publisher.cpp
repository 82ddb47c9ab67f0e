#include "core/serve/click_publisher.hpp"

#include "core/base/error.hpp"
#include "core/celery/message.hpp"
#include "core/links/spool_segments.hpp"
#include "core/log/log.hpp"
#include "core/os/deadline.hpp"
#include "core/os/random.hpp"

#include <chrono>
#include <iterator>
#include <utility>
#include <vector>

namespace megactl::serve {
namespace {

using std::chrono::steady_clock;

std::vector<broker::Outgoing> outgoing(const std::vector<links::Click>& clicks, std::string_view origin) {
    std::vector<broker::Outgoing> messages;
    messages.reserve(clicks.size());
    for (const links::Click& click : clicks) {
        const celery::Message message = links::message_of(click, origin);
        messages.push_back(
            {.queue = links::click_queue, .payload = celery::encode(message, links::click_queue, os::random_uuid())});
    }
    return messages;
}

}  // namespace

ClickCarrier::ClickCarrier(links::ClickSpool& spool, const broker::BrokerSource& source, PublisherSettings settings)
    : spool_(spool), source_(source), settings_(std::move(settings)) {}

void ClickCarrier::look_for_strands() {
    for (const auto& strand : spool_.strands()) {
        if (!ways_.contains(strand->id)) ways_.emplace(strand->id, Way{links::SpoolReader(spool_, strand)});
    }
}

// The next batch of one strand; how many clicks it had.
std::size_t ClickCarrier::carry_batch(Way& way) {
    links::SpoolReader& reader = way.reader;
    links::SpoolBatch batch = reader.read(settings_.batch);
    if (batch.clicks.empty()) return 0;
    const std::string& id = reader.strand().id;
    if (!way.is_marked) {
        // Of another life of this process, or behind a failure: what the broker has already is not sent again.
        if (const auto mark = broker_->mark_of(id)) reader.confirm(*mark);
        way.is_marked = true;
        batch = reader.read(settings_.batch);
        if (batch.clicks.empty()) return 0;
    }
    way.is_marked = false;  // unless what follows succeeds
    broker_->publish_once(outgoing(batch.clicks, settings_.origin), {.publisher = id, .sequence = batch.last_sequence});
    carried_ += batch.clicks.size();
    reader.confirm(batch.last_sequence);
    way.is_marked = true;
    return batch.clicks.size();
}

// Is the strand at its end?
bool ClickCarrier::carry_and_look(Way& way) {
    try {
        const bool is_finished = carry_batch(way) == 0 && way.reader.is_finished();
        way.is_blocked = false;
        return is_finished;
    } catch (const links::SpoolError& error) {
        if (!std::exchange(way.is_blocked, true)) {
            log::event(log::Level::error, "serve", "clicks can't be read; they stay in the spool",
                       {{"spool", way.reader.strand().id}, {"reason", error.message()}});
        }
        return false;
    }
}

// First the clicks, then the mark: a mark without clicks is only a little rubbish, clicks without their mark would be
// published again.
ClickCarrier::Ways::iterator ClickCarrier::forget(Ways::iterator finished) {
    finished->second.reader.clear();
    spool_.remove(finished->second.reader.strand());
    const std::string id = finished->first;
    const bool was_marked = finished->second.is_marked;
    const auto next = ways_.erase(finished);
    if (was_marked) broker_->forget_mark(id);
    return next;
}

// A broker that is away is known at once, not with the first click; an embedded one is made.
void ClickCarrier::greet() {
    if (!broker_) broker_ = source_.open();
    if (has_answered_) return;
    broker_->ping();
    has_answered_ = true;
}

// A batch of each strand, so that none waits for another; how many clicks they had.
std::uint64_t ClickCarrier::carry_round() {
    const std::uint64_t before = carried_;
    look_for_strands();
    greet();
    for (auto way = ways_.begin(); way != ways_.end();)
        way = carry_and_look(way->second) ? forget(way) : std::next(way);
    return carried_ - before;
}

Drained ClickCarrier::drain(const std::stop_token& stop, os::Deadline deadline) {
    try {
        while (!stop.stop_requested()) {
            if (carry_round() == 0) return Drained::all;
            if (steady_clock::now() >= deadline) break;
        }
        return Drained::some;
    } catch (const std::exception& error) {
        reason_ = error.what();
        has_answered_ = false;
        return Drained::away;
    }
}

ClickPublisher::ClickPublisher(links::ClickSpool& spool, broker::BrokerSource source, PublisherSettings settings)
    : spool_(spool),
      source_(std::move(source)),
      settings_(std::move(settings)),
      carrier_(spool_, source_, settings_),
      next_adoption_(steady_clock::now() + settings_.adoption),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void ClickPublisher::run(const std::stop_token& stop) {
    Backoff backoff(settings_.first_wait, settings_.longest_wait);
    auto next_try = steady_clock::now();
    while (!stop.stop_requested()) {
        tend();
        if (steady_clock::now() >= next_try) {
            const Drained drained = carrier_.drain(stop, steady_clock::now() + settings_.turn);
            note(drained);
            if (drained == Drained::away)
                next_try = steady_clock::now() + backoff.next();
            else
                backoff.reset();
            if (drained == Drained::some) continue;
        }
        wait(stop);
    }
    // The serving threads are done, and so are their clicks: once more, whatever the backoff says.
    note(carrier_.drain({}, steady_clock::now() + settings_.last_try));
    if (spool_.settings().sync != links::SpoolSync::off) spool_.sync();
}

void ClickPublisher::tend() {
    const auto now = steady_clock::now();
    try {
        if (spool_.settings().sync == links::SpoolSync::interval && now >= next_sync_) {
            next_sync_ = now + settings_.sync;
            spool_.sync();
        }
        if (now >= next_adoption_) {
            next_adoption_ = now + settings_.adoption;
            spool_.adopt_orphans();
        }
    } catch (const std::exception& error) {
        log::event(log::Level::error, "serve", "the spool can't be tended", {{"reason", error.what()}});
    }
}

void ClickPublisher::note(Drained drained) {
    const bool was_away = std::exchange(is_away_, drained == Drained::away);
    if (is_away_ && !was_away) {
        log::event(log::Level::warning, "serve", "broker away: clicks wait in the spool",
                   {{"reason", carrier_.reason()}, {"waiting", spool_.state().waiting}});
    } else if (was_away && !is_away_) {
        log::event(log::Level::info, "serve", "broker is back: the spool is sent", {{"lost", spool_.state().lost}});
    }
}

void ClickPublisher::wait(const std::stop_token& stop) const {
    os::wait_until(std::chrono::steady_clock::now() + settings_.poll, stop);
}

}  // namespace megactl::serve

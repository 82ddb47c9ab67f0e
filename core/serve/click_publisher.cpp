#include "core/serve/click_publisher.hpp"

#include "core/base/error.hpp"
#include "core/log/log.hpp"
#include "core/os/random.hpp"

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
std::size_t ClickCarrier::carry(links::SpoolReader& reader, bool& is_marked) {
    links::SpoolBatch batch = reader.read(settings_.batch);
    if (batch.clicks.empty()) return 0;
    const std::string& id = reader.strand().id;
    if (!is_marked) {
        // Of another life of this process, or behind a failure: what the broker has already is not sent again.
        if (const auto mark = broker_->mark_of(id)) reader.confirm(*mark);
        is_marked = true;
        batch = reader.read(settings_.batch);
        if (batch.clicks.empty()) return 0;
    }
    oldest_ = batch.clicks.front().at;
    is_marked = false;  // unless what follows succeeds
    broker_->publish_once(outgoing(batch.clicks, settings_.origin), {.publisher = id, .sequence = batch.last_sequence});
    is_marked = true;
    reader.confirm(batch.last_sequence);
    return batch.clicks.size();
}

// A broker that is away is known at once, not with the first click; an embedded one is made.
void ClickCarrier::greet() {
    if (!broker_) broker_ = source_.open();
    if (has_answered_) return;
    broker_->ping();
    has_answered_ = true;
}

std::optional<std::size_t> ClickCarrier::carry_batch() {
    look_for_strands();
    try {
        greet();
        for (auto& [id, way] : ways_) {
            const std::size_t count = carry(way.reader, way.is_marked);
            if (count > 0) return count;
        }
        oldest_.reset();
        forget_finished();
        return 0;
    } catch (const Error& error) {
        reason_ = error.message();
        has_answered_ = false;
        return std::nullopt;
    }
}

// First the clicks, then the mark: a mark without clicks is only a little rubbish, clicks without their mark would be
// published again.
void ClickCarrier::forget_finished() {
    for (auto entry = ways_.begin(); entry != ways_.end();) {
        links::SpoolReader& reader = entry->second.reader;
        if (!reader.is_finished()) {
            ++entry;
            continue;
        }
        reader.clear();
        spool_.remove(reader.strand());
        const std::string id = entry->first;
        const bool was_marked = entry->second.is_marked;
        entry = ways_.erase(entry);
        if (was_marked) broker_->forget_mark(id);
    }
}

ClickPublisher::ClickPublisher(links::ClickSpool& spool, broker::BrokerSource source, PublisherSettings settings)
    : spool_(spool),
      source_(std::move(source)),
      settings_(std::move(settings)),
      carrier_(spool_, source_, settings_),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

PublisherState ClickPublisher::state() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

void ClickPublisher::run(const std::stop_token& stop) {
    Backoff backoff(settings_.first_wait, settings_.longest_wait);
    auto next_adoption = steady_clock::now() + settings_.adoption;
    auto next_sync = steady_clock::now();
    auto next_try = steady_clock::now();
    const auto count = [this](std::size_t clicks) {
        const std::lock_guard lock(mutex_);
        state_.published += clicks;
    };
    while (!stop.stop_requested()) {
        const auto now = steady_clock::now();
        if (spool_.settings().sync == links::SpoolSync::interval && now >= next_sync) {
            spool_.sync();
            next_sync = now + settings_.sync;
        }
        if (now >= next_adoption) {
            spool_.adopt_orphans();
            next_adoption = now + settings_.adoption;
        }
        if (now >= next_try) {
            const Drained drained = carrier_.drain(stop, count);
            note(drained);
            if (drained == Drained::all)
                backoff.reset();
            else
                next_try = steady_clock::now() + backoff.next();
        }
        wait(stop);
    }
    // The serving threads are done, and so are their clicks: once more, whatever the backoff says.
    note(carrier_.drain({}, count));
    if (spool_.settings().sync != links::SpoolSync::off) spool_.sync();
}

void ClickPublisher::note(Drained drained) {
    using State = PublisherState::Broker;
    const State now = drained == Drained::all ? State::there : State::away;
    const State before = [&] {
        const std::lock_guard lock(mutex_);
        state_.oldest = carrier_.oldest();
        state_.reason = now == State::away ? carrier_.reason() : "";
        return std::exchange(state_.broker, now);
    }();
    if (now == State::away && before != State::away) {
        log::event(log::Level::warning, "serve", "broker away: clicks wait in the spool",
                   {{"reason", carrier_.reason()}, {"waiting", spool_.state().waiting}});
    } else if (now == State::there && before == State::away) {
        log::event(log::Level::info, "serve", "broker is back: the spool is sent", {{"lost", spool_.state().lost}});
    }
}

void ClickPublisher::wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, settings_.poll, [] { return false; });
}

}  // namespace megactl::serve

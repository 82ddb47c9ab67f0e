#pragma once

#include "core/celery/chord.hpp"
#include "core/celery/task_result.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>

namespace megactl::broker {

// Where results are kept. One thread at a time; failures as of Broker.
class ResultBackend {
public:
    virtual ~ResultBackend() = default;

    virtual void ping() = 0;
    // Keeps each for the time that results are kept, and wakes who waits for it. A SUCCESS is never replaced.
    virtual void store(std::span<const celery::TaskResult> results) = 0;
    // Nothing where no result is kept (the task is unknown, waits, or its result has expired), or none of Celery's.
    virtual std::optional<celery::TaskResult> fetch(std::string_view id) = 0;
    // Puts `by` in the place of what `seen` was fetched of, unless that has changed since: its state, or the worker of
    // its call. Of several who try at once, with workers of their own in `by`, one is answered true.
    virtual bool replace(const celery::TaskResult& seen, const celery::TaskResult& by) = 0;
    // Shows every FAILURE that is kept, in no order, until `look` answers false. In pages that are small for the store:
    // what comes or goes meanwhile may be missed, or shown twice.
    virtual void browse_failed(const std::function<bool(celery::TaskResult result)>& look) = 0;

    virtual celery::ChordSupport chords() const = 0;
    // How far the chord of this group has come; nothing where it is none, has ended, or is not counted here.
    virtual std::optional<celery::ChordProgress> progress_of(std::string_view group) = 0;
    // The next two only where chords are counted. Of one whose parts are about to be sent.
    virtual void begin_chord(const celery::ChordSize& chord) = 0;
    // Writes down that a part of a chord has ended. Answers how the chord has once all of them are: to the part that
    // came last, and to that one again.
    virtual std::optional<celery::ChordEnd> count(const celery::ChordPart& part) = 0;
    // Its body is on its way. It is forgotten soon, not at once: its last part may have been delivered again.
    virtual void forget_chord(std::string_view group) = 0;
};

// Results beside which megactl counts no chords.
class UncountedResults : public ResultBackend {
public:
    celery::ChordSupport chords() const override { return celery::ChordSupport::none; }
    std::optional<celery::ChordProgress> progress_of(std::string_view /*group*/) override { return std::nullopt; }
    void begin_chord(const celery::ChordSize& /*chord*/) override {}
    std::optional<celery::ChordEnd> count(const celery::ChordPart& /*part*/) override { return std::nullopt; }
    void forget_chord(std::string_view /*group*/) override {}
};

// Keeps nothing: `disabled://`, and tasks whose results nobody wants.
class NoResults final : public UncountedResults {
public:
    void ping() override {}
    void store(std::span<const celery::TaskResult> /*results*/) override {}
    std::optional<celery::TaskResult> fetch(std::string_view /*id*/) override { return std::nullopt; }
    bool replace(const celery::TaskResult& /*seen*/, const celery::TaskResult& /*by*/) override { return false; }
    void browse_failed(const std::function<bool(celery::TaskResult)>& /*look*/) override {}
};

}  // namespace megactl::broker

#include "core/worker/runner.hpp"

#include "core/base/error.hpp"
#include "core/base/units.hpp"
#include "core/log/log.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <exception>
#include <utility>

namespace megactl::worker {
namespace {

std::vector<Outcome> outcomes_of(const Batch& batch) {
    std::vector<Outcome> outcomes;
    Outcome missing = Failed{.reason = "the handler gave no answer"};
    try {
        outcomes = batch.handler->run(batch.messages);
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::service) {
            missing = Postponed{.reason = error.message()};
        } else {
            missing = Failed{.reason = error.message()};
        }
    } catch (const std::exception& error) {
        missing = Failed{.reason = error.what()};
    }
    outcomes.resize(batch.messages.size(), missing);
    return outcomes;
}

std::string took(std::chrono::steady_clock::time_point begin) {
    const std::chrono::duration<double, std::milli> span = std::chrono::steady_clock::now() - begin;
    return span.count() < 1000 ? fmt::format("{:.1f}ms", span.count()) : fmt::format("{:.1f}s", span.count() / 1000);
}

void tell_trouble(const celery::Message& message, const Handler& handler, const Settlement& settlement,
                  const Outcome& outcome) {
    const auto* failure = std::get_if<Failed>(&outcome);
    const auto* retry = std::get_if<Retried>(&outcome);
    const std::string reason = failure != nullptr ? failure->reason : retry != nullptr ? retry->reason : "";
    if (settlement.end == Settlement::End::retried) {
        log::event(log::Level::warning, "worker", "will be retried",
                   {{"task", message.task},
                    {"id", message.id},
                    {"reason", reason},
                    {"retry", message.retries + 1},
                    {"of", handler.retries.most}});
    } else {
        log::event(log::Level::error, "worker", "failed",
                   {{"task", message.task}, {"id", message.id}, {"reason", reason}});
    }
}

// One event for all of them: a place that is away is so for the whole batch.
void tell_postponed(const Batch& batch, std::size_t first, std::size_t count, const std::string& reason) {
    const celery::Message& message = batch.messages[first];
    log::event(log::Level::warning, "worker", "put off, a service is away",
               {{"task", message.task},
                {"id", message.id},
                {"messages", count},
                {"reason", reason},
                {"time", postponements(message) + 1}});
}

void tell_done(const Batch& batch, std::size_t done, const std::string& first, const std::string& duration) {
    const std::string& task = batch.messages.front().task;
    if (done == 1) {
        log::event(log::Level::info, "worker", "done", {{"task", task}, {"id", first}, {"took", duration}});
    } else if (done > 1) {
        log::event(log::Level::info, "worker", "done",
                   {{"task", task}, {"id", first}, {"messages", done}, {"took", duration}});
    }
}

}  // namespace

void Runner::run(const Batch& batch) {
    for (std::size_t i = 0; i < batch.messages.size(); ++i)
        settler_.bring(begun(batch.receipts[i], batch.messages[i], options_.name, ::getpid()));
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<Outcome> outcomes = outcomes_of(batch);
    const std::string duration = took(begin);
    std::size_t done = 0;
    std::string first;
    std::size_t postponed = 0;
    std::size_t first_postponed = 0;
    for (std::size_t i = 0; i < batch.messages.size(); ++i) {
        const celery::Message& message = batch.messages[i];
        Settlement settlement =
            settle(batch.receipts[i], message, *batch.handler, outcomes[i], options_.now(), options_.draw);
        if (settlement.end == Settlement::End::done) {
            if (done++ == 0) first = message.id;
        } else if (settlement.end == Settlement::End::postponed) {
            if (postponed++ == 0) first_postponed = i;
        } else {
            tell_trouble(message, *batch.handler, settlement, outcomes[i]);
        }
        settler_.bring(std::move(settlement));
    }
    if (postponed > 0)
        tell_postponed(batch, first_postponed, postponed, std::get<Postponed>(outcomes[first_postponed]).reason);
    tell_done(batch, done, first, duration);
}

}  // namespace megactl::worker

#include "core/worker/runner.hpp"

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
    std::string reason = "the handler gave no answer";
    try {
        outcomes = batch.handler->run(batch.messages);
    } catch (const std::exception& error) {
        reason = error.what();
    }
    outcomes.resize(batch.messages.size(), Failed{.reason = std::move(reason)});
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
    const std::string& reason = failure != nullptr ? failure->reason : retry->reason;
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
    for (std::size_t i = 0; i < batch.messages.size(); ++i) {
        const celery::Message& message = batch.messages[i];
        Settlement settlement =
            settle(batch.receipts[i], message, *batch.handler, outcomes[i], options_.now(), options_.draw);
        if (settlement.end == Settlement::End::done) {
            if (done++ == 0) first = message.id;
        } else {
            tell_trouble(message, *batch.handler, settlement, outcomes[i]);
        }
        settler_.bring(std::move(settlement));
    }
    tell_done(batch, done, first, duration);
}

}  // namespace megactl::worker

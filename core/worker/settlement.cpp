#include "core/worker/settlement.hpp"

#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/celery/retry.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace megactl::worker {
namespace {

constexpr const char* postponed_header = "megactl_postponed";
constexpr std::int64_t most_told = 1'000'000;  // of whatever a header claims

celery::TaskResult result_of(const celery::Message& message, celery::State state, std::string content,
                             std::optional<celery::Time> done) {
    celery::TaskResult result;
    result.id = message.id;
    result.state = state;
    result.result = std::move(content);
    result.date_done = done;
    result.group = message.group;
    result.parent_id = message.parent_id;
    return result;
}

std::optional<celery::TaskResult> unless_ignored(const celery::Message& message, celery::TaskResult result) {
    if (message.ignores_result) return std::nullopt;
    return result;
}

// What can't be gone on with was buried before it could run.
celery::Canvas canvas_on(const celery::Message& message) {
    return celery::canvas_of(message).value_or(celery::Canvas{});
}

Settlement succeeded(const Receipt& receipt, const celery::Message& message, const std::string& value,
                     celery::Time now) {
    Settlement settlement{.end = Settlement::End::done, .tag = receipt.tag};
    celery::Followers followers = celery::after_success(canvas_on(message), message, value, sending_at(now));
    celery::TaskResult result = result_of(message, celery::State::success, value, now);
    result.children = std::move(followers.children);
    settlement.result = unless_ignored(message, std::move(result));
    add(settlement, std::move(followers));
    return settlement;
}

std::string exception_of(const Failed& failure) {
    return celery::exception_object(failure.exception, failure.reason, failure.module);
}

Settlement failed(const Receipt& receipt, const celery::Message& message, const std::string& exception,
                  celery::Time now) {
    celery::TaskResult result = result_of(message, celery::State::failure, exception, now);
    // So that it can be sent once more.
    result.call = {.task = message.task,
                   .args = message.args,
                   .kwargs = message.kwargs,
                   .queue = receipt.queue,
                   .retries = message.retries};
    return {.end = Settlement::End::failed, .tag = receipt.tag, .result = unless_ignored(message, std::move(result))};
}

Settlement failed_after_run(const Receipt& receipt, const celery::Message& message, const Failed& failure,
                            celery::Time now) {
    const std::string exception = exception_of(failure);
    Settlement settlement = failed(receipt, message, exception, now);
    add(settlement, celery::after_failure(canvas_on(message), message, exception, sending_at(now)));
    return settlement;
}

// It will not run; Celery has one state for every reason.
Settlement not_begun(Settlement::End end, const Receipt& receipt, const celery::Message& message,
                     std::string_view reason, celery::Time now) {
    const std::string exception = celery::exception_object("TaskRevokedError", reason, "celery.exceptions");
    Settlement settlement{
        .end = end,
        .tag = receipt.tag,
        .result = unless_ignored(message, result_of(message, celery::State::revoked, exception, now))};
    add(settlement, celery::after_revocation(canvas_on(message), message, exception));
    return settlement;
}

// `again` takes the place of `message`. Python knows one word for both ways to come again.
Settlement sent_again(Settlement::End end, const Receipt& receipt, const celery::Message& message,
                      const celery::Message& again, const std::string& reason) {
    const std::string exception = celery::exception_object("RuntimeError", reason);
    const std::string payload = celery::encode(again, receipt.queue, os::random_uuid());
    return {.end = end,
            .tag = receipt.tag,
            .follow_ups = {{.queue = receipt.queue, .payload = payload, .priority = receipt.priority}},
            .result = unless_ignored(message, result_of(message, celery::State::retry, exception, std::nullopt))};
}

// With the retries it had: whoever takes it, megactl or Python, has as many left as before.
celery::Message postponed(const celery::Message& message, const RetryPolicy& policy, celery::Time now,
                          const Draw& draw) {
    const std::int64_t before = postponements(message);
    Backoff backoff(std::chrono::seconds(1), policy.longest_away, draw, before);
    celery::Message again = celery::retry_of(message, now + backoff.next());
    again.retries = message.retries;
    std::erase_if(again.user_headers, [](const auto& header) { return header.first == postponed_header; });
    again.user_headers.emplace_back(postponed_header, fmt::to_string(before + 1));
    return again;
}

Settlement end_of_run(const Receipt& receipt, const celery::Message& message, const Handler& handler,
                      const Outcome& outcome, celery::Time now, const Draw& draw) {
    if (const auto* success = std::get_if<Succeeded>(&outcome)) return succeeded(receipt, message, success->value, now);
    if (const auto* failure = std::get_if<Failed>(&outcome)) return failed_after_run(receipt, message, *failure, now);
    if (const auto* away = std::get_if<Postponed>(&outcome)) {
        return sent_again(Settlement::End::postponed, receipt, message, postponed(message, handler.retries, now, draw),
                          away->reason);
    }
    const auto& retry = std::get<Retried>(outcome);
    if (message.retries >= handler.retries.most)
        return failed_after_run(receipt, message, {.reason = retry.reason}, now);
    const auto delay = retry.delay ? *retry.delay : retry_delay(handler.retries, message.retries, draw);
    return sent_again(Settlement::End::retried, receipt, message, celery::retry_of(message, now + delay), retry.reason);
}

}  // namespace

Settlement begun(const Receipt& receipt, const celery::Message& message, std::string_view worker_name, int process_id) {
    JsonWriter writer(true);
    writer.begin_object().member("pid", std::int64_t{process_id}).member("hostname", worker_name).end_object();
    std::string content = std::move(writer).take();
    content.pop_back();  // the line end
    return {.end = Settlement::End::begun,
            .tag = receipt.tag,
            .result = unless_ignored(message, result_of(message, celery::State::started, content, std::nullopt))};
}

Settlement settle(const Receipt& receipt, const celery::Message& message, const Handler& handler,
                  const Outcome& outcome, celery::Time now, const Draw& draw) {
    Settlement settlement = end_of_run(receipt, message, handler, outcome, now, draw);
    settlement.is_acknowledged = !handler.acknowledges_late;
    return settlement;
}

Settlement expired(const Receipt& receipt, const celery::Message& message, celery::Time now) {
    return not_begun(Settlement::End::expired, receipt, message, "expired", now);
}

Settlement revoked(const Receipt& receipt, const celery::Message& message, celery::Time now) {
    return not_begun(Settlement::End::revoked, receipt, message, "revoked", now);
}

// As Celery does, who looks at nothing that hangs on what it does not know.
Settlement not_registered(const Receipt& receipt, const celery::Message& message, celery::Time now) {
    const Failed failure{.reason = message.task, .exception = "NotRegistered", .module = "celery.exceptions"};
    return failed(receipt, message, exception_of(failure), now);
}

Settlement buried(const Receipt& receipt, std::string reason) {
    return {.end = Settlement::End::buried, .tag = receipt.tag, .reason = std::move(reason)};
}

Settlement refused(const Receipt& receipt, const celery::Undecodable& undecodable, celery::Time now) {
    Settlement settlement = buried(receipt, undecodable.reason);
    if (undecodable.id.empty()) return settlement;
    celery::TaskResult& result = settlement.result.emplace();
    result.id = undecodable.id;
    result.state = celery::State::failure;
    result.result = celery::exception_object("ContentDisallowed", undecodable.reason, "kombu.exceptions");
    result.date_done = now;
    return settlement;
}

Settlement repeated(const Receipt& receipt, const celery::Message& message, const std::string& value,
                    celery::Time now) {
    Settlement settlement{.end = Settlement::End::repeated, .tag = receipt.tag};
    add(settlement, celery::after_success(canvas_on(message), message, value, sending_at(now)));
    return settlement;
}

void add(Settlement& settlement, celery::Followers followers) {
    for (const celery::Call& call : followers.calls) {
        settlement.follow_ups.push_back({.queue = call.queue,
                                         .payload = celery::encode(call.message, call.queue, os::random_uuid()),
                                         .priority = call.message.priority});
    }
    std::ranges::move(followers.results, std::back_inserter(settlement.others));
    std::ranges::move(followers.parts, std::back_inserter(settlement.parts));
    std::ranges::move(followers.chords, std::back_inserter(settlement.chords));
}

celery::Sending sending_at(celery::Time now) {
    return {.now = now, .new_id = os::random_uuid};
}

std::chrono::milliseconds retry_delay(const RetryPolicy& policy, std::int64_t retries, const Draw& draw) {
    if (!policy.backs_off) return policy.delay;
    using std::chrono::seconds;
    const auto ceiling = std::chrono::duration_cast<seconds>(backoff_ceiling(seconds(1), policy.longest, retries));
    return seconds(draw(static_cast<std::uint64_t>(ceiling.count())));
}

std::int64_t postponements(const celery::Message& message) {
    const auto header =
        std::ranges::find_if(message.user_headers, [](const auto& entry) { return entry.first == postponed_header; });
    if (header == message.user_headers.end()) return 0;
    const auto value = JsonView::parse(header->second);
    return value ? std::clamp(value->integer().value_or(0), std::int64_t{0}, most_told) : 0;
}

}  // namespace megactl::worker

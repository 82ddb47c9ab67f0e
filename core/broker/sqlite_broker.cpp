#include "core/broker/sqlite_broker.hpp"

#include "core/base/error.hpp"
#include "core/broker/holder.hpp"
#include "core/broker/sqlite_extraction.hpp"
#include "core/broker/sqlite_oversight.hpp"
#include "core/broker/sqlite_queues.hpp"
#include "core/os/deadline.hpp"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <utility>

namespace megactl::broker {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

namespace {

// On one host a holder can say often that it lives, and its death shall not hold up a message for an hour.
constexpr milliseconds longest_lease = std::chrono::seconds(30);

// What the holders of extractions are called ahead of that.
const std::string extraction_begin = "extraction ";

class SqliteBroker final : public Broker {
public:
    SqliteBroker(fs::path file, const TransportOptions& options)
        : file_(std::move(file)),
          may_create_(options.may_create),
          lease_time_(std::min<milliseconds>(options.visibility_timeout, longest_lease)),
          holder_(new_holder()) {}
    SqliteBroker(const SqliteBroker&) = delete;
    SqliteBroker& operator=(const SqliteBroker&) = delete;
    ~SqliteBroker() override;

    void ping(os::Deadline /*deadline*/) override {
        attempt([](SqliteQueues& queues) { queues.ping(); });
    }

    void publish(std::span<const Outgoing> messages) override {
        attempt([&](SqliteQueues& queues) { queues.add(messages, std::nullopt); });
    }

    void publish_once(std::span<const Outgoing> messages, const PublishMark& mark) override {
        attempt([&](SqliteQueues& queues) { queues.add(messages, mark); });
    }

    std::optional<std::uint64_t> mark_of(std::string_view publisher) override {
        return attempt([&](SqliteQueues& queues) { return queues.mark_of(publisher); });
    }

    void forget_mark(std::string_view publisher) override {
        attempt([&](SqliteQueues& queues) { queues.forget_mark(publisher); });
    }

    std::vector<Delivery> receive(std::span<const std::string> names, std::size_t most, milliseconds wait,
                                  const std::stop_token& stop) override;

    void acknowledge(std::span<const std::string> tags) override {
        attempt([&](SqliteQueues& queues) { queues.remove(tags); });
    }

    void end(std::span<const Ending> endings) override {
        attempt([&](SqliteQueues& queues) { queues.end(endings); });
    }

    void give_back(std::span<const Delivery> deliveries) override {
        attempt([&](SqliteQueues& queues) { queues.give_back(deliveries); });
    }

    void bury(const Delivery& delivery, std::string_view reason) override {
        attempt([&](SqliteQueues& queues) { queues.bury(delivery, reason); });
    }

    std::vector<std::string> renew(std::span<const std::string> tags) override {
        return attempt([&](SqliteQueues& queues) { return queues.renew(tags, lease_time_); });
    }

    milliseconds lease_time() const override { return lease_time_; }

    std::size_t restore_abandoned() override {
        return attempt([](SqliteQueues& queues) { return queues.restore_expired(); });
    }

    std::vector<QueueState> queues() override {
        return attempt([](SqliteQueues& queues) { return queues.states(); });
    }

    std::vector<std::string> peek(std::string_view queue, std::size_t most) override {
        return attempt([&](SqliteQueues& queues) { return queues.peek(queue, most); });
    }

    void browse(std::string_view queue, const std::function<bool(Waiting message)>& look) override {
        attempt([&](SqliteQueues& queues) { queues.browse(queue, look); });
    }

    std::unique_ptr<Extraction> extract(ExtractionOrder order) override {
        return std::make_unique<SqliteExtraction>(file_, extraction_begin + new_holder(), std::move(order));
    }

    // An extraction holds messages as a worker does, under a lease.
    std::size_t restore_extracted() override { return restore_abandoned(); }

    std::uint64_t set_aside(std::string_view queue) override {
        return attempt([&](SqliteQueues& queues) { return queues.held_by(queue, extraction_begin); });
    }

    std::unique_ptr<Oversight> oversee() override { return std::make_unique<SqliteOversight>(file_); }

private:
    // A failure closes the file, so that the next call opens it anew; so does its removal.
    template <class Call>
    std::invoke_result_t<Call, SqliteQueues&> attempt(Call call) {
        if (queues_ && queues_->is_gone()) queues_.reset();
        try {
            if (!queues_) queues_.emplace(file_, may_create_, holder_);
            // What was there once and is not now was moved: an empty one in its place would take messages that are lost
            // when the old one comes back.
            may_create_ = false;
            return call(*queues_);
        } catch (const Error&) {
            queues_.reset();
            throw;
        }
    }

    fs::path file_;
    bool may_create_;
    milliseconds lease_time_;
    std::string holder_;
    bool has_taken_ = false;
    std::optional<SqliteQueues> queues_;
};

SqliteBroker::~SqliteBroker() {
    if (!has_taken_ || !queues_ || queues_->is_gone()) return;
    try {
        queues_->let_go();
    } catch (const std::exception&) {
        queues_.reset();  // the leases end by themselves
    }
}

std::vector<Delivery> SqliteBroker::receive(std::span<const std::string> names, std::size_t most, milliseconds wait,
                                            const std::stop_token& stop) {
    using Clock = std::chrono::steady_clock;
    constexpr milliseconds longest_pause(100);
    const os::Deadline deadline = Clock::now() + wait;
    milliseconds pause(1);
    for (bool must_look = true;; must_look = false) {
        auto deliveries = attempt([&](SqliteQueues& queues) {
            // Asked first: what is written while we take is a change again.
            const bool has_changed = queues.has_changed();
            return has_changed || must_look ? queues.take(names, most, lease_time_) : std::vector<Delivery>();
        });
        has_taken_ = has_taken_ || !deliveries.empty();
        const auto now = Clock::now();
        if (!deliveries.empty() || now >= deadline || stop.stop_requested()) return deliveries;
        os::wait_until(std::min(now + pause, deadline), stop);
        pause = std::min(pause * 2, longest_pause);
    }
}

}  // namespace

std::unique_ptr<Broker> open_sqlite_broker(const fs::path& file, const TransportOptions& options) {
    return std::make_unique<SqliteBroker>(file, options);
}

}  // namespace megactl::broker

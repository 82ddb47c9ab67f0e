#pragma once

#include "core/base/backoff.hpp"
#include "core/broker/source.hpp"
#include "core/celery/message.hpp"
#include "core/links/click_spool.hpp"
#include "core/links/spool_reader.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace megactl::serve {

struct PublisherState {
    enum class Broker { unknown, there, away };
    Broker broker = Broker::unknown;
    std::string reason;                  // why it is away
    std::uint64_t published = 0;         // clicks, since the start
    std::optional<celery::Time> oldest;  // of the click that waits longest, as of the last look
};

struct PublisherSettings {
    std::string origin;  // who says that it sent the messages: "megactl123@web-1"
    std::size_t batch = 1000;
    std::chrono::milliseconds poll{50};         // between two looks at an empty spool
    std::chrono::milliseconds first_wait{500};  // behind a failure; doubles up to the longest
    std::chrono::milliseconds longest_wait{30'000};
    std::chrono::milliseconds adoption{10'000};  // between two looks for what dead processes left
    std::chrono::milliseconds sync{1000};
};

// What became of one try to publish everything.
enum class Drained { all, away };

// Carries the clicks of a spool into the broker's queue, each exactly once: a batch and the mark how far its strand is
// published go in one transaction of the broker, and the segments are deleted behind that. One thread.
class ClickCarrier {
public:
    ClickCarrier(links::ClickSpool& spool, const broker::BrokerSource& source, PublisherSettings settings);

    // Until the spool is empty, the broker is away, or the stop is asked for between two batches. `told` hears how many
    // clicks each batch had.
    template <class Told>
    Drained drain(const std::stop_token& stop, const Told& told) {
        while (!stop.stop_requested()) {
            const std::optional<std::size_t> count = carry_batch();
            if (!count) return Drained::away;
            if (*count == 0) break;
            told(*count);
        }
        return Drained::all;
    }
    // Why the broker is away.
    const std::string& reason() const { return reason_; }
    // Of the batch that could not be published, or none.
    std::optional<celery::Time> oldest() const { return oldest_; }

private:
    // Nothing: the broker is away.
    std::optional<std::size_t> carry_batch();
    void greet();
    void look_for_strands();
    void forget_finished();
    std::size_t carry(links::SpoolReader& reader, bool& is_marked);

    struct Way {
        links::SpoolReader reader;
        bool is_marked = false;  // does the reader stand where the broker's mark says?
    };

    links::ClickSpool& spool_;
    const broker::BrokerSource& source_;
    PublisherSettings settings_;
    std::unique_ptr<broker::Broker> broker_;
    std::map<std::string, Way> ways_;  // by the strand's id
    std::string reason_;
    bool has_answered_ = false;
    std::optional<celery::Time> oldest_;
};

// The thread that carries, beside the serving ones; never in their way. A broker that is away is tried again with
// growing waits. Its end makes one last try; the broker's own deadlines bound it. Safe from every thread.
class ClickPublisher {
public:
    ClickPublisher(links::ClickSpool& spool, broker::BrokerSource source, PublisherSettings settings);

    PublisherState state() const;
    // Asks for the last try; the end of this object waits for it.
    void request_stop() { thread_.request_stop(); }

private:
    void run(const std::stop_token& stop);
    void note(Drained drained);
    void wait(const std::stop_token& stop);

    links::ClickSpool& spool_;
    broker::BrokerSource source_;
    PublisherSettings settings_;
    ClickCarrier carrier_;
    mutable std::mutex mutex_;  // guards state_
    PublisherState state_;
    std::condition_variable_any wake_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace megactl::serve

#pragma once

#include "core/base/backoff.hpp"
#include "core/broker/source.hpp"
#include "core/links/click_spool.hpp"
#include "core/links/spool_reader.hpp"
#include "core/os/connect.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

namespace megactl::serve {

struct PublisherSettings {
    std::string origin;                  // who says that it sent the messages: "megactl123@web-1"
    std::size_t batch = 250;             // clicks at a time; their messages stay within the processor's own memory
    std::chrono::milliseconds poll{50};  // between two looks at an empty spool
    std::chrono::milliseconds first_wait{500};  // behind a failure; doubles up to the longest
    std::chrono::milliseconds longest_wait{30'000};
    std::chrono::milliseconds adoption{10'000};  // between two looks for what dead processes left
    std::chrono::milliseconds sync{1000};
    std::chrono::milliseconds turn{500};         // of carrying, between two looks at the other duties
    std::chrono::milliseconds last_try{10'000};  // at the end; what it leaves waits for the next start
};

// What became of one try to publish everything.
enum class Drained { all, some, away };

// Carries the clicks of a spool into the broker's queue, each exactly once: a batch and the mark how far its strand is
// published go in one transaction of the broker, and the segments are deleted behind that. One thread.
class ClickCarrier {
public:
    ClickCarrier(links::ClickSpool& spool, const broker::BrokerSource& source, PublisherSettings settings);

    // Until the spool is empty, the broker is away, or, between two rounds, the stop is asked for or the deadline is
    // over. What can't be read of the spool is told once, and stands in the way of its own strand only.
    Drained drain(const std::stop_token& stop, os::Deadline deadline);
    // Clicks that were carried, since the start.
    std::uint64_t carried() const { return carried_; }
    // Why the broker is away.
    const std::string& reason() const { return reason_; }

private:
    struct Way {
        links::SpoolReader reader;
        bool is_marked = false;   // does the reader stand where the broker's mark says?
        bool is_blocked = false;  // a file can't be read
    };
    using Ways = std::map<std::string, Way>;  // by the strand's id

    std::uint64_t carry_round();
    void greet();
    void look_for_strands();
    std::size_t carry_batch(Way& way);
    bool carry_and_look(Way& way);
    Ways::iterator forget(Ways::iterator finished);

    links::ClickSpool& spool_;
    const broker::BrokerSource& source_;
    PublisherSettings settings_;
    std::unique_ptr<broker::Broker> broker_;
    Ways ways_;
    std::uint64_t carried_ = 0;
    std::string reason_;
    bool has_answered_ = false;
};

// The thread that carries, beside the serving ones; never in their way. A broker that is away is tried again with
// growing waits. Its end makes one last try, bounded by its setting and the broker's own deadlines.
class ClickPublisher {
public:
    ClickPublisher(links::ClickSpool& spool, broker::BrokerSource source, PublisherSettings settings);

private:
    void run(const std::stop_token& stop);
    void tend();
    void note(Drained drained);
    void wait(const std::stop_token& stop) const;

    links::ClickSpool& spool_;
    broker::BrokerSource source_;
    PublisherSettings settings_;
    ClickCarrier carrier_;
    std::chrono::steady_clock::time_point next_adoption_;
    std::chrono::steady_clock::time_point next_sync_;
    bool is_away_ = false;
    std::jthread thread_;  // last: it alone uses the others
};

}  // namespace megactl::serve

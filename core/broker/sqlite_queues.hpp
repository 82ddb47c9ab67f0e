#pragma once

#include "core/broker/broker.hpp"
#include "core/broker/oversight.hpp"
#include "core/broker/sqlite_store.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::broker {

// The queues of one SQLite file, while it is open: what SqliteBroker does, without its waiting and reopening. Each call
// is one transaction.
//
// A tag is `ID.VERSION`, the row and how often it was changed: each taking makes another version, so that a holder
// whose lease is over can't speak for the one after it.
class SqliteQueues {
public:
    SqliteQueues(const std::filesystem::path& file, bool may_create, std::string holder);

    bool is_gone() const { return database_.is_gone(); }
    // Has anybody else written since the last call? True at the first.
    bool has_changed();
    void ping();

    void add(std::span<const Outgoing> messages, const std::optional<PublishMark>& mark);
    std::optional<std::uint64_t> mark_of(std::string_view publisher);
    void forget_mark(std::string_view publisher);

    std::vector<Delivery> take(std::span<const std::string> queues, std::size_t most, std::chrono::milliseconds lease);
    void remove(std::span<const std::string> tags);
    void end(std::span<const Ending> endings);
    void give_back(std::span<const Delivery> deliveries);
    void bury(const Delivery& delivery, std::string_view reason);
    std::vector<std::string> renew(std::span<const std::string> tags, std::chrono::milliseconds lease);
    std::size_t restore_expired();
    // Of these; how many.
    std::size_t restore_expired(std::span<const Unacked> messages);
    // Everything that a lease holds, in the order of its taking; payloads with it.
    std::vector<Unacked> unacked();
    // Ends every lease of this holder.
    void let_go();

    std::vector<QueueState> states();
    std::vector<std::string> peek(std::string_view queue, std::size_t most);
    // Page by page: a look that takes its time must not hold up a writer.
    void browse(std::string_view queue, const std::function<bool(Waiting message)>& look);

    // A row that waits.
    struct Row {
        std::int64_t id = 0;
        std::optional<std::string> rank;
        std::string payload;
    };
    // Behind the last row that was seen, in the order of serving: those without a rank first.
    struct Place {
        std::optional<std::string> rank;
        std::int64_t id = 0;
    };
    // The next rows behind `place`, which is moved on; none at the queue's end.
    std::vector<Row> rows_behind(std::string_view queue, Place& place, std::size_t most);

    // Of an extraction, whose name is our holder's. Those of the rows that still wait are hidden and held; answers the
    // tag of each, empty where somebody else was quicker.
    std::vector<std::string> hide(std::span<const Row> rows, std::chrono::milliseconds lease);
    // What is held goes, `into` is published, the mark advances: all or, where a lease was lost, nothing and false.
    bool let_go_of(std::span<const std::string> tags, std::span<const Outgoing> into,
                   const std::optional<PublishMark>& mark);
    void set_mark(const PublishMark& mark);
    // Messages of the queue that are held by holders whose name begins so.
    std::uint64_t held_by(std::string_view queue, std::string_view holder_begin);

private:
    struct Candidate;

    bool has_own_tables();
    // Makes megactl's own tables where they are missing: only who changes something does. What is published waits for
    // the disk; what is taken or acknowledged is so again after a power cut.
    enum class Outlives { crash, power_cut };
    void prepare_to_write(Outlives what = Outlives::crash);
    // Answers its id, also where there is one.
    std::int64_t make_queue(const std::string& name);
    void insert(std::span<const Outgoing> messages, std::map<std::string, std::int64_t, std::less<>>& ids);
    bool advance_mark(const PublishMark& mark);
    std::vector<Candidate> candidates(std::span<const std::string> queues, std::size_t most);

    db::Database database_;
    std::string holder_;
    bool is_prepared_ = false;
    bool is_wal_ = false;
    std::optional<std::int64_t> seen_version_;
    std::map<std::string, std::int64_t, std::less<>> queue_ids_;  // kombu never removes a queue
};

}  // namespace megactl::broker

#pragma once

#include "core/broker/broker.hpp"
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
    void give_back(std::span<const Delivery> deliveries);
    void bury(const Delivery& delivery, std::string_view reason);
    std::vector<std::string> renew(std::span<const std::string> tags, std::chrono::milliseconds lease);
    std::size_t restore_expired();
    // Ends every lease of this holder.
    void let_go();

    std::vector<QueueState> states();
    std::vector<std::string> peek(std::string_view queue, std::size_t most);
    // Page by page: a look that takes its time must not hold up a writer.
    void browse(std::string_view queue, const std::function<bool(std::string payload)>& look);
    std::vector<DeadLetter> dead_letters(std::size_t most);

private:
    struct Candidate;
    struct Place;

    bool has_own_tables();
    // Makes megactl's own tables where they are missing: only who changes something does. What is published waits for
    // the disk; what is taken or acknowledged is so again after a power cut.
    enum class Outlives { crash, power_cut };
    void prepare_to_write(Outlives what = Outlives::crash);
    // Answers its id, also where there is one.
    std::int64_t make_queue(const std::string& name);
    std::vector<std::string> page_behind(std::string_view queue, Place& place, std::size_t most);
    std::vector<Candidate> candidates(std::span<const std::string> queues, std::size_t most);

    db::Database database_;
    std::string holder_;
    bool is_prepared_ = false;
    bool is_wal_ = false;
    std::optional<std::int64_t> seen_version_;
    std::map<std::string, std::int64_t, std::less<>> queue_ids_;  // kombu never removes a queue
};

}  // namespace megactl::broker

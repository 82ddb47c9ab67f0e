#include "core/broker/kombu_layout.hpp"
#include "core/broker/sqlite_queues.hpp"
#include "core/broker/sqlite_tables.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace megactl::broker {

using std::chrono::milliseconds;

namespace {

// As kombu hides what it takes, with the time of that and another version.
constexpr std::string_view hide_message =
    "UPDATE kombu_message SET visible = 0, timestamp = strftime('%Y-%m-%d %H:%M:%f000', 'now', 'localtime'),"
    " version = version + 1 WHERE id = ?";

std::int64_t now_in_milliseconds() {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now()).time_since_epoch().count();
}

struct Receipt {
    std::int64_t id = 0;
    std::int64_t version = 0;
};

std::string tag_of(const Receipt& receipt) {
    return std::to_string(receipt.id) + '.' + std::to_string(receipt.version);
}

// What is no tag of ours is nobody's: row 0 never was.
Receipt receipt_of(std::string_view tag) {
    const std::size_t dot = std::min(tag.find('.'), tag.size());
    Receipt receipt;
    std::from_chars(tag.data(), tag.data() + dot, receipt.id);
    if (dot < tag.size()) std::from_chars(tag.data() + dot + 1, tag.data() + tag.size(), receipt.version);
    return receipt;
}

// A statement about one row in one version.
void run_for(db::Statement& statement, const Receipt& receipt) {
    statement.bind(1, receipt.id).bind(2, receipt.version).run();
}

constexpr std::string_view hold_message =
    "INSERT OR REPLACE INTO megactl_lease (message_id, version, rank, holder, expires) VALUES (?, ?, ?, ?, ?)";

// The holder and the end of its lease are bound already.
void run_hold(db::Statement& statement, const Receipt& receipt, const std::optional<std::string>& rank) {
    if (rank) {
        statement.bind(3, *rank);
    } else {
        statement.bind_null(3);
    }
    run_for(statement, receipt);
}

// Offers again what the leases hold that `which` picks: where it stood before, which is at the head. Whoever had taken
// it since, or removed it, made another version of it.
std::string offering_again(std::string_view which) {
    return "UPDATE kombu_message SET visible = 1, timestamp = lease.rank FROM megactl_lease AS lease"
           " WHERE lease.message_id = kombu_message.id AND lease.version = kombu_message.version AND lease." +
           std::string(which);
}

}  // namespace

struct SqliteQueues::Candidate {
    std::size_t queue = 0;  // its place among those asked for
    std::int64_t id = 0;
    std::optional<std::string> rank;
    int priority = 0;
};

std::vector<SqliteQueues::Candidate> SqliteQueues::candidates(std::span<const std::string> queues, std::size_t most) {
    db::Statement look = database_.prepare(
        "SELECT id, timestamp FROM kombu_message WHERE queue_id = (SELECT id FROM kombu_queue WHERE name = ?)"
        " AND visible != 0 ORDER BY timestamp, id LIMIT ?");
    std::vector<Candidate> found;
    for (std::size_t queue = 0; queue < queues.size(); ++queue) {
        look.bind(1, queues[queue]).bind(2, static_cast<std::int64_t>(most));
        while (look.step()) {
            const auto rank = look.optional_text(1);
            found.push_back({queue, look.integer(0), rank, priority_of(rank.value_or(""))});
        }
    }
    // By queue and age they are already.
    std::ranges::stable_sort(found, {}, &Candidate::priority);
    if (found.size() > most) found.resize(most);
    return found;
}

std::vector<Delivery> SqliteQueues::take(std::span<const std::string> queues, std::size_t most, milliseconds lease) {
    // Without the lock of a writer, while there is nothing to write.
    if (most == 0 || candidates(queues, 1).empty()) return {};
    prepare_to_write();
    db::Transaction transaction(database_);
    db::Statement hide = database_.prepare(std::string(hide_message) + " RETURNING version, payload");
    db::Statement hold = database_.prepare(hold_message);
    const std::int64_t expires = now_in_milliseconds() + lease.count();
    std::vector<Delivery> deliveries;
    for (const Candidate& candidate : candidates(queues, most)) {
        hide.bind(1, candidate.id).step();
        const Receipt receipt{candidate.id, hide.integer(0)};
        // The first version is the publisher's, the second that of the first holder.
        deliveries.push_back(
            {queues[candidate.queue], tag_of(receipt), hide.text(1), candidate.priority, receipt.version > 2});
        hide.reset();

        hold.bind(4, holder_).bind(5, expires);
        run_hold(hold, receipt, candidate.rank);
    }
    transaction.commit();
    return deliveries;
}

void SqliteQueues::remove(std::span<const std::string> tags) {
    if (tags.empty() || !has_own_tables()) return;
    prepare_to_write();
    db::Transaction transaction(database_);
    // Also where the lease is over and nobody took it yet: what is done need not be done again.
    db::Statement remove_message = database_.prepare("DELETE FROM kombu_message WHERE id = ? AND version = ?");
    db::Statement remove_lease = database_.prepare("DELETE FROM megactl_lease WHERE message_id = ? AND version = ?");
    for (const std::string& tag : tags) {
        run_for(remove_message, receipt_of(tag));
        run_for(remove_lease, receipt_of(tag));
    }
    transaction.commit();
}

void SqliteQueues::end(std::span<const Ending> endings) {
    if (endings.empty() || !has_own_tables()) return;
    prepare_to_write(Outlives::power_cut);
    db::Transaction transaction(database_);
    db::Statement remove_message = database_.prepare("DELETE FROM kombu_message WHERE id = ? AND version = ?");
    db::Statement remove_lease = database_.prepare("DELETE FROM megactl_lease WHERE message_id = ? AND version = ?");
    auto ids = queue_ids_;
    for (const Ending& ending : endings) {
        run_for(remove_message, receipt_of(ending.tag));
        if (database_.changed_rows() == 0) continue;
        run_for(remove_lease, receipt_of(ending.tag));
        insert(ending.followers, ids);
    }
    transaction.commit();
    queue_ids_ = std::move(ids);
}

void SqliteQueues::give_back(std::span<const Delivery> deliveries) {
    if (deliveries.empty() || !has_own_tables()) return;
    prepare_to_write();
    db::Transaction transaction(database_);
    db::Statement offer = database_.prepare(offering_again("message_id = ? AND lease.version = ?"));
    db::Statement remove_lease = database_.prepare("DELETE FROM megactl_lease WHERE message_id = ? AND version = ?");
    for (const Delivery& delivery : deliveries) {
        run_for(offer, receipt_of(delivery.tag));
        run_for(remove_lease, receipt_of(delivery.tag));
    }
    transaction.commit();
}

void SqliteQueues::bury(const Delivery& delivery, std::string_view reason) {
    prepare_to_write();
    const Receipt receipt = receipt_of(delivery.tag);
    db::Transaction transaction(database_);
    db::Statement remove_message = database_.prepare("DELETE FROM kombu_message WHERE id = ? AND version = ?");
    run_for(remove_message, receipt);
    if (database_.changed_rows() == 0) return;  // somebody else had it since
    db::Statement remove_lease = database_.prepare("DELETE FROM megactl_lease WHERE message_id = ? AND version = ?");
    run_for(remove_lease, receipt);
    const Outgoing wrapped = buried(delivery, reason);
    auto ids = queue_ids_;
    insert({&wrapped, 1}, ids);
    transaction.commit();
    queue_ids_ = std::move(ids);
}

std::vector<std::string> SqliteQueues::renew(std::span<const std::string> tags, milliseconds lease) {
    std::vector<std::string> lost;
    if (tags.empty()) return lost;
    prepare_to_write();
    db::Transaction transaction(database_);
    db::Statement prolong =
        database_.prepare("UPDATE megactl_lease SET expires = ?3 WHERE message_id = ?1 AND version = ?2");
    prolong.bind(3, now_in_milliseconds() + lease.count());
    for (const std::string& tag : tags) {
        run_for(prolong, receipt_of(tag));
        if (database_.changed_rows() == 0) lost.push_back(tag);
    }
    transaction.commit();
    return lost;
}

void SqliteQueues::let_go() {
    prepare_to_write();
    database_.prepare("UPDATE megactl_lease SET expires = 0 WHERE holder = ?").bind(1, holder_).run();
}

std::size_t SqliteQueues::restore_expired() {
    if (!has_own_tables()) return 0;
    const std::int64_t now = now_in_milliseconds();
    db::Statement look = database_.prepare("SELECT 1 FROM megactl_lease WHERE expires <= ? LIMIT 1");
    if (!look.bind(1, now).step()) return 0;
    look.reset();
    prepare_to_write();
    db::Transaction transaction(database_);
    database_.prepare(offering_again("expires <= ?")).bind(1, now).run();
    const auto restored = static_cast<std::size_t>(database_.changed_rows());
    database_.prepare("DELETE FROM megactl_lease WHERE expires <= ?").bind(1, now).run();
    transaction.commit();
    return restored;
}

std::size_t SqliteQueues::restore_expired(std::span<const Unacked> messages) {
    if (messages.empty() || !has_own_tables()) return 0;
    const std::int64_t now = now_in_milliseconds();
    prepare_to_write();
    db::Transaction transaction(database_);
    const std::string which = "message_id = ?1 AND lease.version = ?2 AND lease.expires <= ?3";
    db::Statement offer = database_.prepare(offering_again(which));
    db::Statement remove_lease =
        database_.prepare("DELETE FROM megactl_lease WHERE message_id = ?1 AND version = ?2 AND expires <= ?3");
    offer.bind(3, now);
    remove_lease.bind(3, now);
    std::size_t restored = 0;
    for (const Unacked& message : messages) {
        run_for(offer, receipt_of(message.tag));
        restored += static_cast<std::size_t>(database_.changed_rows());
        run_for(remove_lease, receipt_of(message.tag));
    }
    transaction.commit();
    return restored;
}

std::vector<Unacked> SqliteQueues::unacked() {
    if (!has_own_tables()) return {};
    // The time of a taking stands in the local one, as kombu writes it.
    db::Statement look = database_.prepare(
        "SELECT message_id, lease.version, name, payload, holder, expires,"
        " CAST((julianday('now', 'localtime') - julianday(message.timestamp)) * 86400000 AS INTEGER)"
        " FROM megactl_lease AS lease JOIN kombu_message AS message"
        " ON message.id = lease.message_id AND message.version = lease.version"
        " JOIN kombu_queue AS queue ON queue.id = message.queue_id ORDER BY message.timestamp, message_id");
    const std::int64_t now = now_in_milliseconds();
    std::vector<Unacked> messages;
    while (look.step()) {
        Unacked message{
            .tag = tag_of({look.integer(0), look.integer(1)}), .queue = look.text(2), .payload = look.text(3)};
        message.holder = look.integer(5) > now ? Unacked::Holder::lives : Unacked::Holder::gone;
        message.holder_name = look.text(4);
        if (!look.is_null(6)) message.age = milliseconds(std::max<std::int64_t>(0, look.integer(6)));
        messages.push_back(std::move(message));
    }
    return messages;
}

std::vector<std::string> SqliteQueues::hide(std::span<const Row> rows, milliseconds lease) {
    prepare_to_write();
    db::Transaction transaction(database_);
    db::Statement hide = database_.prepare(std::string(hide_message) + " AND visible != 0 RETURNING version");
    db::Statement hold = database_.prepare(hold_message);
    const std::int64_t expires = now_in_milliseconds() + lease.count();
    std::vector<std::string> tags;
    for (const Row& row : rows) {
        if (!hide.bind(1, row.id).step()) {
            tags.emplace_back();
            continue;
        }
        const Receipt receipt{row.id, hide.integer(0)};
        hide.reset();
        hold.bind(4, holder_).bind(5, expires);
        run_hold(hold, receipt, row.rank);
        tags.push_back(tag_of(receipt));
    }
    transaction.commit();
    return tags;
}

bool SqliteQueues::let_go_of(std::span<const std::string> tags, std::span<const Outgoing> into,
                             const std::optional<PublishMark>& mark) {
    prepare_to_write(Outlives::power_cut);
    db::Transaction transaction(database_);
    db::Statement remove_message = database_.prepare("DELETE FROM kombu_message WHERE id = ? AND version = ?");
    db::Statement remove_lease = database_.prepare("DELETE FROM megactl_lease WHERE message_id = ? AND version = ?");
    for (const std::string& tag : tags) {
        run_for(remove_message, receipt_of(tag));
        if (database_.changed_rows() == 0) return false;
        run_for(remove_lease, receipt_of(tag));
    }
    auto ids = queue_ids_;
    insert(into, ids);
    if (mark) advance_mark(*mark);
    transaction.commit();
    queue_ids_ = std::move(ids);
    return true;
}

void SqliteQueues::set_mark(const PublishMark& mark) {
    prepare_to_write(Outlives::power_cut);
    advance_mark(mark);
}

std::uint64_t SqliteQueues::held_by(std::string_view queue, std::string_view holder_begin) {
    if (!has_own_tables()) return 0;
    db::Statement count = database_.prepare(
        "SELECT count(*) FROM megactl_lease JOIN kombu_message AS message ON message.id = message_id"
        " WHERE substr(holder, 1, length(?2)) = ?2"
        " AND message.queue_id = (SELECT id FROM kombu_queue WHERE name = ?1)");
    count.bind(1, queue).bind(2, holder_begin).step();
    return static_cast<std::uint64_t>(count.integer(0));
}

}  // namespace megactl::broker

#include "core/broker/sqlite_queues.hpp"

#include "core/broker/page_size.hpp"
#include "core/broker/sqlite_tables.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::broker {

SqliteQueues::SqliteQueues(const std::filesystem::path& file, bool may_create, std::string holder)
    : database_(open_sqlite_store(file, queue_schema(), may_create)), holder_(std::move(holder)) {
    // Overwriting what is deleted costs half of the speed.
    database_.execute("PRAGMA secure_delete = OFF");
}

bool SqliteQueues::has_changed() {
    db::Statement ask = database_.prepare("PRAGMA data_version");
    ask.step();
    const std::int64_t version = ask.integer(0);
    return std::exchange(seen_version_, version) != version;
}

void SqliteQueues::ping() {
    database_.prepare("SELECT 1 FROM kombu_message LIMIT 1").step();
}

bool SqliteQueues::has_own_tables() {
    return is_prepared_ || database_.has_table("megactl_mark");
}

void SqliteQueues::prepare_to_write(Outlives what) {
    if (!is_prepared_) {
        is_wal_ = allow_readers_beside_a_writer(database_);
        if (!has_own_tables()) {
            db::Transaction transaction(database_);
            database_.execute(own_queue_tables);
            transaction.commit();
        }
        is_prepared_ = true;
    }
    // Without a log to write ahead, a cut that meets a commit which was not waited for could damage the file.
    const bool waits = what == Outlives::power_cut || !is_wal_;
    database_.execute(waits ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

std::int64_t SqliteQueues::make_queue(const std::string& name) {
    database_.prepare("INSERT OR IGNORE INTO kombu_queue (name) VALUES (?)").bind(1, name).run();
    db::Statement look = database_.prepare("SELECT id FROM kombu_queue WHERE name = ?");
    look.bind(1, name).step();
    return look.integer(0);
}

void SqliteQueues::add(std::span<const Outgoing> messages, const std::optional<PublishMark>& mark) {
    prepare_to_write(Outlives::power_cut);
    db::Transaction transaction(database_);
    if (mark && !advance_mark(*mark)) return;
    auto ids = queue_ids_;  // kept once they are committed
    insert(messages, ids);
    transaction.commit();
    queue_ids_ = std::move(ids);
}

bool SqliteQueues::advance_mark(const PublishMark& mark) {
    db::Statement write = database_.prepare(
        "INSERT INTO megactl_mark (publisher, sequence) VALUES (?1, ?2)"
        " ON CONFLICT (publisher) DO UPDATE SET sequence = ?2 WHERE sequence < ?2");
    write.bind(1, mark.publisher).bind(2, static_cast<std::int64_t>(mark.sequence)).run();
    return database_.changed_rows() > 0;
}

void SqliteQueues::insert(std::span<const Outgoing> messages, std::map<std::string, std::int64_t, std::less<>>& ids) {
    db::Statement insert = database_.prepare(
        "INSERT INTO kombu_message (visible, timestamp, payload, version, queue_id) VALUES (1, ?, ?, 1, ?)");
    for (const Outgoing& message : messages) {
        auto id = ids.find(message.queue);
        if (id == ids.end()) id = ids.emplace(message.queue, make_queue(message.queue)).first;
        if (message.priority > 0) {
            insert.bind(1, rank_of(message.priority));
        } else {
            insert.bind_null(1);
        }
        insert.bind(2, message.payload).bind(3, id->second).run();
    }
}

std::optional<std::uint64_t> SqliteQueues::mark_of(std::string_view publisher) {
    if (!has_own_tables()) return std::nullopt;
    db::Statement look = database_.prepare("SELECT sequence FROM megactl_mark WHERE publisher = ?");
    if (!look.bind(1, publisher).step()) return std::nullopt;
    return static_cast<std::uint64_t>(look.integer(0));
}

void SqliteQueues::forget_mark(std::string_view publisher) {
    if (!has_own_tables()) return;
    database_.prepare("DELETE FROM megactl_mark WHERE publisher = ?").bind(1, publisher).run();
}

std::vector<QueueState> SqliteQueues::states() {
    // What Python took and never deletes is neither waiting nor held.
    const std::string held = has_own_tables() ? "SELECT count(*) FROM megactl_lease JOIN kombu_message AS message"
                                                " ON message.id = message_id WHERE message.queue_id = queue.id"
                                              : "SELECT 0";
    db::Statement look = database_.prepare(
        "SELECT name, (SELECT count(*) FROM kombu_message WHERE queue_id = queue.id AND visible != 0), (" + held +
        ") FROM kombu_queue AS queue ORDER BY name");
    std::vector<QueueState> states;
    while (look.step()) {
        states.push_back(
            {look.text(0), static_cast<std::uint64_t>(look.integer(1)), static_cast<std::uint64_t>(look.integer(2))});
    }
    return states;
}

std::vector<std::string> SqliteQueues::peek(std::string_view queue, std::size_t most) {
    db::Statement look = database_.prepare(
        "SELECT payload FROM kombu_message WHERE queue_id = (SELECT id FROM kombu_queue WHERE name = ?)"
        " AND visible != 0 ORDER BY timestamp, id LIMIT ?");
    look.bind(1, queue).bind(2, static_cast<std::int64_t>(most));
    std::vector<std::string> payloads;
    while (look.step())
        payloads.push_back(look.text(0));
    return payloads;
}

std::vector<SqliteQueues::Row> SqliteQueues::rows_behind(std::string_view queue, Place& place, std::size_t most) {
    constexpr std::string_view begin =
        "SELECT payload, timestamp, id FROM kombu_message WHERE queue_id = (SELECT id FROM kombu_queue WHERE name = ?1)"
        " AND visible != 0 AND ";
    db::Statement look =
        database_.prepare(fmt::format("{}{} LIMIT ?4", begin,
                                      place.rank ? "(timestamp, id) > (?2, ?3) ORDER BY timestamp, id"
                                                 : "timestamp IS NULL AND ?2 IS NULL AND id > ?3 ORDER BY id"));
    look.bind(1, queue).bind(3, place.id).bind(4, static_cast<std::int64_t>(most));
    if (place.rank) {
        look.bind(2, *place.rank);
    } else {
        look.bind_null(2);
    }
    std::vector<Row> rows;
    while (look.step())
        rows.push_back({look.integer(2), look.optional_text(1), look.text(0)});
    if (!rows.empty()) {
        place = {rows.back().rank, rows.back().id};
    } else if (!place.rank) {
        place = {.rank = "", .id = 0};
        return rows_behind(queue, place, most);
    }
    return rows;
}

void SqliteQueues::browse(std::string_view queue, const std::function<bool(Waiting message)>& look) {
    Place place;
    PageSize page;
    for (std::vector<Row> rows; !(rows = rows_behind(queue, place, page.most())).empty();) {
        page.saw(rows, &Row::payload);
        for (Row& row : rows) {
            if (!look({std::move(row.payload), priority_of(row.rank.value_or(""))})) return;
        }
    }
}

}  // namespace megactl::broker

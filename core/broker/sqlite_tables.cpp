#include "core/broker/sqlite_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::broker {

namespace {

constexpr std::string_view rank_stem = "0001-01-01 00:00:00.00000";

}  // namespace

const SqliteSchema& queue_schema() {
    static const SqliteSchema schema{.noun = "embedded queue",
                                     .makers = "`megactl worker run` or `megactl serve`",
                                     .table = "kombu_message",
                                     // As kombu makes them, to the letter.
                                     .tables = R"(
CREATE TABLE IF NOT EXISTS kombu_queue (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name VARCHAR(200),
	UNIQUE (name)
);
CREATE TABLE kombu_message (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	visible BOOLEAN,
	timestamp DATETIME,
	payload TEXT NOT NULL,
	version SMALLINT NOT NULL,
	queue_id INTEGER,
	CONSTRAINT "FK_kombu_message_queue" FOREIGN KEY(queue_id) REFERENCES kombu_queue (id)
);
CREATE INDEX ix_kombu_message_visible ON kombu_message (visible);
CREATE INDEX ix_kombu_message_timestamp ON kombu_message (timestamp);
CREATE INDEX ix_kombu_message_timestamp_id ON kombu_message (timestamp, id);
)"};
    return schema;
}

// `rank` is the timestamp that the message had while it waited. The index serves kombu's own order within a queue, so
// that neither other queues nor the rows that Python leaves behind cost anything.
const char* const own_queue_tables = R"(
CREATE INDEX IF NOT EXISTS megactl_waiting ON kombu_message (queue_id, timestamp, id) WHERE visible != 0;
CREATE TABLE IF NOT EXISTS megactl_lease (
    message_id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    rank TEXT,
    holder TEXT NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS megactl_lease_expires ON megactl_lease (expires);
CREATE TABLE IF NOT EXISTS megactl_mark (
    publisher TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL
) WITHOUT ROWID;
)";

std::string rank_of(int priority) {
    return fmt::format("{}{}", rank_stem, std::clamp(priority, 0, 9));
}

int priority_of(std::string_view rank) {
    return rank.size() == rank_stem.size() + 1 && rank.starts_with(rank_stem) ? rank.back() - '0' : 0;
}

}  // namespace megactl::broker

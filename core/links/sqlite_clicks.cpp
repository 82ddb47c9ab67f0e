// What is written and read of clicks.

#include "core/links/django_time.hpp"
#include "core/links/sqlite_link_store.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::links {
namespace {

// The ids of the clicks that were written, kept for as long as a broker may deliver a message again.
constexpr std::chrono::days memory{7};

void make_seen_table(db::Database& database) {
    if (database.has_table("megactl_seen")) return;
    database.execute(
        "CREATE TABLE megactl_seen (id text PRIMARY KEY, at integer NOT NULL) WITHOUT ROWID;"
        "CREATE INDEX megactl_seen_at ON megactl_seen (at)");
}

// At most a few more than came, so that no transaction takes long.
void forget_old(db::Database& database, std::int64_t now, std::size_t came) {
    constexpr std::size_t at_least = 100;
    const auto most = static_cast<std::int64_t>(std::max(at_least, 2 * came));
    database
        .prepare("DELETE FROM megactl_seen WHERE id IN (SELECT id FROM megactl_seen WHERE at < ? ORDER BY at LIMIT ?)")
        .bind(1, now - std::chrono::seconds(memory).count())
        .bind(2, most)
        .run();
}

// One transaction's statements, each prepared once.
class ClickWriter {
public:
    ClickWriter(db::Database& database, std::int64_t now)
        : database_(database),
          now_(now),
          look_(database.prepare("SELECT 1 FROM links_link WHERE id = ?")),
          remember_(database.prepare("INSERT OR IGNORE INTO megactl_seen (id, at) VALUES (?, ?)")),
          insert_(database.prepare("INSERT INTO links_click (link_id, created_at, referrer, user_agent, ip_address) "
                                   "VALUES (?, ?, ?, ?, ?)")) {}

    // Is there such a link?
    bool write(const Click& click) {
        const bool has_link = look_.bind(1, click.link_id).step();
        look_.reset();
        if (has_link && is_new(click.id)) insert(click);
        return has_link;
    }

private:
    bool is_new(const std::string& id) {
        if (id.empty()) return true;  // a message of no id can't be told from another
        remember_.bind(1, id).bind(2, now_).run();
        return database_.changed_rows() > 0;
    }

    void insert(const Click& click) {
        insert_.bind(1, click.link_id).bind(2, django_time(click.at)).bind(3, click.referrer).bind(4, click.user_agent);
        if (click.address) {
            insert_.bind(5, *click.address);
        } else {
            insert_.bind_null(5);
        }
        insert_.run();
    }

    db::Database& database_;
    std::int64_t now_;
    db::Statement look_;
    db::Statement remember_;
    db::Statement insert_;
};

std::vector<CountedText> counted(db::Statement rows, std::int64_t link) {
    std::vector<CountedText> counts;
    rows.bind(1, link);
    while (rows.step())
        counts.push_back({rows.text(0), static_cast<std::uint64_t>(rows.integer(1))});
    return counts;
}

std::vector<CountedText> most_frequent(db::Database& database, std::string_view column, std::int64_t link) {
    return counted(database.prepare(fmt::format("SELECT {0}, count(*) AS times FROM links_click WHERE link_id = ? AND "
                                                "{0} <> '' GROUP BY {0} ORDER BY times DESC, {0} LIMIT 5",
                                                column)),
                   link);
}

}  // namespace

std::vector<bool> SqliteLinkStore::record(std::span<const Click> clicks) {
    if (clicks.empty()) return {};
    db::Database& database = opened().database;
    db::Transaction transaction(database);
    make_seen_table(database);
    const std::int64_t now = std::chrono::floor<std::chrono::seconds>(present()).time_since_epoch().count();
    std::vector<bool> have_links;
    {
        ClickWriter writer(database, now);
        for (const Click& click : clicks)
            have_links.push_back(writer.write(click));
    }
    forget_old(database, now, clicks.size());
    transaction.commit();
    return have_links;
}

std::optional<LinkStats> SqliteLinkStore::stats(std::string_view user, std::string_view slug) {
    Opened& store = opened();
    const auto link = find(store, user, slug);
    if (!link) return std::nullopt;
    db::Database& database = store.database;
    LinkStats stats;
    db::Statement total = database.prepare("SELECT count(*) FROM links_click WHERE link_id = ?");
    if (total.bind(1, link->id).step()) stats.clicks = static_cast<std::uint64_t>(total.integer(0));
    total.reset();
    stats.days = counted(database.prepare("SELECT substr(created_at, 1, 10) AS day, count(*) FROM links_click "
                                          "WHERE link_id = ? GROUP BY day ORDER BY day DESC LIMIT 30"),
                         link->id);
    stats.referrers = most_frequent(database, "referrer", link->id);
    stats.agents = most_frequent(database, "user_agent", link->id);
    return stats;
}

}  // namespace megactl::links

#pragma once

#include "core/db/database.hpp"
#include "core/links/link_store.hpp"

#include <sys/types.h>

#include <filesystem>

namespace megactl::links {

// The tables in a SQLite file, which Django may have open as well. Opened at the first use, and anew when another file
// has taken the place of the one that is open.
class SqliteLinkStore final : public LinkStore {
public:
    // `project`: whose migrations are recorded where tables are made.
    SqliteLinkStore(std::filesystem::path file, std::filesystem::path project, bool may_create);

    void ping(os::Deadline deadline) override;
    std::optional<Link> find(std::string_view user, std::string_view slug) override;
    void for_each(const std::function<void(const Link&)>& look) override;
    bool may_have_changed() override;
    std::pair<Link, Added> add(const NewLink& link) override;
    Additions add_all(std::span<const NewLink> links, bool rehearses) override;
    std::optional<Removed> remove(std::string_view user, std::string_view slug) override;
    std::optional<LinkStats> stats(std::string_view user, std::string_view slug) override;
    std::vector<std::string> users() override;
    std::vector<bool> record(std::span<const Click> clicks) override;

private:
    // Which file is open: a path can come to mean another.
    struct FileIdentity {
        dev_t device = 0;
        ino_t number = 0;
        bool operator==(const FileIdentity&) const = default;
    };
    struct Opened {
        db::Database database;
        std::string users;  // the table, quoted
        FileIdentity identity;
    };
    // What must differ where an edit in Django's admin has changed anything: links move their `updated_at`; users have
    // no such column, so their names are hashed.
    struct Signs {
        std::int64_t link_count = 0;
        std::int64_t last_link = 0;
        std::string last_update;
        std::uint64_t users_hash = 0;
        bool operator==(const Signs&) const = default;
    };

    // Called once by each of the above: the answer may be another one at the next call.
    Opened& opened();
    FileIdentity identity_on_disk() const;

    static db::Statement select_links(Opened& store, std::string_view condition);
    static std::optional<Link> find(Opened& store, std::string_view user, std::string_view slug);
    static std::vector<std::string> users(Opened& store);
    static Signs signs(Opened& store);
    struct User {
        std::int64_t id = 0;
        bool is_new = false;
    };
    static User user_for(Opened& store, const NewLink& link);
    struct Addition {
        Link link;
        Added added = Added::made;
        bool has_made_user = false;
    };
    // Within a transaction.
    static Addition add(Opened& store, const NewLink& link);

    std::filesystem::path file_;
    std::filesystem::path project_;
    bool may_create_;
    std::int64_t patience_;  // for those who lock the file, in milliseconds
    std::optional<Opened> opened_;
    std::optional<std::int64_t> seen_version_;  // SQLite's data_version, which other connections' commits change
    std::optional<Signs> seen_signs_;
};

}  // namespace megactl::links

#include "core/links/sqlite_link_store.hpp"

#include "core/base/error.hpp"
#include "core/links/django_time.hpp"
#include "core/links/schema.hpp"
#include "core/links/user_table.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace megactl::links {
namespace {

constexpr std::int64_t longest_patience = 5'000;  // milliseconds

// The columns of select_links().
Link link_in(const db::Statement& row) {
    return {.id = row.integer(0),
            .user = row.text(1),
            .slug = row.text(2),
            .target = row.text(3),
            .created_at = time_from_django(row.text(4)),
            .updated_at = time_from_django(row.text(5))};
}

std::string require_tables(db::Database& database) {
    for (const char* table : {"links_link", "links_click"}) {
        if (database.has_table(table)) continue;
        throw Error(Error::Kind::input, fmt::format("`{}` has no table `{}`", database.file().string(), table))
            .help("`megactl db init` makes the tables, or Django does: `python manage.py migrate`");
    }
    auto users = user_table(database);
    if (!users) {
        throw Error(Error::Kind::input, fmt::format("`{}` has no table of users", database.file().string()))
            .seen("looked for the one that `links_link` refers to, `accounts_customuser` and `auth_user`")
            .help("is it the right file? `python manage.py migrate` makes what is missing");
    }
    return *std::move(users);
}

// FNV-1a: an equal hash of different names would hide an edit until the next full reading, and no longer.
class Hash {
public:
    void add(std::string_view bytes) {
        for (const char c : bytes) {
            value_ ^= static_cast<unsigned char>(c);
            value_ *= 0x100000001b3U;
        }
    }
    std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325U;
};

}  // namespace

SqliteLinkStore::SqliteLinkStore(std::filesystem::path file, std::filesystem::path project, bool may_create)
    : file_(std::move(file)), project_(std::move(project)), may_create_(may_create), patience_(longest_patience) {}

SqliteLinkStore::FileIdentity SqliteLinkStore::identity_on_disk() const {
    struct stat status {};
    if (::stat(file_.c_str(), &status) != 0) return {};
    return {status.st_dev, status.st_ino};
}

SqliteLinkStore::Opened& SqliteLinkStore::opened() {
    if (opened_ && opened_->identity == identity_on_disk()) return *opened_;
    opened_.reset();
    seen_version_.reset();
    seen_signs_.reset();
    db::Database database(file_, may_create_ ? db::Access::create : db::Access::write);
    database.wait_at_most(patience_);
    if (may_create_) make_schema(database, project_);
    std::string users = require_tables(database);
    // What was there once and is not now is away: an empty one in its place would know no link, and lose every click.
    may_create_ = false;
    return opened_.emplace(Opened{std::move(database), std::move(users), identity_on_disk()});
}

void SqliteLinkStore::ping(os::Deadline deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    struct Restored {
        std::int64_t& patience;
        ~Restored() { patience = longest_patience; }
    };
    const Restored restored{patience_};
    patience_ = std::clamp<std::int64_t>(left, 1, longest_patience);
    opened_.reset();  // opening is what waits the longest
    Opened& store = opened();
    store.database.prepare("SELECT 1 FROM links_link").step();
    store.database.wait_at_most(longest_patience);
}

db::Statement SqliteLinkStore::select_links(Opened& store, std::string_view condition) {
    return store.database.prepare(
        fmt::format("SELECT l.id, u.username, l.slug, l.target_url, l.created_at, l.updated_at FROM links_link l "
                    "JOIN {} u ON u.id = l.user_id {}",
                    store.users, condition));
}

std::optional<Link> SqliteLinkStore::find(Opened& store, std::string_view user, std::string_view slug) {
    db::Statement look = select_links(store, "WHERE u.username = ? AND l.slug = ?");
    if (!look.bind(1, user).bind(2, slug).step()) return std::nullopt;
    return link_in(look);
}

std::optional<Link> SqliteLinkStore::find(std::string_view user, std::string_view slug) {
    return find(opened(), user, slug);
}

void SqliteLinkStore::for_each(const std::function<void(const Link&)>& look) {
    db::Statement rows = select_links(opened(), "ORDER BY l.id");
    while (rows.step())
        look(link_in(rows));
}

std::vector<std::string> SqliteLinkStore::users(Opened& store) {
    db::Statement rows = store.database.prepare(fmt::format("SELECT username FROM {} ORDER BY username", store.users));
    std::vector<std::string> names;
    while (rows.step())
        names.push_back(rows.text(0));
    return names;
}

std::vector<std::string> SqliteLinkStore::users() {
    return users(opened());
}

SqliteLinkStore::Signs SqliteLinkStore::signs(Opened& store) {
    Signs signs;
    db::Statement links = store.database.prepare("SELECT count(*), max(id), max(updated_at) FROM links_link");
    if (links.step()) {
        signs.link_count = links.integer(0);
        signs.last_link = links.integer(1);
        signs.last_update = links.text(2);
    }
    db::Statement users = store.database.prepare(fmt::format("SELECT id, username FROM {} ORDER BY id", store.users));
    Hash hash;
    while (users.step()) {
        hash.add(users.text(0));
        hash.add(users.text(1));
        hash.add("\n");
    }
    signs.users_hash = hash.value();
    return signs;
}

bool SqliteLinkStore::may_have_changed() {
    Opened& store = opened();
    db::Statement pragma = store.database.prepare("PRAGMA data_version");
    pragma.step();
    const std::int64_t version = pragma.integer(0);
    pragma.reset();
    if (seen_version_ == version) return false;
    // The version first: what is committed behind it shows in the next one.
    seen_version_ = version;
    Signs now = signs(store);
    if (seen_signs_ == now) return false;  // a click was written, or a session
    seen_signs_ = std::move(now);
    return true;
}

}  // namespace megactl::links

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/links/django_time.hpp"
#include "core/links/link_form.hpp"
#include "core/links/near.hpp"
#include "core/links/sqlite_link_store.hpp"
#include "core/links/user_table.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

namespace megactl::links {
namespace {

// Either what the form made of `text`, or the Error that says what it dislikes.
std::string taken(const Result<std::string>& checked, std::string_view what, std::string_view text) {
    if (checked) return *checked;
    throw Error(Error::Kind::input, fmt::format("the {} `{}` {}", what, escape_controls(text), checked.error().reason));
}

// What a slug that leads elsewhere is refused with.
Refusal leads_elsewhere(const Link& link) {
    return {Refusal::Why::taken_slug, Error(Error::Kind::input, fmt::format("`{}/{}` is taken", link.user, link.slug))
                                          .seen(fmt::format("it leads to {}", escape_controls(link.target)))
                                          .help("take another slug, or none: then one is drawn")};
}

std::string free_slug(db::Database& database, std::int64_t user) {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    constexpr std::size_t length = 10;
    constexpr int tries = 10;
    db::Statement look = database.prepare("SELECT 1 FROM links_link WHERE user_id = ? AND slug = ?");
    for (int i = 0; i < tries; ++i) {
        std::string slug = os::random_text(alphabet, length);
        if (!look.bind(1, user).bind(2, slug).step()) return slug;
        look.reset();
    }
    throw Error(Error::Kind::input, fmt::format("no free slug was found in {} tries", tries)).help("name one");
}

}  // namespace

std::int64_t SqliteLinkStore::user_id_for(Opened& store, const NewLink& link) {
    db::Database& database = store.database;
    db::Statement look = database.prepare(fmt::format("SELECT id FROM {} WHERE username = ?", store.users));
    if (look.bind(1, link.user).step()) return look.integer(0);
    if (!link.creates_user) {
        throw Refusal(Refusal::Why::unknown_user,
                      Error(Error::Kind::input, fmt::format("there is no user `{}`", escape_controls(link.user)))
                          .help(near_names(link.user, users(store))));
    }
    return make_user(database, store.users, taken(checked_username(link.user), "user", link.user));
}

std::pair<Link, Added> SqliteLinkStore::add(const NewLink& link) {
    const std::string target = taken(checked_target(link.target), "target", link.target);
    std::string slug = link.slug.empty() ? "" : taken(checked_slug(link.slug), "slug", link.slug);
    Opened& store = opened();
    db::Database& database = store.database;
    db::Transaction transaction(database);
    const std::int64_t user = user_id_for(store, link);
    if (slug.empty()) {
        slug = free_slug(database, user);
    } else if (auto existing = find(store, link.user, slug)) {
        if (existing->target != target) throw leads_elsewhere(*existing);
        return {std::move(*existing), Added::unchanged};
    }
    const Time now = present();
    const std::string written = django_time(now);
    database
        .prepare("INSERT INTO links_link (user_id, target_url, slug, created_at, updated_at) VALUES (?, ?, ?, ?, ?)")
        .bind(1, user)
        .bind(2, target)
        .bind(3, slug)
        .bind(4, written)
        .bind(5, written)
        .run();
    const std::int64_t id = database.last_insert_id();
    transaction.commit();
    seen_version_.reset();  // our own commits do not move it
    return {Link{id, link.user, slug, target, now, now}, Added::made};
}

}  // namespace megactl::links

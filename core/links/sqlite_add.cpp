#include "core/base/error.hpp"
#include "core/base/near.hpp"
#include "core/base/text.hpp"
#include "core/links/django_time.hpp"
#include "core/links/link_form.hpp"
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

SqliteLinkStore::User SqliteLinkStore::user_for(Opened& store, const NewLink& link) {
    db::Database& database = store.database;
    db::Statement look = database.prepare(fmt::format("SELECT id FROM {} WHERE username = ?", store.users));
    if (look.bind(1, link.user).step()) return {look.integer(0)};
    if (!link.creates_user) {
        throw Refusal(Refusal::Why::unknown_user,
                      Error(Error::Kind::input, fmt::format("there is no user `{}`", escape_controls(link.user)))
                          .help(near_names(link.user, users(store))));
    }
    return {make_user(database, store.users, taken(checked_username(link.user), "user", link.user)), true};
}

SqliteLinkStore::Addition SqliteLinkStore::add(Opened& store, const NewLink& link) {
    const std::string target = taken(checked_target(link.target), "target", link.target);
    std::string slug = link.slug.empty() ? "" : taken(checked_slug(link.slug), "slug", link.slug);
    db::Database& database = store.database;
    const User user = user_for(store, link);
    if (slug.empty()) {
        slug = free_slug(database, user.id);
    } else if (auto existing = find(store, link.user, slug)) {
        if (existing->target != target) throw leads_elsewhere(*existing);
        return {std::move(*existing), Added::unchanged};
    }
    const Time now = present();
    const Time created = link.created_at.value_or(now);
    database
        .prepare("INSERT INTO links_link (user_id, target_url, slug, created_at, updated_at) VALUES (?, ?, ?, ?, ?)")
        .bind(1, user.id)
        .bind(2, target)
        .bind(3, slug)
        .bind(4, django_time(created))
        .bind(5, django_time(now))
        .run();
    return {Link{database.last_insert_id(), link.user, slug, target, created, now}, Added::made, user.is_new};
}

std::pair<Link, Added> SqliteLinkStore::add(const NewLink& link) {
    Opened& store = opened();
    db::Transaction transaction(store.database);
    Addition addition = add(store, link);
    if (addition.added == Added::made) {
        transaction.commit();
        seen_version_.reset();  // our own commits do not move it
    }
    return {std::move(addition.link), addition.added};
}

Additions SqliteLinkStore::add_all(std::span<const NewLink> links, bool rehearses) {
    Opened& store = opened();
    db::Transaction transaction(store.database);
    constexpr std::size_t most_refused = 20;
    Additions additions;
    for (std::size_t i = 0; i < links.size() && additions.refused.size() < most_refused; ++i) {
        try {
            const Addition addition = add(store, links[i]);
            ++(addition.added == Added::made ? additions.made : additions.unchanged);
            if (addition.has_made_user) additions.new_users.push_back(links[i].user);
        } catch (const Refusal& refusal) {
            additions.refused.push_back({i, refusal});
        }
    }
    if (rehearses || !additions.refused.empty()) return additions;
    transaction.commit();
    seen_version_.reset();
    return additions;
}

// Django's own cascade: the clicks first. What else refers to the link is checked as Django would, at the commit.
std::optional<Removed> SqliteLinkStore::remove(std::string_view user, std::string_view slug) {
    Opened& store = opened();
    db::Database& database = store.database;
    database.execute("PRAGMA foreign_keys = ON");
    db::Transaction transaction(database);
    auto link = find(store, user, slug);
    if (!link) return std::nullopt;
    database.prepare("DELETE FROM links_click WHERE link_id = ?").bind(1, link->id).run();
    const auto clicks = static_cast<std::uint64_t>(database.changed_rows());
    database.prepare("DELETE FROM links_link WHERE id = ?").bind(1, link->id).run();
    transaction.commit();
    seen_version_.reset();
    return Removed{*std::move(link), clicks};
}

}  // namespace megactl::links

#include "core/links/link_store.hpp"

#include "core/base/error.hpp"
#include "core/db/database.hpp"
#include "core/links/django_time.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace megactl::links {
namespace {

const char* const url = "sqlite:///db.sqlite3";

// A store with the user ada and her link `go`.
class Store : public testing::Test {
protected:
    Store() : store(open_link_store(url, folder.path().string(), true)) {
        go = store->add({.user = "ada", .target = "https://example.org/", .slug = "go", .creates_user = true}).first;
    }

    // As another process sees it.
    db::Database other() const { return {folder.path() / "db.sqlite3", db::Access::write}; }
    std::string answer(const std::string& sql) const {
        db::Database database = other();
        db::Statement row = database.prepare(sql);
        return row.step() ? row.optional_text(0).value_or("NULL") : "no row";
    }
    Click click(std::string id) const {
        return {.id = std::move(id),
                .link_id = go.id,
                .referrer = "https://a.example/",
                .user_agent = "curl/8",
                .address = "192.0.2.7",
                .at = Time(std::chrono::seconds(1'795'507'200))};
    }

    tests::Sandbox folder;
    std::unique_ptr<LinkStore> store;
    Link go;
};

TEST_F(Store, FindsALinkByUserAndSlug) {
    const auto found = store->find("ada", "go");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, go.id);
    EXPECT_EQ(found->target, "https://example.org/");
    EXPECT_EQ(found->created_at, go.created_at);
    EXPECT_FALSE(store->find("Ada", "go"));
    EXPECT_FALSE(store->find("ada", "GO"));
    EXPECT_FALSE(store->find("bob", "go"));
}

TEST_F(Store, ShowsEachLinkOnce) {
    store->add({.user = "ada", .target = "https://example.org/2", .slug = "two"});
    std::vector<std::string> slugs;
    store->for_each([&](const Link& link) { slugs.push_back(link.slug); });
    EXPECT_EQ(slugs, (std::vector<std::string>{"go", "two"}));
}

TEST_F(Store, SaysUnchangedOfTheSameLinkAgain) {
    const auto [link, added] = store->add({.user = "ada", .target = "https://example.org/", .slug = "GO"});
    EXPECT_EQ(added, Added::unchanged);
    EXPECT_EQ(link.id, go.id);
    EXPECT_EQ(answer("SELECT count(*) FROM links_link"), "1");
}

TEST_F(Store, RefusesASlugThatLeadsElsewhere) {
    EXPECT_THROW(store->add({.user = "ada", .target = "https://example.com/", .slug = "go"}), Refusal);
}

TEST_F(Store, AddsManyInOneTransaction) {
    const std::vector<NewLink> links{
        {.user = "ada", .target = "https://example.org/", .slug = "go"},
        {.user = "ada", .target = "https://example.org/2", .slug = "two"},
        {.user = "eva", .target = "https://example.org/3", .slug = "", .creates_user = true},
        {.user = "eva", .target = "https://example.org/4", .slug = "", .creates_user = true}};
    const Additions rehearsed = store->add_all(links, true);
    EXPECT_EQ(rehearsed.made, 3U);
    EXPECT_EQ(store->users(), std::vector<std::string>{"ada"});
    const Additions additions = store->add_all(links, false);
    EXPECT_EQ(additions.made, 3U);
    EXPECT_EQ(additions.unchanged, 1U);
    EXPECT_EQ(additions.new_users, std::vector<std::string>{"eva"});
    EXPECT_EQ(answer("SELECT count(*) FROM links_link"), "4");
}

TEST_F(Store, AddsNoneOfManyWhereOneIsRefused) {
    const std::vector<NewLink> links{{.user = "ada", .target = "https://example.org/2", .slug = "two"},
                                     {.user = "ada", .target = "https://example.com/", .slug = "go"},
                                     {.user = "aad", .target = "https://example.com/", .slug = "go"}};
    const Additions additions = store->add_all(links, false);
    ASSERT_EQ(additions.refused.size(), 2U);
    EXPECT_EQ(additions.refused[0].index, 1U);
    EXPECT_EQ(additions.refused[0].why.why(), Refusal::Why::taken_slug);
    EXPECT_EQ(additions.refused[1].why.why(), Refusal::Why::unknown_user);
    EXPECT_EQ(answer("SELECT count(*) FROM links_link"), "1");
}

TEST_F(Store, KeepsTheTimeOfALinkFromElsewhere) {
    store->add(
        {.user = "ada", .target = "https://example.org/", .slug = "old", .created_at = Time(std::chrono::seconds(0))});
    EXPECT_EQ(answer("SELECT created_at FROM links_link WHERE slug = 'old'"), "1970-01-01 00:00:00");
}

TEST_F(Store, RemovesALinkWithItsClicks) {
    store->record(std::vector{click("1"), click("2")});
    const auto removed = store->remove("ada", "go");
    ASSERT_TRUE(removed);
    EXPECT_EQ(removed->clicks, 2U);
    EXPECT_EQ(removed->link.target, "https://example.org/");
    EXPECT_FALSE(store->find("ada", "go"));
    EXPECT_EQ(answer("SELECT count(*) FROM links_click"), "0");
    EXPECT_FALSE(store->remove("ada", "go"));
}

TEST_F(Store, KeepsALinkThatSomethingElseRefersTo) {
    other().execute(
        "CREATE TABLE note (link_id bigint NOT NULL REFERENCES links_link (id) DEFERRABLE INITIALLY DEFERRED);"
        "INSERT INTO note VALUES (1)");
    store->record(std::vector{click("1")});
    EXPECT_THROW(store->remove("ada", "go"), Error);
    EXPECT_TRUE(store->find("ada", "go"));
    EXPECT_EQ(answer("SELECT count(*) FROM links_click"), "1");
}

TEST_F(Store, DrawsASlugEachTime) {
    const auto first = store->add({.user = "ada", .target = "https://example.org/", .slug = ""}).first;
    const auto second = store->add({.user = "ada", .target = "https://example.org/", .slug = ""}).first;
    EXPECT_EQ(first.slug.size(), 10U);
    EXPECT_NE(first.slug, second.slug);
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    EXPECT_TRUE(std::ranges::all_of(first.slug, fits)) << first.slug;
}

TEST_F(Store, NamesTheUserThatWasMeant) {
    try {
        store->add({.user = "aad", .target = "https://example.org/", .slug = ""});
        FAIL() << "there is no aad";
    } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal.message(), "there is no user `aad`");
        EXPECT_EQ(refusal.details().front().text, "did you mean `ada`?");
    }
    EXPECT_EQ(store->users(), std::vector<std::string>{"ada"});
}

TEST_F(Store, MakesUsersWhoCannotLogIn) {
    EXPECT_EQ(answer("SELECT substr(password, 1, 1) || length(password) FROM accounts_customuser"), "!41");
    EXPECT_EQ(answer("SELECT email FROM accounts_customuser"), "ada@megactl.invalid");
    store->add({.user = "bob.b", .target = "https://example.org/", .slug = "", .creates_user = true});
    store->add({.user = "Ünï", .target = "https://example.org/", .slug = "", .creates_user = true});
    EXPECT_EQ(answer("SELECT count(DISTINCT email) FROM accounts_customuser"), "3");
    EXPECT_EQ(answer("SELECT typeof(is_superuser) || is_superuser FROM accounts_customuser"), "integer0");
}

TEST_F(Store, RefusesWhatTheFormRefuses) {
    EXPECT_THROW(store->add({.user = "ada", .target = "javascript:alert(1)", .slug = ""}), Error);
    EXPECT_THROW(store->add({.user = "ada", .target = "https://example.org/", .slug = "a/b"}), Error);
    EXPECT_THROW(store->add({.user = "a/b", .target = "https://example.org/", .slug = "", .creates_user = true}),
                 Error);
    EXPECT_EQ(answer("SELECT count(*) FROM accounts_customuser"), "1");
}

TEST_F(Store, WritesAClickAsDjangoDoes) {
    EXPECT_EQ(store->record(std::vector{click("1")}), std::vector{true});
    EXPECT_EQ(answer("SELECT created_at || '|' || referrer || '|' || user_agent || '|' || ip_address FROM links_click"),
              "2026-11-24 08:00:00|https://a.example/|curl/8|192.0.2.7");
    Click unknown = click("2");
    unknown.address = std::nullopt;
    store->record(std::vector{unknown});
    EXPECT_EQ(answer("SELECT ip_address FROM links_click ORDER BY id DESC"), "NULL");
}

TEST_F(Store, WritesAClickOnceHoweverOftenItComes) {
    store->record(std::vector{click("1"), click("1"), click("2")});
    EXPECT_EQ(store->record(std::vector{click("2"), click("3")}), (std::vector{true, true}));
    EXPECT_EQ(answer("SELECT count(*) FROM links_click"), "3");
    store->record(std::vector{click(""), click("")});
    EXPECT_EQ(answer("SELECT count(*) FROM links_click"), "5") << "a click of no id is no other one's double";
}

TEST_F(Store, DropsAClickOfNoLink) {
    Click lost = click("1");
    lost.link_id = 4711;
    EXPECT_EQ(store->record(std::vector{lost, click("2")}), (std::vector{false, true}));
    EXPECT_EQ(answer("SELECT count(*) FROM links_click"), "1");
    EXPECT_EQ(answer("SELECT id FROM megactl_seen"), "2");
}

TEST_F(Store, ForgetsTheIdsOfOldClicks) {
    store->record(std::vector{click("1")});
    other().execute("UPDATE megactl_seen SET at = at - 8 * 24 * 3600");
    store->record(std::vector{click("2")});
    EXPECT_EQ(answer("SELECT group_concat(id) FROM megactl_seen"), "2");
}

TEST_F(Store, CountsClicksByDayReferrerAndAgent) {
    Click next_day = click("2");
    next_day.at += std::chrono::days(1);
    next_day.referrer = "";
    store->record(std::vector{click("1"), next_day, click("3")});
    const auto stats = store->stats("ada", "go");
    ASSERT_TRUE(stats);
    EXPECT_EQ(stats->clicks, 3U);
    ASSERT_EQ(stats->days.size(), 2U);
    EXPECT_EQ(stats->days[0].text, "2026-11-25");
    EXPECT_EQ(stats->days[1].count, 2U);
    ASSERT_EQ(stats->referrers.size(), 1U);
    EXPECT_EQ(stats->referrers[0].count, 2U);
    EXPECT_EQ(stats->agents.at(0).count, 3U);
    EXPECT_FALSE(store->stats("ada", "nothing"));
}

TEST_F(Store, NoticesWhatAnEditChanges) {
    EXPECT_TRUE(store->may_have_changed()) << "at first";
    EXPECT_FALSE(store->may_have_changed());
    for (const char* edit :
         {"UPDATE links_link SET target_url = 'https://example.com/', updated_at = '2099-01-01 00:00:00'",
          "UPDATE accounts_customuser SET username = 'eva'",
          "INSERT INTO links_link VALUES (7, 'https://a.example/', 's', '2026-01-01', '2026-01-01', 1)",
          "DELETE FROM links_link WHERE id = 7"}) {
        other().execute(edit);
        EXPECT_TRUE(store->may_have_changed()) << edit;
        EXPECT_FALSE(store->may_have_changed()) << edit;
    }
    store->add({.user = "eva", .target = "https://example.org/", .slug = "own"});
    EXPECT_TRUE(store->may_have_changed()) << "our own";
}

TEST_F(Store, IsNotTroubledByClicks) {
    const auto writer = open_link_store(url, folder.path().string(), false);
    store->may_have_changed();
    writer->record(std::vector{click("1")});
    EXPECT_FALSE(store->may_have_changed());
}

TEST_F(Store, FollowsAFileThatWasPutInItsPlace) {
    const auto path = folder.path() / "db.sqlite3";
    const auto reader = open_link_store(url, folder.path().string(), false);
    reader->may_have_changed();
    {
        const auto restored = open_link_store("sqlite:///restored", folder.path().string(), true);
        restored->add({.user = "eva", .target = "https://example.com/", .slug = "new", .creates_user = true});
    }
    std::filesystem::rename(folder.path() / "restored", path);
    EXPECT_TRUE(reader->may_have_changed());
    EXPECT_TRUE(reader->find("eva", "new"));
    std::filesystem::remove(path);
    EXPECT_THROW(reader->ping(), Error);
}

TEST_F(Store, PutsNoEmptyFileInThePlaceOfOneThatWentAway) {
    const auto path = folder.path() / "db.sqlite3";
    store->ping();
    std::filesystem::rename(path, folder.path() / "elsewhere");
    EXPECT_THROW(store->ping(), Error);
    EXPECT_THROW(store->record(std::vector{click("1")}), Error);
    EXPECT_FALSE(std::filesystem::exists(path));
    std::filesystem::rename(folder.path() / "elsewhere", path);
    EXPECT_EQ(store->record(std::vector{click("1")}).size(), 1U);
}

TEST(LinkStore, NeedsAFileThatIsThere) {
    const tests::Sandbox folder;
    const auto store = open_link_store(url, folder.path().string(), false);
    EXPECT_THROW(store->ping(), Error);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "db.sqlite3"));
}

TEST(LinkStore, NeedsItsTables) {
    const tests::Sandbox folder;
    db::Database(folder.path() / "db.sqlite3", db::Access::create).execute("CREATE TABLE other (id)");
    const auto store = open_link_store(url, folder.path().string(), false);
    try {
        store->ping();
        FAIL() << "there is no links_link";
    } catch (const Error& error) {
        EXPECT_TRUE(error.message().ends_with("has no table `links_link`")) << error.message();
        EXPECT_EQ(error.kind(), Error::Kind::input);
    }
}

TEST(LinkStore, FindsItsUsersWhateverTheirTableIsCalled) {
    const tests::Sandbox folder;
    db::Database database(folder.path() / "db.sqlite3", db::Access::create);
    database.execute(
        "CREATE TABLE \"my users\" (id integer PRIMARY KEY, username text);"
        "CREATE TABLE auth_user (id integer PRIMARY KEY, username text);"
        "CREATE TABLE links_link (id integer PRIMARY KEY, target_url text, slug text, created_at text, "
        "updated_at text, user_id bigint REFERENCES \"my users\" (id));"
        "CREATE TABLE links_click (id integer PRIMARY KEY);"
        "INSERT INTO \"my users\" VALUES (1, 'ada')");
    const auto store = open_link_store(url, folder.path().string(), false);
    store->add({.user = "ada", .target = "https://example.org/", .slug = "go"});
    store->add({.user = "eva", .target = "https://example.org/", .slug = "go", .creates_user = true});
    EXPECT_TRUE(store->find("ada", "go"));
    EXPECT_EQ(store->users(), (std::vector<std::string>{"ada", "eva"}));
}

TEST(DatabaseUrl, NamesASqliteFile) {
    EXPECT_EQ(database_file("sqlite:///a/b.sqlite3", "/srv"), "/srv/a/b.sqlite3");
    EXPECT_EQ(database_file("sqlite:////var/b.sqlite3", "/srv"), "/var/b.sqlite3");
    for (const char* wrong : {"", "sqlite://", "sqlite:///", "postgresql://localhost/db", "db.sqlite3"})
        EXPECT_THROW(database_file(wrong, "/srv"), Error) << wrong;
}

TEST(DatabaseUrl, HasOneIdentityForOneFile) {
    EXPECT_EQ(identity_of_database("sqlite:///./b/../c", "/srv"), identity_of_database("sqlite:////srv/c", "/"));
    EXPECT_EQ(identity_of_database("postgresql://u:secret@h/d", "/srv"), "postgresql://u:••••@h/d");
}

}  // namespace
}  // namespace megactl::links

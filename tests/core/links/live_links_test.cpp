#include "core/links/live_links.hpp"

#include "core/base/error.hpp"
#include "core/links/link_table.hpp"
#include "tests/support/comes_true.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace megactl::links {
namespace {

Link link(std::int64_t id, std::string user, std::string slug, std::string target) {
    Link made;
    made.id = id;
    made.user = std::move(user);
    made.slug = std::move(slug);
    made.target = std::move(target);
    return made;
}

TEST(LinkTable, FindsWhatIsExactlyThere) {
    LinkTable table;
    EXPECT_FALSE(table.find("alice", "go"));
    table.add(link(1, "alice", "go", "https://example.com/ä"));
    table.add(link(2, "alic", "ego", "/x"));
    table.add(link(3, "a/b", "c", "https://unreachable"));
    table.add(link(4, "bob", "evil", "javascript:x"));
    for (int i = 10; i < 2000; ++i)
        table.add(link(i, "many", std::to_string(i), "https://example.com/" + std::to_string(i)));
    table.finish();
    ASSERT_TRUE(table.find("alice", "go"));
    EXPECT_EQ(table.find("alice", "go")->id, 1);
    EXPECT_EQ(table.find("alice", "go")->location, "https://example.com/%C3%A4");
    EXPECT_FALSE(table.find("alice", "go")->is_refused);
    EXPECT_EQ(table.find("alic", "ego")->id, 2);
    EXPECT_TRUE(table.find("bob", "evil")->is_refused);
    for (int i = 10; i < 2000; ++i)
        ASSERT_EQ(table.find("many", std::to_string(i))->id, i);
    EXPECT_FALSE(table.find("Alice", "go"));
    EXPECT_FALSE(table.find("alice", "GO"));
    EXPECT_FALSE(table.find("", ""));
    EXPECT_FALSE(table.find("a/b", "c"));
    EXPECT_EQ(table.size(), 1993U);
}

// A database that the test edits, and takes away.
struct Edits {
    std::mutex mutex;
    std::vector<Link> links;
    bool tells_changes = true;
    bool is_changed = true;
    bool is_away = false;
};

class EditedStore final : public LinkStore {
public:
    explicit EditedStore(Edits& edits) : edits_(edits) {}

    void ping(os::Deadline /*deadline*/) override {}
    std::optional<Link> find(std::string_view /*user*/, std::string_view /*slug*/) override { return std::nullopt; }
    void for_each(const std::function<void(const Link&)>& look) override {
        const std::lock_guard lock(edits_.mutex);
        fail_if_away();
        for (const Link& each : edits_.links)
            look(each);
    }
    bool may_have_changed() override {
        const std::lock_guard lock(edits_.mutex);
        fail_if_away();
        return std::exchange(edits_.is_changed, false) && edits_.tells_changes;
    }
    std::pair<Link, Added> add(const NewLink& /*link*/) override { return {}; }
    Additions add_all(std::span<const NewLink> /*links*/, bool /*rehearses*/) override { return {}; }
    std::optional<Removed> remove(std::string_view /*user*/, std::string_view /*slug*/) override {
        return std::nullopt;
    }
    std::optional<LinkStats> stats(std::string_view /*user*/, std::string_view /*slug*/) override {
        return std::nullopt;
    }
    std::vector<std::string> users() override { return {}; }
    std::vector<bool> record(std::span<const Click> /*clicks*/) override { return {}; }

private:
    void fail_if_away() const {
        if (edits_.is_away) throw Error(Error::Kind::service, "the database is away");
    }

    Edits& edits_;
};

void edit(Edits& edits, const std::function<void()>& change) {
    const std::lock_guard lock(edits.mutex);
    change();
    edits.is_changed = true;
}

constexpr LiveLinks::Pace quick{std::chrono::milliseconds(1), std::chrono::hours(1)};

TEST(LiveLinks, SeesEdits) {
    Edits edits;
    LiveLinks links(std::make_unique<EditedStore>(edits), quick);
    EXPECT_EQ(links.table()->size(), 0U);
    const auto version = links.version();
    edit(edits, [&] { edits.links.push_back(link(1, "alice", "go", "https://a")); });
    EXPECT_TRUE(tests::comes_true([&] { return links.table()->find("alice", "go").has_value(); }));
    EXPECT_NE(links.version(), version);
}

TEST(LiveLinks, ReadsAllNowAndThen) {
    Edits edits;
    edits.tells_changes = false;
    LiveLinks links(std::make_unique<EditedStore>(edits), {std::chrono::milliseconds(1), std::chrono::milliseconds(1)});
    edit(edits, [&] { edits.links.push_back(link(1, "alice", "go", "https://a")); });
    EXPECT_TRUE(tests::comes_true([&] { return links.table()->find("alice", "go").has_value(); }));
}

TEST(LiveLinks, ReadsAgainWhenTold) {
    Edits edits;
    edits.tells_changes = false;
    LiveLinks links(std::make_unique<EditedStore>(edits), quick);
    edit(edits, [&] { edits.links.push_back(link(1, "alice", "go", "https://a")); });
    links.reload();
    EXPECT_TRUE(tests::comes_true([&] { return links.table()->find("alice", "go").has_value(); }));
}

TEST(LiveLinks, GoesOnWithoutTheDatabaseAndSaysSo) {
    Edits edits;
    edits.links.push_back(link(1, "alice", "go", "https://a"));
    LiveLinks links(std::make_unique<EditedStore>(edits), quick);
    edit(edits, [&] { edits.is_away = true; });
    EXPECT_TRUE(tests::comes_true([&] { return links.is_database_away(); }));
    EXPECT_TRUE(links.table()->find("alice", "go").has_value());
    edit(edits, [&] {
        edits.is_away = false;
        edits.links.push_back(link(2, "bob", "go", "https://b"));
    });
    EXPECT_TRUE(
        tests::comes_true([&] { return !links.is_database_away() && links.table()->find("bob", "go").has_value(); }));
}

}  // namespace
}  // namespace megactl::links

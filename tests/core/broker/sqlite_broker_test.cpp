// What is particular to the embedded queue: the file, kombu's tables in it, and leases. What it promises as every
// broker does stands in the contract.

#include "core/broker/sqlite_broker.hpp"

#include "core/base/error.hpp"
#include "core/broker/kombu_layout.hpp"
#include "core/db/database.hpp"
#include "tests/core/broker/dead_letters.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <functional>
#include <thread>

namespace megactl::broker {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

struct SqliteBrokerTest : testing::Test {
    tests::Sandbox sandbox;
    fs::path file = sandbox.path() / "queue.db";
    const Strings q{"q"};

    std::unique_ptr<Broker> open(bool may_create = true, std::chrono::seconds lease = 1h) const {
        TransportOptions options;
        options.visibility_timeout = lease;
        options.may_create = may_create;
        return open_sqlite_broker(file, options);
    }

    db::Database sql() const { return {file, db::Access::write}; }

    static std::string first_of(db::Database& database, std::string_view question) {
        db::Statement ask = database.prepare(question);
        return ask.step() ? ask.optional_text(0).value_or("NULL") : "no row";
    }

    static void publish(Broker& broker, const std::string& payload, int priority = 0) {
        broker.publish(std::vector<Outgoing>{{"q", payload, priority}});
    }

    static Strings payloads_of(const std::vector<Delivery>& deliveries) {
        Strings payloads;
        for (const Delivery& delivery : deliveries)
            payloads.push_back(delivery.payload);
        return payloads;
    }

    std::vector<Delivery> take(Broker& broker, std::size_t most = 10) const {
        return broker.receive(q, most, 0ms, std::stop_token());
    }

    static std::string refusal_of(const std::function<void()>& call) {
        try {
            call();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::input);
            EXPECT_EQ(error.details().back().name, "help");
            return error.message();
        }
        return "nothing";
    }
};

TEST_F(SqliteBrokerTest, IsNotMadeByWhoOnlyAsks) {
    const auto broker = open(false);
    const std::string expected = "there is no embedded queue at `" + file.string() + "`";
    EXPECT_EQ(refusal_of([&] { broker->ping(); }), expected);
    EXPECT_EQ(refusal_of([&] { broker->queues(); }), expected);
    EXPECT_EQ(refusal_of([&] { broker->publish(std::vector<Outgoing>{{"q", "p"}}); }), expected);
    EXPECT_FALSE(fs::exists(file));
}

TEST_F(SqliteBrokerTest, OpensNothingBeforeItsFirstUse) {
    open();
    EXPECT_FALSE(fs::exists(file));
}

TEST_F(SqliteBrokerTest, IsFoundOnceItIsThere) {
    const auto asking = open(false);
    EXPECT_NE(refusal_of([&] { asking->ping(); }), "nothing");
    publish(*open(), "p");
    EXPECT_NO_THROW(asking->ping());
    EXPECT_EQ(asking->queues().at(0).waiting, 1U);
}

TEST_F(SqliteBrokerTest, SaysThatADatabaseHoldsNoQueue) {
    db::Database(file, db::Access::create).execute("CREATE TABLE django_migrations (id)");
    EXPECT_EQ(refusal_of([&] { open(false)->ping(); }), "`" + file.string() + "` holds no embedded queue");
}

TEST_F(SqliteBrokerTest, RefusesAFileOfSomethingElse) {
    sandbox.write("queue.db", "redis dump, or whatever was named by mistake here");
    EXPECT_EQ(refusal_of([&] { open()->ping(); }), "`" + file.string() + "` is no SQLite database");
}

TEST_F(SqliteBrokerTest, WritesAheadInItsOwnFileAndLeavesOthersAsTheyAre) {
    publish(*open(), "p");
    db::Database own = sql();
    EXPECT_EQ(first_of(own, "PRAGMA journal_mode"), "wal");

    file = sandbox.path() / "db.sqlite3";
    db::Database(file, db::Access::create).execute("CREATE TABLE django_migrations (id)");
    publish(*open(), "p");
    db::Database others = sql();
    EXPECT_EQ(first_of(others, "PRAGMA journal_mode"), "delete");
}

TEST_F(SqliteBrokerTest, AddsNothingToAFileThatIsOnlyLookedAt) {
    open()->ping();  // kombu's tables
    const auto broker = open(false);
    EXPECT_TRUE(broker->queues().empty());
    EXPECT_TRUE(broker->peek("q", 3).empty());
    EXPECT_TRUE(dead_letters(*broker, 3).empty());
    EXPECT_TRUE(take(*broker).empty());
    EXPECT_EQ(broker->mark_of("spool"), std::nullopt);
    EXPECT_EQ(broker->restore_abandoned(), 0U);
    db::Database database = sql();
    EXPECT_EQ(first_of(database, "SELECT count(*) FROM sqlite_master WHERE name LIKE 'megactl%'"), "0");
    EXPECT_EQ(first_of(database, "PRAGMA journal_mode"), "delete");
}

TEST_F(SqliteBrokerTest, PutsAMessageAsKombuDoes) {
    publish(*open(), R"({"body": "W10="})");
    db::Database database = sql();
    EXPECT_EQ(first_of(database,
                       "SELECT visible || typeof(visible) || ifnull(timestamp, '-') || version || payload"
                       " FROM kombu_message JOIN kombu_queue AS queue ON queue.id = queue_id"
                       " WHERE queue.name = 'q'"),
              R"(1integer-1{"body": "W10="})");
}

TEST_F(SqliteBrokerTest, LeavesToPythonWhatPythonTook) {
    const auto broker = open(true, 0s);
    publish(*broker, "a");
    publish(*broker, "b");
    sql().execute(
        "UPDATE kombu_message SET visible = 0, timestamp = '2026-11-22 12:51:22.050112', version = 2"
        " WHERE payload = 'a'");
    EXPECT_EQ(payloads_of(take(*broker)), Strings{"b"});
    EXPECT_EQ(broker->restore_abandoned(), 1U);
    EXPECT_EQ(broker->queues().at(0).waiting, 1U);
    EXPECT_EQ(broker->queues().at(0).held, 0U);
}

TEST_F(SqliteBrokerTest, ShowsTheLeaseOfWhatIsHeld) {
    const auto broker = open();
    publish(*broker, "a");
    const auto held = take(*broker);
    db::Database database = sql();
    EXPECT_EQ(first_of(database, "SELECT visible || version FROM kombu_message"), "02");
    EXPECT_EQ(first_of(database, "SELECT substr(holder, 1, instr(holder, '@') - 1) FROM megactl_lease"),
              std::to_string(::getpid()));
}

TEST_F(SqliteBrokerTest, RemovesWhatIsAcknowledged) {
    const auto broker = open();
    publish(*broker, "a");
    broker->acknowledge(Strings{take(*broker).at(0).tag, "no tag", "1.", "1.99", "99.2", ""});
    db::Database database = sql();
    EXPECT_EQ(first_of(database, "SELECT count(*) FROM kombu_message"), "0");
    EXPECT_EQ(first_of(database, "SELECT count(*) FROM megactl_lease"), "0");
}

TEST_F(SqliteBrokerTest, OffersAgainWhereItStoodWhatALeaseHeldTooLong) {
    const auto dead = open(true, 0s);
    for (const char* const name : {"a", "b", "c"})
        publish(*dead, name);
    take(*dead, 2);
    const auto broker = open();
    EXPECT_EQ(broker->restore_abandoned(), 2U);
    const auto again = take(*broker);
    EXPECT_EQ(payloads_of(again), (Strings{"a", "b", "c"}));
    EXPECT_TRUE(again[0].is_redelivered);
    EXPECT_FALSE(again[2].is_redelivered);
}

TEST_F(SqliteBrokerTest, EndsItsLeasesWithItself) {
    const auto broker = open();
    publish(*broker, "a");
    {
        const auto holder = open();
        EXPECT_EQ(take(*holder).size(), 1U);
        open()->peek("q", 1);  // the end of another one
        EXPECT_EQ(broker->restore_abandoned(), 0U);
    }
    EXPECT_EQ(broker->restore_abandoned(), 1U);
    EXPECT_TRUE(take(*broker).at(0).is_redelivered);
}

TEST_F(SqliteBrokerTest, LetsALateHolderNeitherRemoveNorReturnWhatAnotherHolds) {
    const auto late = open(true, 0s);
    publish(*late, "a");
    const auto first = take(*late);
    const auto broker = open();
    broker->restore_abandoned();
    const auto second = take(*broker);
    ASSERT_EQ(second.size(), 1U);

    const Strings tags{first[0].tag};
    EXPECT_EQ(late->renew(tags), tags);
    late->acknowledge(tags);
    late->give_back(first);
    late->bury(first[0], "late");
    EXPECT_EQ(broker->queues().at(0).held, 1U);
    EXPECT_TRUE(dead_letters(*broker, 1).empty());
    EXPECT_TRUE(broker->renew(Strings{second[0].tag}).empty());
}

TEST_F(SqliteBrokerTest, DoesNotRepeatWhatWasDoneAfterItsLeaseAndBeforeAnotherTookIt) {
    const auto late = open(true, 0s);
    publish(*late, "a");
    const auto taken = take(*late);
    EXPECT_EQ(late->restore_abandoned(), 1U);
    late->acknowledge(Strings{taken[0].tag});
    EXPECT_TRUE(take(*late).empty());
}

TEST_F(SqliteBrokerTest, HoldsALeaseForHalfAMinuteAtMost) {
    EXPECT_EQ(open()->lease_time(), 30s);
    EXPECT_EQ(open(true, 7s)->lease_time(), 7s);
}

TEST_F(SqliteBrokerTest, TellsAPriorityInKombusOwnOrder) {
    const auto broker = open();
    for (const int priority : {9, 0, 3, 12, -1})
        publish(*broker, std::to_string(priority), priority);
    db::Database database = sql();
    EXPECT_EQ(first_of(database,
                       "SELECT group_concat(payload) FROM"
                       " (SELECT payload FROM kombu_message ORDER BY timestamp, id)"),
              "0,-1,3,9,12");
    EXPECT_EQ(payloads_of(take(*broker)), (Strings{"0", "-1", "3", "9", "12"}));
}

TEST_F(SqliteBrokerTest, FindsItsMessagesAmongThoseOfOthersByAnIndex) {
    const auto broker = open();
    publish(*broker, "a");
    db::Database database = sql();
    db::Statement plan = database.prepare(
        "EXPLAIN QUERY PLAN SELECT id, timestamp FROM kombu_message WHERE queue_id = (SELECT id FROM kombu_queue"
        " WHERE name = 'q') AND visible != 0 ORDER BY timestamp, id LIMIT 3");
    ASSERT_TRUE(plan.step());
    EXPECT_EQ(plan.text(3), "SEARCH kombu_message USING INDEX megactl_waiting (queue_id=?)");
}

TEST_F(SqliteBrokerTest, OpensTheFileAnewWhenItWasReplaced) {
    const auto broker = open();
    publish(*broker, "a");
    for (const char* const ending : {"", "-wal", "-shm"})
        fs::remove(file.string() + ending);
    // None is made in its place: the old one may come back.
    EXPECT_THROW(publish(*broker, "b"), Error);
    EXPECT_FALSE(fs::exists(file));
    publish(*open(), "c");
    publish(*broker, "d");
    EXPECT_EQ(payloads_of(take(*open(false), 2)), (Strings{"c", "d"}));
}

TEST_F(SqliteBrokerTest, GoesOnAfterAFailure) {
    const auto broker = open();
    publish(*broker, "a");
    sql().execute("DROP TABLE kombu_message");
    EXPECT_THROW(publish(*broker, "b"), Error);
    publish(*open(), "c");
    publish(*broker, "d");
    EXPECT_EQ(broker->peek("q", 5), (Strings{"c", "d"}));
}

TEST_F(SqliteBrokerTest, IsReadBesideAWriter) {
    const auto broker = open();
    publish(*broker, "a");
    db::Database database = sql();
    const db::Transaction writing(database);
    EXPECT_EQ(broker->peek("q", 5), Strings{"a"});
    EXPECT_EQ(broker->queues().at(0).waiting, 1U);
}

TEST_F(SqliteBrokerTest, SeesWhatPythonPutsWhileItWaits) {
    const auto broker = open();
    broker->ping();
    const std::jthread python([this] {
        sql().execute(
            "BEGIN IMMEDIATE; INSERT INTO kombu_queue (name) VALUES ('q'); INSERT INTO kombu_message"
            " (visible, payload, version, queue_id) VALUES (1, 'late', 1, 1); COMMIT");
    });
    EXPECT_EQ(payloads_of(broker->receive(q, 1, 30s, std::stop_token())), Strings{"late"});
}

}  // namespace
}  // namespace megactl::broker

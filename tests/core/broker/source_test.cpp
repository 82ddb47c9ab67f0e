#include "core/broker/source.hpp"

#include "core/base/error.hpp"

#include <gtest/gtest.h>

namespace megactl::broker {
namespace {

std::string refusal(std::string_view url) {
    try {
        broker_source(url, {});
        return "none";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::usage);
        return error.message();
    }
}

}  // namespace

TEST(Source, ShowsNoPassword) {
    const BrokerSource source = broker_source("redis://ann:hunter2@cache:6380/1", {});
    EXPECT_EQ(source.name(), "redis://ann:••••@cache:6380/1");
    EXPECT_EQ(source.identity(), "redis://cache:6380/1");
}

TEST(Source, KnowsTwoUrlsOfOnePlace) {
    EXPECT_EQ(broker_source("redis://localhost", {}).identity(),
              broker_source("redis://:x@localhost:6379/0", {}).identity());
    EXPECT_NE(broker_source("redis://localhost/0", {}).identity(), broker_source("redis://localhost/1", {}).identity());
    const TransportOptions prefixed{.key_prefix = "shop:", .folder = {}};
    EXPECT_NE(broker_source("redis://localhost", {}).identity(),
              broker_source("redis://localhost", prefixed).identity());
}

TEST(Source, ReadsFilesAsSqlalchemyDoes) {
    const TransportOptions options{.folder = "/srv/shop"};
    EXPECT_EQ(broker_source("sqlite:///queue.db", options).identity(), "sqlite:////srv/shop/queue.db");
    EXPECT_EQ(broker_source("sqla+sqlite:////srv/shop/../shop/queue.db", options).identity(),
              "sqlite:////srv/shop/queue.db");
    EXPECT_EQ(refusal("sqlite://queue.db"), "`sqlite://queue.db` names no file");
    EXPECT_EQ(refusal("sqlite://"), "`sqlite://` names no file");
}

TEST(Source, RefusesByName) {
    EXPECT_EQ(refusal("amqp://guest:guest@localhost//"),
              "`amqp://` is no broker: megactl speaks Redis and its embedded queue");
    EXPECT_EQ(refusal("sentinel://h"), "`sentinel://` is no broker: megactl speaks Redis and its embedded queue");
    EXPECT_EQ(refusal("localhost"), "`localhost` is not a URL: it does not begin with `scheme://`");
    EXPECT_EQ(refusal(":hidden@localhost"), "`••••@localhost` is not a URL: it does not begin with `scheme://`");
    EXPECT_EQ(refusal("redis://h/x"), "`redis://h/x` names no Redis: `x` is no number of a database");
    EXPECT_EQ(refusal("redis://:pa/ss@h").find("pa/ss"), std::string::npos);
}

TEST(Source, OpensNothingBeforeItIsUsed) {
    EXPECT_NE(broker_source("redis://nowhere.invalid", {}).open(), nullptr);
    EXPECT_NE(result_source("redis://nowhere.invalid", {}).open(), nullptr);
}

TEST(Source, OfResultsMayKeepNothing) {
    const auto results = result_source("disabled://", {}).open();
    celery::TaskResult result;
    result.id = "a";
    results->store(std::vector{result});
    EXPECT_FALSE(results->fetch("a"));
}

}  // namespace megactl::broker

#include "core/staticfiles/sources.hpp"

#include <gtest/gtest.h>

namespace megactl::staticfiles {
namespace {

TEST(PrefixedSource, SplitsAtTheFirstEquals) {
    const auto source = prefixed_source("admin=files/a=b", "/srv/app");
    ASSERT_TRUE(source.has_value());
    EXPECT_EQ(source->prefix, "admin");
    EXPECT_EQ(source->name, "files/a=b");
    EXPECT_EQ(source->folder, "/srv/app/files/a=b");
}

TEST(PrefixedSource, IsPlainWithoutAPrefix) {
    EXPECT_EQ(prefixed_source("=static", "/srv")->prefix, "");
}

TEST(PrefixedSource, RefusesASlashAtThePrefixesEnd) {
    const auto source = prefixed_source("admin/=files", "/srv");
    ASSERT_FALSE(source.has_value());
    EXPECT_EQ(source.error().reason, "the prefix must not end in `/`");
}

TEST(PrefixedSource, RefusesAPrefixThatLeavesTheRoot) {
    EXPECT_FALSE(prefixed_source("../x=files", "/srv").has_value());
    EXPECT_FALSE(prefixed_source("a/../../x=files", "/srv").has_value());
    EXPECT_FALSE(prefixed_source("/x=files", "/srv").has_value());
}

TEST(PrefixedSource, RefusesWhatHasNoFolder) {
    EXPECT_FALSE(prefixed_source("admin", "/srv").has_value());
    EXPECT_FALSE(prefixed_source("admin=", "/srv").has_value());
}

TEST(PrefixedSource, SpellsAPrefixOneWay) {
    EXPECT_EQ(prefixed_source("a//./b=files", "/srv")->prefix, "a/b");
}

TEST(AbsolutePath, FoldsByTextAndDropsTheLastSlash) {
    EXPECT_EQ(absolute_path("static/", "/srv/app"), "/srv/app/static");
    EXPECT_EQ(absolute_path("../x/./y", "/srv/app"), "/srv/x/y");
    EXPECT_EQ(absolute_path("/abs", "/srv/app"), "/abs");
    EXPECT_EQ(absolute_path(".", "/srv/app"), "/srv/app");
    EXPECT_EQ(absolute_path("/", "/srv/app"), "/");
}

TEST(SourceOrder, CountsARepeatedSourceOnce) {
    const SourceOrder order = in_django_order({plain_source("a", "/"), plain_source("b", "/"), plain_source("a", "/")});
    ASSERT_EQ(order.sources.size(), 2U);
    EXPECT_EQ(order.sources[1].name, "b");
    EXPECT_TRUE(order.surprises.empty());
}

TEST(SourceOrder, GivesAFolderItsLastPrefixInAllItsEntries) {
    const SourceOrder order = in_django_order({plain_source("a", "/"), *prefixed_source("one=a", "/"),
                                               plain_source("b", "/"), *prefixed_source("two=a", "/")});
    ASSERT_EQ(order.sources.size(), 4U);
    EXPECT_EQ(order.sources[0].prefix, "two");
    EXPECT_EQ(order.sources[1].prefix, "two");
    EXPECT_EQ(order.sources[2].prefix, "");
    EXPECT_EQ(order.sources[3].prefix, "two");
    ASSERT_EQ(order.surprises.size(), 1U);
    EXPECT_EQ(order.surprises[0],
              "`a` is given with several prefixes; as in Django the last one counts for all: `two`");
}

}  // namespace
}  // namespace megactl::staticfiles

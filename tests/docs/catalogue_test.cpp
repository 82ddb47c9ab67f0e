// The program's own catalogues, held against what every page and script made from them relies on.

#include "tests/docs/claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::tests {
namespace {

using cli::docs::catalogues;
using testing::IsEmpty;

TEST(Catalogue, EveryCommandIsDescribed) {
    EXPECT_THAT(about_commands(catalogues()), IsEmpty());
}
TEST(Catalogue, EveryExampleCanBeTyped) {
    EXPECT_THAT(about_examples(catalogues()), IsEmpty());
}
TEST(Catalogue, EveryJsonKeyIsTold) {
    EXPECT_THAT(about_json(catalogues()), IsEmpty());
}
TEST(Catalogue, EveryStoreMayBeNamedInDotEnv) {
    EXPECT_THAT(about_stores(catalogues()), IsEmpty());
}
TEST(Catalogue, EveryOptionIsDescribed) {
    EXPECT_THAT(about_options(catalogues()), IsEmpty());
}
TEST(Catalogue, EveryNounStandsInTheOverview) {
    EXPECT_THAT(about_nouns(catalogues()), IsEmpty());
}
TEST(Catalogue, EverySettingIsDescribed) {
    EXPECT_THAT(about_settings(catalogues()), IsEmpty());
}
TEST(Catalogue, EveryRuleIsExplainedAndTested) {
    EXPECT_THAT(about_rules(catalogues(), MEGACTL_TESTS "/checks"), IsEmpty());
}

}  // namespace
}  // namespace megactl::tests

#include "core/inspect/filter.hpp"

#include "core/links/click.hpp"

#include <gtest/gtest.h>

namespace megactl::inspect {
namespace {

using namespace std::chrono_literals;

constexpr celery::Time noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 29) + 12h;

celery::Message call() {
    celery::Message message;
    message.task = "emails.tasks.send_password_reset";
    message.id = "one";
    message.args = R"([7, "ada", null, {"a": 1}])";
    message.kwargs = R"({"lang": "de", "attempt": 2})";
    message.retries = 3;
    return message;
}

bool holds(const Filter& filter) {
    return match(filter, call(), noon) == Match::yes;
}

TEST(Filter, HoldsForEveryMessageWhereItSaysNothing) {
    EXPECT_TRUE(holds({}));
    EXPECT_EQ(match(Filter(), celery::Undecodable()), Match::yes);
}

TEST(Filter, MatchesTasksAsFnmatchDoes) {
    EXPECT_TRUE(holds({.task = "emails.*"}));
    EXPECT_FALSE(holds({.task = "emails"}));
    EXPECT_FALSE(holds({.task = "links.*"}));
}

TEST(Filter, HoldsValuesAgainstTheirText) {
    EXPECT_TRUE(holds({.args = {{0, "7"}, {1, "ada"}, {2, "null"}, {3, R"({"a": 1})"}}}));
    EXPECT_FALSE(holds({.args = {{1, "\"ada\""}}}));
    EXPECT_FALSE(holds({.args = {{4, "null"}}}));
    EXPECT_TRUE(holds({.kwargs = {{"lang", "de"}, {"attempt", "2"}}}));
    EXPECT_FALSE(holds({.kwargs = {{"lang", "de"}, {"attempt", "3"}}}));
    EXPECT_FALSE(holds({.kwargs = {{"none", ""}}}));
}

TEST(Filter, TakesIdsAndRetriesAsTheyAre) {
    EXPECT_TRUE(holds({.ids = {{"two", "one"}}}));
    EXPECT_FALSE(holds({.ids = {{"on"}}}));
    EXPECT_TRUE(holds({.retries = 3}));
    EXPECT_FALSE(holds({.retries = 0}));
}

TEST(Filter, KnowsTheAgeOfClicksAndOfNothingElse) {
    links::Click click;
    click.id = "7f3a54f4-3dc1-4c07-a6b1-9a2f8a3d7f11";
    click.at = noon - 10min;
    const celery::Message visit = links::message_of(click, "megactl@here");
    EXPECT_EQ(match({.older = 9min}, visit, noon), Match::yes);
    EXPECT_EQ(match({.older = 11min}, visit, noon), Match::no);
    EXPECT_EQ(match({.older = 9min}, call(), noon), Match::ageless);
    EXPECT_EQ(match({.task = "links.*", .older = 9min}, call(), noon), Match::no);
}

TEST(Filter, JudgesWhatCantBeReadByWhatIsKnown) {
    celery::Undecodable broken;
    broken.task = "links.tasks.x";
    EXPECT_EQ(match({.task = "links.*"}, broken), Match::yes);
    EXPECT_EQ(match({.args = {{0, "7"}}}, broken), Match::no);
    EXPECT_EQ(match({.retries = 0}, broken), Match::no);
    EXPECT_EQ(match({.older = 1s}, broken), Match::ageless);
}

}  // namespace
}  // namespace megactl::inspect

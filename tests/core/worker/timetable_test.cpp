#include "core/worker/timetable.hpp"

#include <gtest/gtest.h>

namespace megactl::worker {
namespace {

Job job(std::string id) {
    Job job;
    job.message.id = std::move(id);
    return job;
}

TEST(Timetable, GivesWhatIsDueTheEarliestFirst) {
    const celery::Time noon{std::chrono::hours(12)};
    Timetable table;
    EXPECT_FALSE(table.next());
    table.add(noon + std::chrono::seconds(2), job("late"));
    table.add(noon, job("first"));
    table.add(noon + std::chrono::seconds(1), job("second"));
    EXPECT_EQ(table.next(), noon);
    EXPECT_TRUE(table.take_due(noon - std::chrono::microseconds(1)).empty());
    const std::vector<Job> due = table.take_due(noon + std::chrono::seconds(1));
    ASSERT_EQ(due.size(), 2U);
    EXPECT_EQ(due[0].message.id, "first");
    EXPECT_EQ(due[1].message.id, "second");
    EXPECT_EQ(table.size(), 1U);
    EXPECT_EQ(table.next(), noon + std::chrono::seconds(2));
}

TEST(Timetable, DropsWhatNeedNotWait) {
    const celery::Time noon{std::chrono::hours(12)};
    Timetable table;
    table.add(noon, job("first"));
    table.add(noon, job("second"));
    table.drop([](const Job& waiting) { return waiting.message.id == "first"; });
    const std::vector<Job> due = table.take_due(noon);
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].message.id, "second");
}

}  // namespace
}  // namespace megactl::worker

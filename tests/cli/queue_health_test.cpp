#include "cli/commands/queue_health.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::cli::commands {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

QueueHealth sample() {
    return {.queues = {{"clicks", 128, 4}, {"email", 17, 0}, {"idle", 0, 0}, {"megactl.dead", 3, 0}}};
}

std::vector<std::string> words_of(const std::vector<QueueTrouble>& troubles) {
    std::vector<std::string> words;
    words.reserve(troubles.size());
    for (const QueueTrouble& trouble : troubles)
        words.push_back(trouble.words);
    return words;
}

}  // namespace

TEST(QueueHealth, IsGoodAsLongAsNoLimitIsPassed) {
    const QueueLimits limits{.waiting = {{"clicks", 128}, {"idle", 0}}, .unacked = 4};
    EXPECT_THAT(troubles_of(sample(), limits, 1s), IsEmpty());
    EXPECT_EQ(summary_of(sample()), "4 queues, 148 messages wait, 4 are held");
}

TEST(QueueHealth, TellsEachLimitThatIsPassed) {
    const QueueLimits limits{.waiting = {{"clicks", 127}, {"emial", 5}}, .unacked = 3};
    EXPECT_THAT(words_of(troubles_of(sample(), limits, 1s)),
                ElementsAre("128 messages wait in `clicks`, 127 may", "there is no queue `emial`",
                            "4 messages are held, 3 may be"));
}

TEST(QueueHealth, NeedsAConsumerWhereSomethingWaitsOrALimitNamesTheQueue) {
    QueueHealth health = sample();
    health.consumers = Consumers{.counts = {{"clicks", 2}}};
    EXPECT_THAT(words_of(troubles_of(health, {.needs_consumer = true}, 1s)),
                ElementsAre("no worker takes from `email`"));
    EXPECT_THAT(words_of(troubles_of(health, {.waiting = {{"idle", 9}}, .needs_consumer = true}, 1s)),
                ElementsAre("no worker takes from `email`", "no worker takes from `idle`"));
}

TEST(QueueHealth, SaysThatOneWhoIsSilentMightTakeFromIt) {
    QueueHealth health = sample();
    health.consumers = Consumers{.counts = {{"clicks", 1}}, .silent = 1};
    EXPECT_THAT(words_of(troubles_of(health, {.needs_consumer = true}, 1s)),
                ElementsAre("no worker that answers takes from `email`, and 1 does not answer within 1s"));
}

TEST(QueueHealth, NamesTheTasksThatNobodyKnows) {
    QueueHealth health = sample();
    health.unregistered = {{"email", "shop.old", 17}};
    EXPECT_THAT(words_of(troubles_of(health, {}, 1s)),
                ElementsAre("no worker and no source knows `shop.old`, of which 17 messages wait in `email`"));
    health.silent = 1;
    EXPECT_THAT(words_of(troubles_of(health, {}, 1s)), ElementsAre(testing::StartsWith("no worker that answers and")));
}

TEST(QueueHealth, ReadsAsNagiosWants) {
    QueueHealth health{.queues = {{"it's|a=b", 5, 1}}};
    const QueueLimits limits{.waiting = {{"it's|a=b", 4}}, .unacked = 9};
    health.troubles = troubles_of(health, limits, 1s);
    EXPECT_EQ(nagios_line(health, limits),
              "QUEUES CRITICAL - 5 messages wait in `it's/a=b`, 4 may | 'it''s_a_b'=5;;4;0 unacked=1;;9;0\n");
    EXPECT_EQ(nagios_line_of_outage("gone | away\n"), "QUEUES UNKNOWN - gone / away\\n\n");
}

TEST(QueueHealth, ReadsAsPrometheusWants) {
    QueueHealth health{.queues = {{"a\"b\\c", 5, 1}}};
    health.consumers = Consumers{.counts = {{"a\"b\\c", 2}}};
    EXPECT_EQ(metrics_of(health), R"(# HELP megactl_broker_up Whether the broker answers.
# TYPE megactl_broker_up gauge
megactl_broker_up 1
# HELP megactl_queue_waiting Messages that wait.
# TYPE megactl_queue_waiting gauge
megactl_queue_waiting{queue="a\"b\\c"} 5
# HELP megactl_queue_unacked Messages that workers hold.
# TYPE megactl_queue_unacked gauge
megactl_queue_unacked{queue="a\"b\\c"} 1
# HELP megactl_queue_consumers Workers that take from the queue.
# TYPE megactl_queue_consumers gauge
megactl_queue_consumers{queue="a\"b\\c"} 2
# HELP megactl_queue_troubles What is not as it is asked to be.
# TYPE megactl_queue_troubles gauge
megactl_queue_troubles{check="max-waiting"} 0
megactl_queue_troubles{check="max-unacked"} 0
megactl_queue_troubles{check="need-consumer"} 0
megactl_queue_troubles{check="unregistered"} 0
)");
}

}  // namespace megactl::cli::commands

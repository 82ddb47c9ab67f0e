// What every broker promises, whatever carries it: one set of tests, run over each.

#include "core/broker/extraction.hpp"
#include "core/broker/kombu_layout.hpp"
#include "core/broker/source.hpp"
#include "tests/core/broker/dead_letters.hpp"
#include "tests/core/broker/every_broker.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace megactl::broker {
namespace {

using namespace std::chrono_literals;

// A message that any broker may carry; `name` tells it from others.
Outgoing message(std::string_view queue, std::string_view name, int priority = 0) {
    std::string payload(R"({"body": "W10=", "content-type": "application/json", "content-encoding": "utf-8", )"
                        R"("headers": {"task": "t", "id": ")");
    payload.append(name).append(R"("}, "properties": {"priority": )").append(std::to_string(priority));
    payload.append(R"(, "delivery_info": {"exchange": "", "routing_key": ")").append(queue).append(R"("}, )");
    payload.append(R"("delivery_tag": "tag-)").append(name).append(R"("}})");
    return {std::string(queue), payload, priority};
}

std::string name_of(std::string_view payload) {
    constexpr std::string_view before = R"("id": ")";
    const std::size_t begin = payload.find(before);
    if (begin == std::string_view::npos) return std::string(payload);
    const std::string_view rest = payload.substr(begin + before.size());
    return std::string(rest.substr(0, rest.find('"')));
}

using Names = std::vector<std::string>;

Names names_of(const std::vector<Delivery>& deliveries) {
    Names names;
    for (const Delivery& delivery : deliveries)
        names.push_back(name_of(delivery.payload));
    return names;
}

Names names_of(const std::vector<std::string>& payloads) {
    Names names;
    for (const std::string& payload : payloads)
        names.push_back(name_of(payload));
    return names;
}

class BrokerContract : public tests::EveryBroker {
protected:
    // Without waiting.
    std::vector<Delivery> take(Broker& broker, const std::vector<std::string>& queues, std::size_t most = 10) {
        return broker.receive(queues, most, 0ms, {});
    }
    std::vector<Delivery> take(std::size_t most = 10) { return take(broker(), {"q"}, most); }

    QueueState state_of(std::string_view queue) {
        const auto states = broker().queues();
        const auto found = std::ranges::find(states, queue, &QueueState::name);
        return found == states.end() ? QueueState{"absent", 0, 0} : *found;
    }

    void publish(const std::vector<Outgoing>& messages) { broker().publish(messages); }

    // Somebody takes messages and is gone without a word.
    void take_and_die(std::size_t most) {
        const auto lost = another();
        ASSERT_EQ(take(*lost, {"q"}, most).size(), most);
    }
};

Names tags_of(const std::vector<Delivery>& deliveries) {
    Names tags;
    for (const Delivery& delivery : deliveries)
        tags.push_back(delivery.tag);
    return tags;
}

}  // namespace

TEST_P(BrokerContract, AnswersAPing) {
    EXPECT_NO_THROW(broker().ping());
}

TEST_P(BrokerContract, HandsOutWhatWasPublishedByteForByteOldestFirst) {
    const Outgoing first = message("q", "a");
    publish({first, message("q", "b")});
    publish({message("q", "c")});
    const auto taken = take();
    EXPECT_EQ(names_of(taken), (Names{"a", "b", "c"}));
    EXPECT_EQ(taken.front().payload, first.payload);
    EXPECT_EQ(taken.front().queue, "q");
    EXPECT_FALSE(taken.front().is_redelivered);
}

TEST_P(BrokerContract, HandsOutNoMoreThanIsAskedForAndNothingTwice) {
    publish({message("q", "a"), message("q", "b"), message("q", "c")});
    EXPECT_EQ(names_of(take(2)), (Names{"a", "b"}));
    EXPECT_EQ(names_of(take(*another(), {"q"})), (Names{"c"}));
    EXPECT_TRUE(take(0).empty());
    EXPECT_NE(take(*another(), {"r"}).size(), 1U);
}

TEST_P(BrokerContract, TakesFromTheQueuesItIsAskedForInTheirOrder) {
    publish({message("q", "a"), message("r", "b"), message("s", "c")});
    EXPECT_EQ(names_of(take(broker(), {"r", "q"})), (Names{"b", "a"}));
    EXPECT_EQ(state_of("s").waiting, 1U);
}

TEST_P(BrokerContract, ForgetsWhatIsAcknowledged) {
    publish({message("q", "a"), message("q", "b")});
    const auto taken = take();
    EXPECT_EQ(state_of("q").held, 2U);
    broker().acknowledge(tags_of(taken));
    EXPECT_EQ(state_of("q").held, 0U);
    EXPECT_EQ(state_of("q").waiting, 0U);
    EXPECT_NO_THROW(broker().acknowledge(tags_of(taken)));
    EXPECT_TRUE(take().empty());
}

TEST_P(BrokerContract, LetsAnotherConnectionAcknowledge) {
    publish({message("q", "a")});
    const auto taken = take();
    another()->acknowledge(tags_of(taken));
    EXPECT_EQ(state_of("q").held, 0U);
}

TEST_P(BrokerContract, PutsWhatIsGivenBackAheadOfTheOthersInItsOrder) {
    publish({message("q", "a"), message("q", "b"), message("q", "c")});
    const auto taken = take(2);
    broker().give_back(taken);
    const auto again = take();
    EXPECT_EQ(names_of(again), (Names{"a", "b", "c"}));
    EXPECT_TRUE(again[0].is_redelivered);
    EXPECT_TRUE(again[1].is_redelivered);
    EXPECT_FALSE(again[2].is_redelivered);
}

TEST_P(BrokerContract, KnowsWhatWasDeliveredBehindAnExtraction) {
    publish({message("q", "a"), message("q", "b")});
    broker().give_back(take(1));
    {
        const auto extraction = broker().extract({"q", [](const Waiting&) { return true; }});
        EXPECT_EQ(extraction->next(10).size(), 2U);
    }
    const auto again = take();
    ASSERT_EQ(names_of(again), (Names{"a", "b"}));
    EXPECT_TRUE(again[0].is_redelivered);
}

TEST_P(BrokerContract, GivesBackOnlyWhatIsStillHeld) {
    publish({message("q", "a")});
    const auto taken = take();
    broker().acknowledge(tags_of(taken));
    broker().give_back(taken);
    EXPECT_TRUE(take().empty());
}

TEST_P(BrokerContract, WaitsForAMessage) {
    // Another thread publishes when it likes: before, during or after the wait has begun.
    const std::jthread publisher([other = another()] { other->publish(std::vector<Outgoing>{message("q", "late")}); });
    const std::vector<std::string> queues{"p", "q"};
    EXPECT_EQ(names_of(broker().receive(queues, 1, 30s, {})), (Names{"late"}));
}

TEST_P(BrokerContract, EndsItsWaitWhenAskedToStop) {
    std::stop_source stop;
    const std::jthread stopper([&] { stop.request_stop(); });
    const std::vector<std::string> queues{"q"};
    EXPECT_TRUE(broker().receive(queues, 1, 10min, stop.get_token()).empty());
}

TEST_P(BrokerContract, GivesEachMessageToOneOfSeveralWaiters) {
    constexpr std::size_t count = 200;
    std::vector<std::vector<std::string>> found(3);
    {
        std::stop_source stop;
        std::vector<std::jthread> waiters;
        waiters.reserve(found.size());
        std::atomic<std::size_t> total = 0;
        for (auto& names : found) {
            waiters.emplace_back([&, mine = another()] {
                const std::vector<std::string> queues{"q"};
                while (total < count && !stop.stop_requested()) {
                    const auto taken = mine->receive(queues, 7, 30s, stop.get_token());
                    mine->acknowledge(tags_of(taken));
                    for (const Delivery& delivery : taken)
                        names.push_back(name_of(delivery.payload));
                    if (total.fetch_add(taken.size()) + taken.size() == count) stop.request_stop();
                }
            });
        }
        // By tens: where a disk is slow, more turns would leave one of the waiters without its own for too long.
        for (std::size_t i = 0; i < count;) {
            std::vector<Outgoing> some;
            for (const std::size_t end = i + 10; i < end; ++i)
                some.push_back(message("q", std::to_string(i)));
            publish(some);
        }
    }
    std::vector<std::string> all;
    for (const auto& names : found)
        all.insert(all.end(), names.begin(), names.end());
    std::ranges::sort(all);
    EXPECT_EQ(all.size(), count);
    EXPECT_EQ(std::ranges::unique(all).size(), 0U);
}

TEST_P(BrokerContract, OffersAgainWhatTheDeadHeld) {
    publish({message("q", "a"), message("q", "b"), message("q", "c")});
    take_and_die(2);
    const auto held = take(1);
    EXPECT_LE(broker().restore_abandoned(), 2U);
    auto again = take();
    again.insert(again.begin(), held.begin(), held.end());
    std::ranges::sort(again, {}, [](const Delivery& delivery) { return name_of(delivery.payload); });
    EXPECT_EQ(names_of(again), (Names{"a", "b", "c"}));
    EXPECT_EQ(std::ranges::count_if(again, &Delivery::is_redelivered), 2);
    EXPECT_EQ(broker().restore_abandoned(), 0U);
}

TEST_P(BrokerContract, LeavesToTheLivingWhatTheyHold) {
    publish({message("q", "a")});
    const auto other = another();
    const auto held = take(*other, {"q"});
    EXPECT_EQ(broker().restore_abandoned(), 0U);
    EXPECT_TRUE(take().empty());
    EXPECT_TRUE(other->renew(tags_of(held)).empty());
    EXPECT_GT(other->lease_time(), 0ms);
}

TEST_P(BrokerContract, NamesTheTagsThatItNoLongerHolds) {
    publish({message("q", "a"), message("q", "b")});
    const auto taken = take();
    another()->acknowledge(std::vector<std::string>{taken[0].tag});
    EXPECT_EQ(broker().renew(tags_of(taken)), (Names{taken[0].tag}));
}

TEST_P(BrokerContract, BuriesWithAReason) {
    publish({message("q", "a"), message("q", "b")});
    const auto taken = take();
    broker().bury(taken[0], "no such \"task\"");
    broker().bury(taken[1], "neither");
    const auto dead = dead_letters(broker(), 10);
    ASSERT_EQ(dead.size(), 2U);
    EXPECT_EQ(dead[0].queue, "q");
    EXPECT_EQ(dead[0].payload, taken[0].payload);
    EXPECT_EQ(dead[0].reason, "no such \"task\"");
    EXPECT_EQ(dead[1].reason, "neither");
    EXPECT_EQ(dead_letters(broker(), 1).size(), 1U);
    EXPECT_EQ(state_of("q").held, 0U);
    EXPECT_EQ(state_of("megactl.dead").waiting, 2U);
    EXPECT_TRUE(take().empty());
}

TEST_P(BrokerContract, PublishesOnceForAMark) {
    const std::vector<Outgoing> batch{message("q", "a"), message("r", "b")};
    EXPECT_FALSE(broker().mark_of("spool"));
    broker().publish_once(batch, {"spool", 7});
    broker().publish_once(batch, {"spool", 7});
    broker().publish_once(batch, {"spool", 6});
    another()->publish_once(batch, {"other", 1});
    EXPECT_EQ(broker().mark_of("spool"), 7U);
    EXPECT_EQ(state_of("q").waiting, 2U);
    EXPECT_EQ(state_of("r").waiting, 2U);
    broker().publish_once(std::vector<Outgoing>{message("q", "c")}, {"spool", 8});
    EXPECT_EQ(broker().mark_of("spool"), 8U);
    broker().forget_mark("spool");
    EXPECT_FALSE(broker().mark_of("spool"));
    EXPECT_NO_THROW(broker().forget_mark("spool"));
}

TEST_P(BrokerContract, PutsWhatFollowsIntoThePlaceOfWhatEnds) {
    publish({message("q", "a"), message("q", "b")});
    const auto taken = take();
    const std::vector<Ending> endings{{taken[0].tag, {message("r", "c", 3), message("q", "d"), message("r", "e", 3)}},
                                      {taken[1].tag}};
    another()->end(endings);
    EXPECT_EQ(state_of("q").held, 0U);
    broker().end(endings);  // as after an answer that was lost
    EXPECT_EQ(names_of(take()), (Names{"d"}));
    EXPECT_EQ(names_of(take(broker(), {"r"})), (Names{"c", "e"}));
}

TEST_P(BrokerContract, SendsNothingForWhatIsHeldNoLonger) {
    publish({message("q", "a")});
    const auto lost = take();
    broker().give_back(lost);
    const auto other = another();
    const auto taken = take(*other, {"q"});
    broker().end(std::vector<Ending>{{lost[0].tag, {message("r", "b")}}});
    EXPECT_TRUE(take(broker(), {"r"}).empty());
    EXPECT_EQ(taken.size(), 1U);
}

TEST_P(BrokerContract, PublishesWithoutMessages) {
    publish({});
    broker().publish_once({}, {"spool", 3});
    EXPECT_EQ(broker().mark_of("spool"), 3U);
    broker().acknowledge({});
    broker().end({});
    broker().give_back({});
    EXPECT_TRUE(broker().renew({}).empty());
}

TEST_P(BrokerContract, ListsItsQueuesByName) {
    publish({message("zeta", "a"), message("alpha", "b"), message("alpha", "c")});
    take(broker(), {"zeta"});
    Names names;
    for (const QueueState& state : broker().queues())
        names.push_back(state.name);
    EXPECT_EQ(names, (Names{"alpha", "zeta"}));
    EXPECT_EQ(state_of("alpha").waiting, 2U);
    EXPECT_EQ(state_of("zeta").waiting, 0U);
    EXPECT_EQ(state_of("zeta").held, 1U);
}

TEST_P(BrokerContract, PeeksWithoutTaking) {
    publish({message("q", "a"), message("q", "b"), message("q", "c")});
    EXPECT_EQ(names_of(broker().peek("q", 2)), (Names{"a", "b"}));
    EXPECT_EQ(names_of(broker().peek("q", 10)), (Names{"a", "b", "c"}));
    EXPECT_TRUE(broker().peek("q", 0).empty());
    EXPECT_TRUE(broker().peek("nobody", 3).empty());
    EXPECT_EQ(names_of(take()), (Names{"a", "b", "c"}));
}

TEST_P(BrokerContract, BrowsesPageByPageInTheOrderOfServing) {
    constexpr int count = 1300;  // more than a page
    std::vector<Outgoing> messages;
    Names first;
    Names last;
    for (int i = 0; i < count; ++i) {
        const bool is_urgent = i % 3 != 0;
        std::string name = fmt::format("m{}", i);
        messages.push_back(message("q", name, is_urgent ? 0 : 9));
        (is_urgent ? first : last).push_back(std::move(name));
    }
    broker().publish(messages);
    first.insert(first.end(), last.begin(), last.end());
    std::vector<std::string> seen;
    const auto look = [&](Waiting waiting) {
        EXPECT_EQ(waiting.priority, std::ranges::count(last, name_of(waiting.payload)) == 0 ? 0 : 9);
        seen.push_back(std::move(waiting.payload));
        return true;
    };
    broker().browse("q", look);
    EXPECT_EQ(names_of(seen), first);
    broker().browse("nobody", look);
    EXPECT_EQ(seen.size(), first.size());
    std::size_t looked = 0;
    broker().browse("q", [&](const Waiting&) { return ++looked < 70; });
    EXPECT_EQ(looked, 70U);
    EXPECT_EQ(state_of("q").waiting, static_cast<std::uint64_t>(count));
}

TEST_P(BrokerContract, ServesTheLowestPriorityNumberOfAllQueuesFirst) {
    publish({message("q", "nine", 9), message("q", "three", 3), message("r", "zero", 0), message("q", "six", 6)});
    EXPECT_EQ(names_of(broker().peek("q", 9)), (Names{"three", "six", "nine"}));
    const auto taken = take(broker(), {"q", "r"});
    EXPECT_EQ(names_of(taken), (Names{"zero", "three", "six", "nine"}));
    EXPECT_EQ(taken.back().priority, 9);
    broker().give_back(taken);
    EXPECT_EQ(names_of(take(broker(), {"q", "r"})), (Names{"zero", "three", "six", "nine"}));
}

INSTANTIATE_TEST_SUITE_P(Over, BrokerContract, testing::ValuesIn(tests::place_kinds()),
                         [](const auto& kind) { return kind.param; });

}  // namespace megactl::broker

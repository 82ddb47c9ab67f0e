#include "core/broker/kombu_layout.hpp"

#include <gtest/gtest.h>

namespace megactl::broker {

using namespace std::string_literals;

TEST(KombuLayout, NamesTheKeysAsKombuDoes) {
    const KombuLayout layout("");
    EXPECT_EQ(layout.list("celery", 0), "celery");
    EXPECT_EQ(layout.list("celery", 2), "celery");
    EXPECT_EQ(layout.list("celery", 3), "celery\x06\x16"s + "3");
    EXPECT_EQ(layout.list("celery", 9), "celery\x06\x16"s + "9");
    EXPECT_EQ(layout.binding("celery"), "_kombu.binding.celery");
    EXPECT_EQ(layout.unacked(), "unacked");
}

TEST(KombuLayout, PutsThePrefixBeforeEveryKey) {
    const KombuLayout layout("shop:");
    for (const std::string& key :
         {layout.list("q", 6), layout.binding("q"), layout.unacked(), layout.unacked_index(), layout.unacked_mutex(),
          layout.dead(), layout.mark("p"), layout.holders(), layout.lease("h")}) {
        EXPECT_TRUE(key.starts_with("shop:")) << key;
        EXPECT_EQ(layout.without_prefix(key), key.substr(5));
    }
    EXPECT_FALSE(layout.without_prefix("other"));
}

TEST(KombuLayout, HasFourStepsOfPriority) {
    EXPECT_EQ(priority_step(-1), 0);
    EXPECT_EQ(priority_step(0), 0);
    EXPECT_EQ(priority_step(5), 3);
    EXPECT_EQ(priority_step(8), 6);
    EXPECT_EQ(priority_step(200), 9);
    EXPECT_EQ(queue_of_list("celery\x06\x16"s + "3"), "celery");
    EXPECT_EQ(queue_of_list("celery"), "celery");
}

TEST(KombuLayout, ReadsAndWritesBindings) {
    EXPECT_EQ(encode(Binding{"q", "", "q"}), "q\x06\x16\x06\x16q"s);
    const auto binding = decode_binding("key\x06\x16pa.*\x06\x16queue"s);
    ASSERT_TRUE(binding);
    EXPECT_EQ(binding->routing_key, "key");
    EXPECT_EQ(binding->pattern, "pa.*");
    EXPECT_EQ(binding->queue, "queue");
    EXPECT_FALSE(decode_binding("nothing"));
    EXPECT_FALSE(decode_binding("one\x06\x16only"s));
}

TEST(HeldEntry, IsThePayloadAsItCameAndItsQueue) {
    const std::string payload = R"({"body":  "x", "n": 123456789012345678901234567890})";
    const auto entry = decode_held("[" + payload + held_suffix("über\"q"));
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->payload, payload);
    EXPECT_EQ(entry->exchange, "");
    EXPECT_EQ(entry->routing_key, "über\"q");
    EXPECT_FALSE(decode_held("[not json" + held_suffix("q")));
    EXPECT_FALSE(decode_held("[1, 2, 3]"));
    EXPECT_FALSE(decode_held(""));
    EXPECT_EQ(decode_held(R"([{}, null, "q"])")->exchange, "");
}

TEST(Redelivery, IsMarkedInBothPlacesAndNothingElseChanges) {
    EXPECT_EQ(marked_redelivered(R"({"headers": {"id": "1"}, "n": 1e400, "properties": {"delivery_info": {}}})"),
              R"({"headers": {"redelivered": true, "id": "1"}, "n": 1e400, )"
              R"("properties": {"delivery_info": {"redelivered": true}}})");
    EXPECT_EQ(marked_redelivered(R"({"properties": {"delivery_info": {"redelivered": null}}, "headers": {}})"),
              R"({"properties": {"delivery_info": {"redelivered": true}}, "headers": {"redelivered": true}})");
    const std::string marked = marked_redelivered(R"({"headers": {"id": "1"}})");
    EXPECT_EQ(marked_redelivered(marked), marked);
    EXPECT_TRUE(envelope_marks(marked)->is_redelivered);
    EXPECT_EQ(marked_redelivered("no json"), "no json");
    EXPECT_EQ(marked_redelivered("[]"), "[]");
}

TEST(Rerouted, SaysThatItWasSentToThatQueue) {
    EXPECT_EQ(rerouted(R"({"n": 1e400, "properties": {"delivery_info": {"exchange": "x", "routing_key": "a"}}})", "b"),
              R"({"n": 1e400, "properties": {"delivery_info": {"exchange": "", "routing_key": "b"}}})");
    EXPECT_EQ(rerouted(R"({"properties": {"delivery_info": {"redelivered": true}}})", "b"),
              R"({"properties": {"delivery_info": {"exchange": "", "routing_key": "b", "redelivered": true}}})");
    const std::string whole = R"({"properties": {"delivery_info": {"exchange": "", "routing_key": "b"}}})";
    EXPECT_EQ(rerouted(R"({"properties": {}})", "b"), whole);
    EXPECT_EQ(rerouted(R"({"properties": {"delivery_info": {}}})", "b"), whole);
    EXPECT_EQ(rerouted(R"({"properties": {"delivery_info": null}})", "b"), whole);
    EXPECT_EQ(rerouted("no json", "b"), "no json");
    EXPECT_EQ(rerouted(R"({"properties": 1})", "b"), R"({"properties": 1})");
}

TEST(EnvelopeMarks, AreReadWithoutTrust) {
    EXPECT_EQ(envelope_marks(R"({"properties": {"priority": 7}})")->priority, 7);
    EXPECT_EQ(envelope_marks(R"({"properties": {"priority": null}})")->priority, 0);
    EXPECT_EQ(envelope_marks(R"({"properties": {"priority": 99999999999999999999}})")->priority, 0);
    EXPECT_EQ(envelope_marks(R"({"properties": {"priority": -4}})")->priority, 0);
    EXPECT_EQ(envelope_marks(R"({"properties": []})")->priority, 0);
    EXPECT_TRUE(envelope_marks(R"({"properties": {"delivery_info": {"redelivered": true}}})")->is_redelivered);
    EXPECT_FALSE(envelope_marks("{"));
    EXPECT_FALSE(envelope_marks("[1]"));
}

TEST(DeadLetter, KeepsEveryByte) {
    for (const std::string& payload : {"{\"a\": \"ü\"}"s, "\xff\x00\x01"s, ""s}) {
        const DeadLetter letter{"q", payload, "it is \"odd\"", "2026-11-25T12:00:00Z"};
        const DeadLetter read = decode_dead_letter(encode(letter));
        EXPECT_EQ(read.payload, payload);
        EXPECT_EQ(read.queue, "q");
        EXPECT_EQ(read.reason, "it is \"odd\"");
        EXPECT_EQ(read.time, "2026-11-25T12:00:00Z");
    }
    EXPECT_EQ(encode(DeadLetter{"q", "{}", "why", "2026-11-25T12:00:00Z"}),
              R"({"payload": "{}", "queue": "q", "reason": "why", "time": "2026-11-25T12:00:00Z"})");
    EXPECT_EQ(decode_dead_letter("by hand").payload, "by hand");
}

}  // namespace megactl::broker

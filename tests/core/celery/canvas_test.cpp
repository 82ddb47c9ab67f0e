#include "core/celery/canvas.hpp"

#include <gtest/gtest.h>

namespace megactl::celery {
namespace {

// Why nobody can go on with it; empty where somebody can.
std::string trouble(const std::string& embed, ChordSupport support = ChordSupport::counted) {
    Message message;
    message.embed = embed;
    const auto canvas = canvas_of(message);
    if (!canvas) return canvas.error().reason;
    const auto checked = check(*canvas, support);
    return checked ? "" : checked.error().reason;
}

const std::string group = R"({"task": "celery.group", "subtask_type": "group", "kwargs": {"tasks": [)";
const std::string chain = R"({"task": "celery.chain", "subtask_type": "chain", "kwargs": {"tasks": [)";

std::string chord_of(const std::string& header, const std::string& body = R"({"task": "sum"})") {
    return R"({"task": "celery.chord", "subtask_type": "chord", "kwargs": {"header": )" + header + R"(, "body": )" +
           body + "}}";
}

TEST(Canvas, SaysWhatItCanNotRead) {
    EXPECT_EQ(trouble("[]"), "");
    EXPECT_EQ(trouble(R"({"chain": {}})"), "its `chain` is no list");
    EXPECT_EQ(trouble(R"({"chain": [3]})"), "its chain is no signature");
    EXPECT_EQ(trouble(R"({"callbacks": [{"args": []}]})"), "its callback names no task");
    EXPECT_EQ(trouble(R"({"errbacks": [{"task": "t", "args": {}}]})"), "its errback has arguments that are no array");
    EXPECT_EQ(trouble(R"({"errbacks": [{"task": "t", "kwargs": []}]})"),
              "its errback has keyword arguments that are no object");
    EXPECT_EQ(trouble(R"({"callbacks": [{"task": "t", "options": 7}]})"),
              "its callback has options that are no object");
    EXPECT_EQ(trouble(R"({"callbacks": [{"task": "t", "subtask_type": "odd"}]})"),
              "its callback is of the unknown type `odd`");
    EXPECT_EQ(trouble(R"({"callbacks": [{"task": "t", "subtask_type": "group"}]})"),
              "its callback has no list of tasks");
    EXPECT_EQ(trouble(R"({"callbacks": [)" + chain + "]}}]}"), "its callback is a chain without steps");
    EXPECT_EQ(trouble(R"({"chord": {"task": "t", "subtask_type": "chord"}})"),
              "the body of its chord is a chord without header or body");
}

TEST(Canvas, SaysWhatCanNotBeSent) {
    EXPECT_EQ(trouble(R"({"callbacks": [{"task": "t", "options": {"eta": "soon"}}]})"),
              "its callback has an `eta` that is no time");
    EXPECT_EQ(trouble(R"({"callbacks": [{"task": "t", "options": {"exchange": "x", "routing_key": "k"}}]})"),
              "its callback goes to the exchange `x`, and only queues are known here");
    EXPECT_EQ(trouble(R"({"callbacks": [)" + chain + group + R"({"task": "a"}, {"task": "b"}]}}, {"task": "c"}]}}]})"),
              "its callback has a group within it that something follows");
    EXPECT_EQ(trouble(R"({"chain": [)" + group + R"({"task": "a", "options": {"chord": {"task": "c"}}}]}}]})"),
              "the next of its chain is a group whose members are parts of a chord");
}

TEST(Canvas, BeginsOnlyChordsOfTasksAndChains) {
    EXPECT_EQ(trouble(R"({"chain": [)" + chord_of(R"([{"task": "a"}])") + "]}"), "");
    EXPECT_EQ(trouble(R"({"chain": [)" + chord_of("[" + chord_of("[]") + "]") + "]}"),
              "the next of its chain begins a chord of more than tasks and chains");
    EXPECT_EQ(trouble(R"({"chord": )" + chord_of(R"([{"task": "a"}])") + "}"), "");
}

TEST(Canvas, KnowsHowChordsAreCounted) {
    const std::string next = R"({"chain": [)" + chord_of(R"([{"task": "a"}])") + "]}";
    EXPECT_EQ(trouble(next, ChordSupport::polled),
              "the next of its chain begins a chord, and its parts are counted only where results are kept in Redis");
    const std::string later = R"({"chain": [)" + chord_of(R"([{"task": "a"}])") + R"(, {"task": "t"}]})";
    EXPECT_EQ(trouble(later, ChordSupport::polled), "");  // whoever runs `t` will begin it
    const std::string part = R"({"chord": {"task": "sum"}})";
    EXPECT_EQ(trouble(part), "");
    EXPECT_EQ(trouble(part, ChordSupport::polled), "");
    EXPECT_EQ(trouble(part, ChordSupport::none), "its chord counts on results, and none are kept that others see");
    EXPECT_EQ(trouble(R"({"chain": [{"task": "t", "options": {"chord": {"task": "sum"}}}]})", ChordSupport::none),
              "its chord counts on results, and none are kept that others see");
}

TEST(Canvas, LooksAtTheErrbacksOfAChord) {
    EXPECT_EQ(trouble(R"({"chord": {"task": "sum", "options": {"link_error": 3}}})"),
              "an errback of its chord is no signature");
    EXPECT_EQ(
        trouble(R"({"chord": {"task": "sum", "options": {"link_error": {"task": "e", "options": {"expires": ""}}}}})"),
        "an errback of its chord has an `expires` that is no time");
}

TEST(Canvas, IsNotNestedDeeperThanAnyIsMeant) {
    std::string nested = R"({"callbacks": [)";
    for (int depth = 0; depth < 40; ++depth)
        nested += group;
    nested += R"({"task": "t"})";
    for (int depth = 0; depth < 40; ++depth)
        nested += "]}}";
    EXPECT_EQ(trouble(nested + "]}"), "its callback is nested too deep");
}

}  // namespace
}  // namespace megactl::celery

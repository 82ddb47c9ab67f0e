#include "core/redis/reply_reader.hpp"

#include <gtest/gtest.h>

namespace megactl::redis {
namespace {

Reply only_reply(std::string_view bytes) {
    ReplyReader reader;
    reader.feed(bytes);
    const auto reply = reader.next();
    EXPECT_TRUE(reply && *reply) << bytes;
    return reply && *reply ? **reply : Reply{};
}

// "incomplete", "reply", or why it is neither.
std::string outcome(std::string_view bytes, Bytes limit = default_reply_limit) {
    ReplyReader reader(limit);
    reader.feed(bytes);
    const auto reply = reader.next();
    if (!reply) return reply.error().reason;
    return *reply ? "reply" : "incomplete";
}

}  // namespace

TEST(ReplyReader, ReadsEveryKind) {
    EXPECT_EQ(only_reply("+OK\r\n").text, "OK");
    EXPECT_EQ(only_reply(":-12\r\n").integer, -12);
    EXPECT_EQ(only_reply("$-1\r\n").kind, Reply::Kind::nil);
    EXPECT_EQ(only_reply("*-1\r\n").kind, Reply::Kind::nil);
    EXPECT_TRUE(only_reply("*0\r\n").elements.empty());
}

TEST(ReplyReader, KeepsEveryByteOfAText) {
    using namespace std::string_literals;
    EXPECT_EQ(only_reply("$6\r\na\r\nb\0\xff\r\n"s).text, "a\r\nb\0\xff"s);
}

TEST(ReplyReader, ReadsArraysWithinArrays) {
    const Reply reply = only_reply("*3\r\n*2\r\n:1\r\n:2\r\n$1\r\nx\r\n*1\r\n*0\r\n");
    ASSERT_EQ(reply.elements.size(), 3U);
    EXPECT_EQ(reply.at(0).at(1).integer, 2);
    EXPECT_EQ(reply.at(1).text, "x");
    EXPECT_EQ(reply.at(2).at(0).kind, Reply::Kind::array);
    EXPECT_EQ(reply.at(9).kind, Reply::Kind::nil);
}

TEST(ReplyReader, WaitsForTheRest) {
    ReplyReader reader;
    const std::string_view bytes = "*2\r\n$3\r\nabc\r\n:7\r\n+next\r\n";
    std::size_t replies = 0;
    for (const char& byte : bytes) {
        reader.feed({&byte, 1});
        const auto reply = reader.next();
        ASSERT_TRUE(reply);
        if (*reply) ++replies;
    }
    EXPECT_EQ(replies, 2U);
}

TEST(ReplyReader, KnowsTheRefusalsThatMatter) {
    EXPECT_EQ(only_reply("-NOAUTH Authentication required.\r\n").refusal(), Refusal::no_authentication);
    EXPECT_EQ(only_reply("-WRONGPASS invalid\r\n").refusal(), Refusal::wrong_password);
    EXPECT_EQ(only_reply("-NOPERM x\r\n").refusal(), Refusal::no_permission);
    EXPECT_EQ(only_reply("-LOADING x\r\n").refusal(), Refusal::loading);
    EXPECT_EQ(only_reply("-READONLY x\r\n").refusal(), Refusal::read_only);
    EXPECT_EQ(only_reply("-OOM x\r\n").refusal(), Refusal::out_of_memory);
    EXPECT_EQ(only_reply("-MISCONF x\r\n").refusal(), Refusal::cannot_persist);
    EXPECT_EQ(only_reply("-ERR x\r\n").refusal(), Refusal::other);
    EXPECT_EQ(only_reply("-OOMPH\r\n").refusal(), Refusal::other);
}

TEST(ReplyReader, RefusesWhatIsNoReply) {
    EXPECT_EQ(outcome("HTTP/1.1 400 Bad Request\r\n"),
              "it speaks no Redis protocol (Protocol error, got \"H\" as reply type byte)");
    EXPECT_NE(outcome("$abc\r\nx\r\n"), "reply");
    EXPECT_NE(outcome("*-2\r\n"), "reply");
    EXPECT_NE(outcome("$-5\r\n"), "reply");
}

TEST(ReplyReader, BelievesNoAnnouncement) {
    EXPECT_EQ(outcome("*2147483647\r\n"), "incomplete");
    EXPECT_EQ(outcome("$9223372036854775807\r\nx"), "incomplete");
    EXPECT_NE(outcome("*4294967295\r\n"), "reply");
}

TEST(ReplyReader, EndsAReplyThatIsTooLarge) {
    const std::string long_text = "$4096\r\n" + std::string(2000, 'x');
    EXPECT_EQ(outcome(long_text, Bytes{1024}), "its reply is larger than 1.0 KiB");
    ReplyReader reader(Bytes{1024});
    for (int i = 0; i < 100; ++i) {
        reader.feed("+many small ones are fine\r\n");
        ASSERT_TRUE(reader.next());
    }
}

TEST(ReplyReader, StaysFailedOnceItFailed) {
    ReplyReader reader;
    reader.feed("?\r\n+OK\r\n");
    EXPECT_FALSE(reader.next());
    EXPECT_FALSE(reader.next());
}

TEST(ReplyReader, IsNotBroughtDownByDepth) {
    std::string nested;
    for (int i = 0; i < 10'000; ++i)
        nested += "*1\r\n";
    EXPECT_NE(outcome(nested), "reply");
}

}  // namespace megactl::redis

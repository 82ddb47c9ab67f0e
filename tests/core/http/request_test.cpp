#include "core/http/request.hpp"

#include <gtest/gtest.h>

#include <string>

#include "refused_requests.hpp"

namespace megactl::http {
namespace {

using Progress = RequestReader::Progress;

// The whole head at once, and then byte by byte: both must say the same.
Progress read(std::string_view head, Request& request, int* status = nullptr) {
    RequestReader at_once;
    const Progress progress = at_once.read(head, request);
    RequestReader by_byte;
    Progress slow = Progress::incomplete;
    Request other;
    std::size_t size = 0;
    while (slow == Progress::incomplete && size < head.size())
        slow = by_byte.read(head.substr(0, ++size), other);
    EXPECT_EQ(progress, slow) << head;
    EXPECT_EQ(at_once.status(), by_byte.status()) << head;
    EXPECT_EQ(at_once.head_size(), by_byte.head_size());
    if (status != nullptr) *status = at_once.status();
    return progress;
}

TEST(RequestReader, ReadsAHead) {
    Request request;
    const std::string head =
        "GET /alice/go/?x=1&y HTTP/1.1\r\nHost: example.org:80\r\nUser-Agent:  a b \r\nX-Empty:\r\n\r\n";
    ASSERT_EQ(read(head, request), Progress::complete);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.path, "/alice/go/");
    EXPECT_EQ(request.query, "?x=1&y");
    EXPECT_EQ(request.host, "example.org:80");
    EXPECT_TRUE(request.keeps_alive);
    EXPECT_EQ(request.framing, Framing::none);
    ASSERT_NE(request.find("user-agent"), nullptr);
    EXPECT_EQ(request.find("user-agent")->value, "a b");
    EXPECT_EQ(request.find("x-empty")->value, "");
    EXPECT_EQ(request.find("referer"), nullptr);
}

TEST(RequestReader, RefusesWhatIsAmbiguous) {
    Request request;
    for (const std::string_view head : refused_requests)
        EXPECT_EQ(read(head, request), Progress::refused) << head;
}

TEST(RequestReader, ReadsTheNextRequestWhereTheLastEnded) {
    Request request;
    RequestReader reader;
    std::string_view input = "GET /a/ HTTP/1.1\r\nHost: a\r\n\r\nHEAD /b/ HTTP/1.1\r\nHost: a\r\n\r\nGET";
    ASSERT_EQ(reader.read(input, request), Progress::complete);
    EXPECT_EQ(request.path, "/a/");
    input.remove_prefix(reader.head_size());
    ASSERT_EQ(reader.read(input, request), Progress::complete);
    EXPECT_EQ(request.method, "HEAD");
    input.remove_prefix(reader.head_size());
    EXPECT_EQ(reader.read(input, request), Progress::incomplete);
}

TEST(RequestReader, SkipsOneEmptyLineBeforeARequest) {
    Request request;
    EXPECT_EQ(read("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", request), Progress::complete);
}

TEST(RequestReader, TakesTheAuthorityOfAnAbsoluteTargetForTheHost) {
    Request request;
    ASSERT_EQ(read("GET http://b:81/x?y HTTP/1.1\r\nHost: a\r\n\r\n", request), Progress::complete);
    EXPECT_EQ(request.host, "b:81");
    EXPECT_EQ(request.path, "/x");
    EXPECT_EQ(request.query, "?y");
    ASSERT_EQ(read("GET HTTP://b HTTP/1.1\r\nHost: a\r\n\r\n", request), Progress::complete);
    EXPECT_EQ(request.path, "/");
}

TEST(RequestReader, KeepsAConnectionAsItsVersionAndHeaderSay) {
    Request request;
    const auto keeps = [&](std::string_view head) {
        EXPECT_EQ(read(head, request), Progress::complete) << head;
        return request.keeps_alive;
    };
    EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(RequestReader, SaysHowTheBodyIsFramed) {
    Request request;
    ASSERT_EQ(read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n", request), Progress::complete);
    EXPECT_EQ(request.framing, Framing::length);
    EXPECT_EQ(request.body_length, 12U);
    ASSERT_EQ(read("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", request), Progress::complete);
    EXPECT_EQ(request.framing, Framing::chunked);
    ASSERT_EQ(read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", request), Progress::complete);
    EXPECT_EQ(request.framing, Framing::none);
}

TEST(RequestReader, LimitsLinesAndHeads) {
    Request request;
    int status = 0;
    const std::string host = "Host: a\r\n\r\n";
    EXPECT_EQ(read("GET /" + std::string(longest_line, 'x') + " HTTP/1.1\r\n" + host, request, &status),
              Progress::refused);
    EXPECT_EQ(status, 414);
    EXPECT_EQ(read("GET /" + std::string(2 * longest_line, 'x'), request, &status), Progress::refused);
    EXPECT_EQ(status, 414);
    EXPECT_EQ(read("GET / HTTP/1.1\r\nX: " + std::string(longest_line, 'x') + "\r\n" + host, request, &status),
              Progress::refused);
    EXPECT_EQ(status, 431);
    std::string many = "GET / HTTP/1.1\r\n";
    for (std::size_t i = 1; i < most_headers; ++i)
        many += "X: y\r\n";
    EXPECT_EQ(read(many + host, request), Progress::complete);
    EXPECT_EQ(read(many + "X: y\r\n" + host, request, &status), Progress::refused);
    EXPECT_EQ(status, 431);
    std::string large = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 6; ++i)
        large += "X: " + std::string(longest_line - 10, 'x') + "\r\n";
    EXPECT_EQ(read(large + host, request, &status), Progress::refused);
    EXPECT_EQ(status, 431);
}

}  // namespace
}  // namespace megactl::http

#include "core/links/answer.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace megactl::links {
namespace {

Link link(std::int64_t id, std::string user, std::string slug, std::string target) {
    Link made;
    made.id = id;
    made.user = std::move(user);
    made.slug = std::move(slug);
    made.target = std::move(target);
    return made;
}

class Answers : public testing::Test {
protected:
    Answers() {
        rules.allowed_hosts = {"localhost"};
        rules.own_host = "localhost:8000";
        std::int64_t id = 0;
        for (const auto& [user, slug] : std::vector<std::pair<std::string, std::string>>{
                 {"alice", "go"}, {"Ünï", "go"}, {"a b", "go"}, {"%41", "go"}, {"links", "mine"}, {"admin", "go"}})
            links.add(link(++id, user, slug, "https://example.com/t?a=1"));
        links.add(link(++id, "alice", "evil", "javascript:alert(1)"));
        links.add(link(++id, "alice", "split", "https://e/\r\nX-Evil: 1"));
        links.finish();
        answerer.set_time(std::chrono::sys_seconds(std::chrono::seconds(784'111'777)));
    }

    // The answer to a request line and headers; the click beside it.
    std::string ask(std::string_view line, std::string_view headers = "Host: localhost\r\n", bool stays_open = true) {
        head_ = fmt::format("{} HTTP/1.1\r\n{}\r\n", line, headers);
        http::RequestReader reader;
        EXPECT_EQ(reader.read(head_, request_), http::RequestReader::Progress::complete) << head_;
        request_.is_secure = is_secure;
        std::string output;
        click = answerer.answer({request_, "192.0.2.1", stays_open}, links, output);
        return output;
    }

    // `302 https://…`: the status and the Location.
    std::string outcome(std::string_view line, std::string_view headers = "Host: localhost\r\n") {
        const std::string answer = ask(line, headers);
        std::string text = answer.substr(9, 3);
        const std::size_t place = answer.find("\r\nLocation: ");
        if (place != std::string_view::npos) {
            const std::size_t begin = place + 12;
            text += " " + answer.substr(begin, answer.find("\r\n", begin) - begin);
        }
        return text;
    }

    SiteRules rules;
    LinkTable links;
    Answerer answerer{rules};
    std::optional<Click> click;
    bool is_secure = false;

private:
    std::string head_;
    http::Request request_;
};

TEST_F(Answers, RedirectWithTheHeadersOfTheView) {
    EXPECT_EQ(ask("GET /alice/go/?utm=x",
                  "Host: localhost\r\nReferer: https://r/\r\nUser-Agent: Mozilla\r\nX-Forwarded-For: 203.0.113.7\r\n"),
              "HTTP/1.1 302 Found\r\n"
              "Content-Type: text/html; charset=utf-8\r\n"
              "Location: https://example.com/t?a=1\r\n"
              "X-Frame-Options: DENY\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "Referrer-Policy: same-origin\r\n"
              "Cross-Origin-Opener-Policy: same-origin\r\n"
              "Content-Length: 0\r\n"
              "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
              "\r\n");
    ASSERT_TRUE(click);
    EXPECT_EQ(click->link_id, 1);
    EXPECT_EQ(click->referrer, "https://r/");
    EXPECT_EQ(click->user_agent, "Mozilla");
    EXPECT_EQ(click->address, "192.0.2.1");
    EXPECT_EQ(click->at.time_since_epoch(), std::chrono::seconds(784'111'777));
    EXPECT_EQ(click->id.size(), 36U);
}

TEST_F(Answers, SaysWhenTheConnectionEnds) {
    EXPECT_NE(ask("GET /alice/go/", "Host: localhost\r\n", false).find("\r\nConnection: close\r\n"), std::string::npos);
}

TEST_F(Answers, JudgesMethodsAsTheView) {
    EXPECT_EQ(outcome("HEAD /alice/go/"), "302 https://example.com/t?a=1");
    EXPECT_TRUE(click);
    EXPECT_EQ(outcome("OPTIONS /alice/none/"), "200");
    EXPECT_FALSE(click);
    for (const auto* method : {"TRACE", "POST", "PUT", "PATCH", "DELETE", "BREW"}) {
        EXPECT_EQ(outcome(fmt::format("{} /alice/go/", method)), "405");
        EXPECT_FALSE(click);
    }
    EXPECT_NE(ask("POST /alice/go/").find("\r\nAllow: GET, HEAD, OPTIONS\r\n"), std::string::npos);
    EXPECT_EQ(outcome("POST /alice/go"), "301 /alice/go/");
    EXPECT_TRUE(ask("HEAD /alice/none/").ends_with("\r\n\r\n"));
}

TEST_F(Answers, ReadsPathsAsTheView) {
    const std::string found = "302 https://example.com/t?a=1";
    for (const auto* path : {"/alice/go/", "/alice/go/?", "/%61lice/go/", "/alice/%67%6f/", "/%2541/go/",
                             "/%C3%9Cn%C3%AF/go/", "/a%20b/go/", "/links/mine/", "http://localhost/alice/go/"})
        EXPECT_EQ(outcome(fmt::format("GET {}", path)), found) << path;
    for (const auto* path : {"/",
                             "/alice",
                             "/alice/",
                             "/alice/go/more/",
                             "/alice//go/",
                             "/alice/go//",
                             "//alice/go/",
                             "//evil.example.com/x",
                             "///alice/go/",
                             "/alice%2Fgo/",
                             "/alice/go%2F",
                             "/alice/go;v=1/",
                             "/x/../alice/go/",
                             "/alice/./go/",
                             "/../../etc/passwd",
                             "/alice/go%00/",
                             "/alice/%zz/",
                             "/alice/%/",
                             "/%ff%fe/go/",
                             "/%c0%af/go/",
                             "/alice/GO/",
                             "/Alice/go/",
                             "/a+b/go/",
                             "/admin/go/",
                             "/links/new/",
                             "/links/17/"}) {
        EXPECT_EQ(outcome(fmt::format("GET {}", path)), "404") << path;
        EXPECT_FALSE(click) << path;
    }
    EXPECT_EQ(outcome("GET /alice/go"), "301 /alice/go/");
    EXPECT_EQ(outcome("GET /nobody/nothing"), "301 /nobody/nothing/");
    EXPECT_EQ(outcome("GET /alice/go?x=1&y=%20z"), "301 /alice/go/?x=1&y=%20z");
    EXPECT_EQ(outcome("GET /%c3%9cn%C3%AF/go"), "301 /%C3%9Cn%C3%AF/go/");
    EXPECT_EQ(outcome("GET /alice/x%0d%0aX-Evil:1"), "301 /alice/x%0D%0AX-Evil:1/");
}

TEST_F(Answers, NeverSendsABrowserToAnEvilTarget) {
    EXPECT_EQ(outcome("GET /alice/evil/"), "400");
    EXPECT_EQ(outcome("GET /alice/split/"), "302 https://e/%0D%0AX-Evil:%201");
}

TEST_F(Answers, RefusesOtherHosts) {
    EXPECT_EQ(outcome("GET /alice/go/", "Host: evil.example.com\r\n"), "400");
    EXPECT_FALSE(click);
    EXPECT_EQ(outcome("GET /alice/go", "Host: evil.example.com\r\n"), "400");
    EXPECT_EQ(outcome("GET http://evil.example.com/alice/go/"), "400");
}

TEST_F(Answers, SendsToHttpsBeforeAnythingElse) {
    rules.redirects_to_https = true;
    EXPECT_EQ(outcome("GET /alice/go?x", "Host: localhost:8000\r\n"), "301 https://localhost:8000/alice/go?x");
    EXPECT_EQ(outcome("POST /alice/go/"), "301 https://localhost/alice/go/");
    EXPECT_EQ(outcome("GET /alice/go/", "Host: evil.example.com\r\n"), "400");
}

TEST_F(Answers, LeadFromTheirOwnPlainPortToTheirOwnSecureOne) {
    rules.redirects_to_https = true;
    rules.plain_ports = {8080};
    rules.https_port = 8443;
    EXPECT_EQ(outcome("GET /a/b/", "Host: localhost:8080\r\n"), "301 https://localhost:8443/a/b/");
    EXPECT_EQ(outcome("GET /a/b/", "Host: localhost\r\n"), "301 https://localhost/a/b/");
    EXPECT_EQ(outcome("GET /a/b/", "Host: localhost:9000\r\n"), "301 https://localhost:9000/a/b/");
    rules.https_port = 443;
    EXPECT_EQ(outcome("GET /a/b/", "Host: localhost:8080\r\n"), "301 https://localhost/a/b/");
    rules.allowed_hosts = {"[::1]"};
    EXPECT_EQ(outcome("GET /a/b/", "Host: [::1]\r\n"), "301 https://[::1]/a/b/");
    EXPECT_EQ(outcome("GET /a/b/", "Host: [::1]:8080\r\n"), "301 https://[::1]/a/b/");
}

TEST_F(Answers, SayOverTlsAloneThatItShallAlwaysBeTls) {
    rules.redirects_to_https = true;
    rules.hsts = "max-age=60; preload";
    answerer.set_time(std::chrono::sys_seconds(std::chrono::seconds(784'111'999)));
    constexpr std::string_view line = "\r\nStrict-Transport-Security: max-age=60; preload\r\n";
    EXPECT_EQ(ask("GET /alice/go/").find("Strict"), std::string::npos);
    is_secure = true;
    EXPECT_EQ(outcome("GET /alice/go/"), "302 https://example.com/t?a=1");
    for (const std::string_view path : {"GET /alice/go/", "GET /alice/none/", "GET /alice/go", "POST /alice/go/"})
        EXPECT_NE(ask(path).find(line), std::string::npos) << path;
}

TEST_F(Answers, TellsHealth) {
    http::Request request;
    std::string output;
    answerer.answer_health({request, "192.0.2.1", true}, false, output);
    EXPECT_TRUE(output.starts_with("HTTP/1.1 503 ")) << output;
    EXPECT_TRUE(output.ends_with("\r\n\r\n{\"status\": \"error\"}")) << output;
}

TEST_F(Answers, CountWhatTheSiteCounts) {
    const auto is_click = [&](std::string_view line, std::string_view header = "") {
        EXPECT_EQ(outcome(line, fmt::format("Host: localhost\r\n{}", header)), "302 https://example.com/t?a=1");
        return click.has_value();
    };
    const auto* const bot = "User-Agent: Mozilla/5.0 (compatible; Googlebot/2.1)\r\n";
    const auto* const prefetch = "Sec-Purpose: prefetch;prerender\r\n";
    EXPECT_TRUE(is_click("HEAD /alice/go/"));
    EXPECT_TRUE(is_click("GET /alice/go/", bot));
    EXPECT_TRUE(is_click("GET /alice/go/", prefetch));
    rules.counted = {.head = false, .prefetch = false, .bots = false};
    EXPECT_FALSE(is_click("HEAD /alice/go/"));
    EXPECT_FALSE(is_click("GET /alice/go/", bot));
    EXPECT_FALSE(is_click("GET /alice/go/", prefetch));
    EXPECT_TRUE(is_click("GET /alice/go/", "User-Agent: Mozilla/5.0 (Linux; Android 11; CUBOT X50) Chrome/120\r\n"));
    EXPECT_TRUE(is_click("GET /alice/go/"));
}

TEST_F(Answers, KeepOfAnAddressWhatTheSiteKeeps) {
    rules.trusted_proxies = {Network::parse("192.0.2.0/24").value()};
    rules.address_use = AddressUse::truncate;
    ask("GET /alice/go/", "Host: localhost\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 203.0.113.7\r\n");
    ASSERT_TRUE(click);
    EXPECT_EQ(click->address, "203.0.113.0");
    rules.address_use = AddressUse::drop;
    ask("GET /alice/go/");
    EXPECT_EQ(click->address, std::nullopt);
}

}  // namespace
}  // namespace megactl::links

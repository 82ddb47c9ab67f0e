#include "core/http/server.hpp"
#include "core/tls/session.hpp"
#include "tests/support/certificates.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "client.hpp"

namespace megactl::http {
namespace {

using tests::CertificateProfile;
using tests::TestCertificate;
using tls::ServerContext;
using tls::Session;
using tls::Version;

ServerContext context_for(std::string name) {
    CertificateProfile profile;
    profile.subject = std::move(name);
    const auto certificate = TestCertificate::self_signed(tests::ec_key(), profile);
    return ServerContext::from_pem(certificate.pem(), tests::ec_key().pem()).value();
}

class Echo final : public Handler {
public:
    void begin_tick(std::chrono::system_clock::time_point /*now*/) override {}
    void answer(const Request& request, std::string_view /*peer*/, bool stays_open, std::string& output) override {
        const std::string body(request.path == "/long" ? 1'000'000 : 0, 'x');
        output +=
            fmt::format("HTTP/1.1 200 OK\r\nX-Path: {}\r\nX-Secure: {}\r\nContent-Length: {}\r\n{}\r\n{}", request.path,
                        request.is_secure, body.size(), stays_open ? "" : "Connection: close\r\n", body);
    }
    void refuse(int status, std::string_view words, std::string& output) override {
        output += fmt::format("HTTP/1.1 {} No\r\nContent-Length: {}\r\n\r\n{}", status, words.size(), words);
    }
    void before_answers() override {}
};

// With an address that speaks TLS, and one that does not.
class SecureServer {
public:
    explicit SecureServer(Limits limits = {}, std::size_t threads = 1)
        : server_({{"127.0.0.1", 0}, {"127.0.0.1", 0, Scheme::http}}, threads, limits, &served),
          thread_([this](const std::stop_token& stop) { server_.run(stop, [] { return std::make_unique<Echo>(); }); }) {
    }

    std::uint16_t port() const { return server_.addresses().front().port; }
    std::uint16_t plain_port() const { return server_.addresses().back().port; }
    void ask_to_stop() { thread_.request_stop(); }
    void join() { thread_.join(); }

    tls::ServedContext served{context_for("first")};

private:
    Server server_;
    std::jthread thread_;
};

os::Reached<Session> shake_hands(std::uint16_t port, const tls::Offer& offer = {}) {
    auto wire = tls::Wire::open("127.0.0.1", port, std::chrono::steady_clock::now() + std::chrono::seconds(30));
    if (!wire) return tl::unexpected(wire.error());
    return Session::shake_hands(*std::move(wire), offer);
}

std::string get(std::string_view path, std::string_view headers = "") {
    return fmt::format("GET {} HTTP/1.1\r\nHost: a\r\n{}\r\n", path, headers);
}

// Until the other end says that it is done.
std::string hear_all(Session& session) {
    std::string heard;
    while (true) {
        const auto more = session.receive();
        if (!more) return heard + "\n" + more.error().reason;
        if (more->empty()) return heard;
        heard += *more;
    }
}

std::string hear(Session& session, std::size_t heads) {
    std::string heard;
    while (Client::heads_in(heard) < heads) {
        const auto more = session.receive();
        if (!more || more->empty()) break;
        heard += *more;
    }
    return heard;
}

TEST(SecureServer, AnswersOverBothVersionsAndInOrder) {
    const SecureServer server;
    for (const Version version : {Version::tls_1_2, Version::tls_1_3}) {
        auto session = shake_hands(server.port(), {.only = version, .protocols = {"h2", "http/1.1"}});
        ASSERT_TRUE(session.has_value()) << session.error().reason;
        EXPECT_EQ(session->presented().version, name_of(version));
        EXPECT_EQ(session->presented().protocol, "http/1.1");
        EXPECT_EQ(session->presented().group, "X25519");
        session->send(get("/1") + get("/2") + get("/3", "Connection: close\r\n"));
        const std::string heard = hear_all(*session);
        EXPECT_EQ(Client::heads_in(heard), 3U) << heard;
        EXPECT_LT(heard.find("/1"), heard.find("/3"));
        EXPECT_NE(heard.find("X-Secure: true\r\n"), std::string::npos);
    }
}

TEST(SecureServer, RefusesOldVersionsAndOtherProtocols) {
    const SecureServer server;
    for (const Version version : {Version::tls_1_0, Version::tls_1_1})
        EXPECT_FALSE(shake_hands(server.port(), {.only = version}).has_value());
    EXPECT_FALSE(shake_hands(server.port(), {.protocols = {"h2"}}).has_value());
}

TEST(SecureServer, SpeaksPlainlyWhereItIsTold) {
    const SecureServer server;
    Client client(server.plain_port());
    client.say(get("/1"));
    EXPECT_NE(client.hear(1).find("X-Secure: false\r\n"), std::string::npos);
}

TEST(SecureServer, TellsWhoSpeaksPlainHttp) {
    const SecureServer server;
    Client client(server.port());
    client.say(get("/1"));
    const std::string heard = client.hear_all();
    EXPECT_TRUE(heard.starts_with("HTTP/1.1 400 ")) << heard;
    EXPECT_NE(heard.find("HTTPS"), std::string::npos);
    EXPECT_EQ(heard.find("X-Path"), std::string::npos);
    EXPECT_TRUE(client.is_closed_by_other());
}

TEST(SecureServer, ClosesOnWhatIsNoHandshake) {
    const SecureServer server;
    const std::string record_of_4_gigabytes = "\x16\x03\x01\xff\xff";
    const std::string hello_cut_short{"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03", 10};
    const std::string sslv2{"\x80\x2e\x01\x00\x02", 5};
    for (const std::string& garbage :
         {record_of_4_gigabytes + std::string(70'000, 'x'), hello_cut_short, sslv2 + std::string(60, '\0'),
          std::string(5000, '\0'), std::string("\x15\x03\x01\x00\x02\x02\x28", 7), std::string(300'000, '\xff'),
          std::string("\x17\x03\x03\x00\x10", 5) + std::string(16, 'a')}) {
        Client client(server.port());
        client.say(garbage);
        // In the clear only to who can't have meant TLS.
        const bool may_be_tls = garbage.front() == '\x16' || (garbage.front() & '\x80') != 0;
        EXPECT_EQ(client.hear_all().starts_with("HTTP/1.1 400 "), !may_be_tls);
        EXPECT_TRUE(client.is_closed_by_other());
    }
    EXPECT_TRUE(shake_hands(server.port()).has_value());  // and the others are served
}

TEST(SecureServer, EndsASlowHandshake) {
    Limits limits;
    limits.handshake = std::chrono::milliseconds(40);
    const SecureServer server(limits);
    Client silent(server.port());
    Client slow(server.port());
    slow.say("\x16\x03\x01\x01");
    EXPECT_EQ(silent.hear_all() + slow.hear_all(), "");
    EXPECT_TRUE(silent.is_closed_by_other() && slow.is_closed_by_other());
}

TEST(SecureServer, GivesARequestItsOwnTimeAfterTheHandshake) {
    Limits limits;
    limits.head = std::chrono::milliseconds(40);
    const SecureServer server(limits);
    auto session = shake_hands(server.port());
    ASSERT_TRUE(session.has_value());
    session->send("GET / HT");
    EXPECT_EQ(hear_all(*session), "");  // with a close_notify
}

TEST(SecureServer, SendsWhatTheSocketDoesNotTakeAtOnce) {
    const SecureServer server;
    auto session = shake_hands(server.port());
    ASSERT_TRUE(session.has_value());
    std::string requests;
    for (int i = 0; i < 20; ++i)
        requests += get("/long");
    session->send(requests + get("/last", "Connection: close\r\n"));
    const std::string heard = hear_all(*session);
    EXPECT_EQ(Client::heads_in(heard), 21U);
    EXPECT_GT(heard.size(), 20'000'000U);
    EXPECT_NE(heard.find("/last"), std::string::npos);
}

TEST(SecureServer, LetsOneHandshakeATickThroughToTheLast) {
    Limits limits;
    limits.handshakes = 1;
    const SecureServer server(limits);
    std::atomic<std::size_t> heard = 0;
    {
        std::vector<std::jthread> clients;
        clients.reserve(8);
        for (int i = 0; i < 8; ++i) {
            clients.emplace_back([&] {
                for (int round = 0; round < 10; ++round) {
                    auto session = shake_hands(server.port());
                    if (!session) continue;
                    session->send(get("/1") + get("/2"));
                    heard += Client::heads_in(hear(*session, 2));
                }
            });
        }
    }
    EXPECT_EQ(heard, 160U);
}

TEST(SecureServer, PresentsWhatReplacedTheFirstWhileThatGoesOn) {
    SecureServer server;
    auto before = shake_hands(server.port());
    ASSERT_TRUE(before.has_value());
    server.served.replace(context_for("second"));
    auto after = shake_hands(server.port());
    ASSERT_TRUE(after.has_value());
    EXPECT_EQ(before->presented().sent.front().subject, "CN = first");
    EXPECT_EQ(after->presented().sent.front().subject, "CN = second");
    for (auto* session : {&*before, &*after}) {
        session->send(get("/1"));
        EXPECT_EQ(Client::heads_in(hear(*session, 1)), 1U);
    }
}

// Swapped as often as can be, while others shake hands: what TSan wants to see.
TEST(SecureServer, IsRenewedUnderLoad) {
    SecureServer server({}, 2);
    const ServerContext other = context_for("second");
    std::atomic<std::size_t> heard = 0;
    std::jthread renewal([&](const std::stop_token& stop) {
        while (!stop.stop_requested())
            server.served.replace(other.renewed());
    });
    {
        std::vector<std::jthread> clients;
        clients.reserve(4);
        for (int i = 0; i < 4; ++i) {
            clients.emplace_back([&] {
                for (int round = 0; round < 10; ++round) {
                    auto session = shake_hands(server.port());
                    if (!session) continue;
                    session->send(get("/1"));
                    heard += Client::heads_in(hear(*session, 1));
                }
            });
        }
    }
    EXPECT_EQ(heard, 40U);
}

TEST(SecureServer, FinishesWhatHasBegunWhenItStops) {
    SecureServer server;
    auto idle = shake_hands(server.port());
    auto midway = shake_hands(server.port());
    ASSERT_TRUE(idle.has_value() && midway.has_value());
    idle->send(get("/1"));
    hear(*idle, 1);
    midway->send(get("/2") + "GET /3 HTT");
    hear(*midway, 1);
    server.ask_to_stop();
    EXPECT_EQ(hear_all(*idle), "");  // told that it ends, not cut off
    midway->send("P/1.1\r\nHost: a\r\n\r\n");
    const std::string heard = hear_all(*midway);
    EXPECT_NE(heard.find("/3"), std::string::npos) << heard;
    EXPECT_NE(heard.find("Connection: close"), std::string::npos);
}

TEST(ListenAddress, SaysPerhapsWhatIsSpokenThere) {
    EXPECT_EQ(parse_listen_address("http://[::1]:8080")->scheme, Scheme::http);
    EXPECT_EQ(parse_listen_address("https://localhost:80")->scheme, Scheme::https);
    EXPECT_EQ(parse_listen_address("localhost:80")->scheme, std::nullopt);
    EXPECT_FALSE(parse_listen_address("ftp://localhost:80").has_value());
    EXPECT_EQ(likely_scheme({"a", 80}), Scheme::http);
    EXPECT_EQ(likely_scheme({"a", 8000}), Scheme::https);
}

}  // namespace
}  // namespace megactl::http

// TLS against a real server: whom we trust, and what we say when we do not.

#include "core/redis/connection.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

namespace megactl::redis {
namespace {

using namespace std::chrono_literals;
using tests::CertificateProfile;
using tests::KeyType;
using tests::TestCertificate;
using tests::TestKey;

CertificateProfile profile_of(const std::string& subject, const std::vector<std::string>& names, bool is_authority) {
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    return {.subject = subject,
            .names = names,
            .not_before = today - std::chrono::days(1),
            .not_after = today + std::chrono::days(30),
            .is_authority = is_authority};
}

// An authority, a server's certificate for `names` and a client's.
struct Files {
    explicit Files(const std::vector<std::string>& names) {
        const TestKey root_key = TestKey::make(KeyType::ec);
        const auto root = TestCertificate::self_signed(root_key, profile_of("root", {}, true));
        const TestKey key = TestKey::make(KeyType::ec);
        const auto certificate = root.sign(root_key, key, profile_of("server", names, false));
        authority = folder.write("ca.pem", root.pem()).string();
        server_key = folder.write("server.key", key.pem()).string();
        server = folder.write("server.pem", certificate.pem()).string();
    }

    std::vector<std::string> options(std::uint16_t port, const std::string& asks_clients) const {
        return {"--tls-port",         std::to_string(port), "--tls-cert-file",    server,
                "--tls-key-file",     server_key,           "--tls-ca-cert-file", authority,
                "--tls-auth-clients", asks_clients};
    }

    tests::Sandbox folder;
    std::string authority;
    std::string server;
    std::string server_key;
};

std::string answer(const std::string& url, Patience patience = {30s, 30s}) {
    Connection connection(endpoint_of(*parse_url(url)).value(), patience);
    try {
        return connection.call({"PING"}).text;
    } catch (const Error& error) {
        return error.message();
    }
}

}  // namespace

TEST(Tls, ChecksChainAndName) {
    const Files files({"localhost"});
    const std::uint16_t port = tests::free_port();
    const tests::RedisServer server(files.options(port, "no"));
    const std::string local = fmt::format("rediss://localhost:{}/0", port);
    const std::string address = fmt::format("rediss://127.0.0.1:{}/0", port);
    const std::string trusting = "?ssl_ca_certs=" + files.authority;
    EXPECT_EQ(answer(local + trusting), "PONG");
    EXPECT_NE(answer(local).find(local + "`: its certificate is not to be trusted: self-signed certificate"),
              std::string::npos)
        << answer(local);
    EXPECT_EQ(
        answer(address + trusting),
        fmt::format("can't reach Redis at `{}`: its certificate is not to be trusted: IP address mismatch", address));
    EXPECT_EQ(answer(address + trusting + "&ssl_check_hostname=false"), "PONG");
    EXPECT_EQ(answer(address + "?ssl_cert_reqs=none"), "PONG");
}

TEST(Tls, ShowsACertificateOfOurOwn) {
    const Files files({"127.0.0.1"});
    const std::uint16_t port = tests::free_port();
    const tests::RedisServer server(files.options(port, "yes"));
    const std::string url = fmt::format("rediss://127.0.0.1:{}/0?ssl_ca_certs={}", port, files.authority);
    EXPECT_EQ(answer(fmt::format("{}&ssl_certfile={}&ssl_keyfile={}", url, files.server, files.server_key)), "PONG");
    EXPECT_NE(answer(url), "PONG");
    EXPECT_NE(answer(url + "&ssl_certfile=/nowhere.pem&ssl_keyfile=/nowhere.key").find("`/nowhere.pem` (ssl_certfile)"),
              std::string::npos);
}

TEST(Tls, CarriesMoreThanOneRecord) {
    const Files files({"localhost"});
    const std::uint16_t port = tests::free_port();
    const tests::RedisServer server(files.options(port, "no"));
    const std::string url = fmt::format("rediss://localhost:{}/0?ssl_ca_certs={}", port, files.authority);
    Connection connection(endpoint_of(*parse_url(url)).value(), {30s, 30s});
    const std::string megabytes(5 << 20, 'x');
    EXPECT_EQ(connection.call({"ECHO", megabytes}).text, megabytes);
}

TEST(Tls, IsMissedWhereTheServerSpeaksNone) {
    const tests::RedisServer server;
    const std::string said = answer(fmt::format("rediss://127.0.0.1:{}/0", server.port()), {200ms, 200ms});
    EXPECT_NE(said.find("it did not answer TLS in time"), std::string::npos) << said;
}

}  // namespace megactl::redis

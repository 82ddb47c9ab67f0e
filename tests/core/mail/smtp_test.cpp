// A server that answers from a script; what real ones do is tried by tests/interop/mail.

#include "core/mail/smtp.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace megactl::mail {
namespace {

// Takes one connection and answers line by line: the greeting first, then an answer to each line, but none within the
// text of a mail. Where the script ends, it hangs up.
class ScriptedServer {
public:
    explicit ScriptedServer(std::vector<std::string> answers) : answers_(std::move(answers)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto* const plain = reinterpret_cast<sockaddr*>(&address);  // NOLINT: as sockets want it
        if (::bind(listener_, plain, size) != 0) throw std::runtime_error("bind");
        ::listen(listener_, 1);
        ::getsockname(listener_, plain, &size);
        port_ = ::ntohs(address.sin_port);
        thread_ = std::jthread([this] { serve(); });
    }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }

    std::uint16_t port() const { return port_; }

private:
    void serve() {
        const int client = ::accept(listener_, nullptr, nullptr);
        if (client < 0) return;
        for (const std::string& answer : answers_) {
            const std::string line = answer + "\r\n";
            if (::send(client, line.data(), line.size(), MSG_NOSIGNAL) < 0) break;
            if (!read_until(client, answer.starts_with("354") ? "\r\n.\r\n" : "\r\n")) break;
        }
        ::close(client);
    }

    static bool read_until(int client, const std::string& end) {
        std::string text;
        char c = 0;
        while (!text.ends_with(end)) {
            if (::recv(client, &c, 1, 0) != 1) return false;
            text += c;
        }
        return true;
    }

    std::vector<std::string> answers_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

const Envelope mail{.sender = "a@b", .recipients = {"c@d"}, .content = "Subject: x\n\nbody\n"};

Sending sent(std::vector<std::string> answers, SmtpServer server = {}) {
    const ScriptedServer scripted(std::move(answers));
    server.host = "127.0.0.1";
    server.port = scripted.port();
    server.client_name = "here";
    return smtp_mailer(server)->send(mail);
}

const SmtpServer plain{
    .host = "", .security = SmtpServer::Security::none, .user = "", .password = {}, .client_name = ""};

TEST(Smtp, SendsAMail) {
    const Sending sending = sent({"220 hi", "250 hi", "250 ok", "250 ok", "354 go", "250 taken", "221 bye"}, plain);
    EXPECT_EQ(sending.fate, Sending::Fate::sent) << sending.reason;
}

TEST(Smtp, IsRefusedForEverByA5xxForTheReceiver) {
    const Sending sending = sent({"220 hi", "250 hi", "250 ok", "550 no such user", "221 bye"}, plain);
    EXPECT_EQ(sending.fate, Sending::Fate::refused);
    EXPECT_NE(sending.reason.find("says: 550 no such user"), std::string::npos) << sending.reason;
}

TEST(Smtp, IsPutOffByA4xxForTheReceiver) {
    EXPECT_EQ(sent({"220 hi", "250 hi", "250 ok", "450 greylisted"}, plain).fate, Sending::Fate::put_off);
}

TEST(Smtp, IsRefusedForEverByA5xxForTheText) {
    EXPECT_EQ(sent({"220 hi", "250 hi", "250 ok", "250 ok", "354 go", "554 spam"}, plain).fate, Sending::Fate::refused);
}

TEST(Smtp, IsPutOffWhereNoAnswerFollowsTheText) {
    EXPECT_EQ(sent({"220 hi", "250 hi", "250 ok", "250 ok", "354 go"}, plain).fate, Sending::Fate::put_off);
}

TEST(Smtp, IsAwayWhereTheServerDropsOrRefusesEverything) {
    EXPECT_EQ(sent({"220 hi", "250 hi"}, plain).fate, Sending::Fate::away);
    EXPECT_EQ(sent({"554 go away"}, plain).fate, Sending::Fate::away);
    EXPECT_EQ(sent({"220 hi", "250 hi", "421 closing"}, plain).fate, Sending::Fate::away);
    EXPECT_EQ(sent({"220 hi", "250 hi", "530 authenticate first"}, plain).fate, Sending::Fate::away);
}

TEST(Smtp, SaysNothingWithoutStarttls) {
    SmtpServer server = plain;
    server.security = SmtpServer::Security::starttls;
    const Sending sending = sent({"220 hi", "250 hi", "250 ok", "250 ok", "354 go", "250 taken"}, server);
    EXPECT_EQ(sending.fate, Sending::Fate::away);
    EXPECT_NE(sending.reason.find("STARTTLS is required"), std::string::npos) << sending.reason;
}

TEST(Smtp, SaysWhatToChangeForAServerThatWantsMore) {
    const auto hint = [](std::vector<std::string> answers, const SmtpServer& server) {
        const std::string reason = sent(std::move(answers), server).reason;
        const std::size_t begin = reason.find(" (");
        return begin == std::string::npos ? reason : reason.substr(begin + 1);
    };
    const std::string log_in = "(DJANGO_EMAIL_HOST_USER and DJANGO_EMAIL_HOST_PASSWORD log in)";
    const std::string upgrade = "(DJANGO_EMAIL_USE_TLS=true speaks STARTTLS)";
    const std::string behind =
        "(it offers no login that is known here: it may behind STARTTLS, DJANGO_EMAIL_USE_TLS=true)";
    SmtpServer server = plain;
    EXPECT_EQ(hint({"220 hi", "250 hi", "530 5.7.0 Must issue a STARTTLS command first"}, server), upgrade);
    EXPECT_EQ(hint({"220 hi", "250 hi", "530 5.7.0 Who are you?"}, server), log_in);
    EXPECT_EQ(hint({"220 hi", "250 hi", "250 ok", "550 5.7.1 Authentication required"}, server), log_in);
    server.user = "ada";
    server.password = Secret("hunter2");
    EXPECT_EQ(hint({"220 hi", "250 hi", "530 5.7.0 Authentication required"}, server), behind);
    EXPECT_EQ(hint({"220 hi", "250-hi\r\n250 AUTH PLAIN", "538 5.7.11 Encryption required"}, server), upgrade);
    EXPECT_EQ(hint({"220 hi", "250-hi\r\n250 AUTH PLAIN", "535 5.7.8 Authentication failed"}, server),
              "(is DJANGO_EMAIL_HOST_USER right, and its password?)");
    server.security = SmtpServer::Security::starttls;
    EXPECT_EQ(hint({"220 hi", "250 hi"}, server),
              "(STARTTLS is required, and it offers none: DJANGO_EMAIL_USE_TLS=false sends in the clear, and with "
              "DJANGO_EMAIL_USE_SSL=true speaks TLS from the first byte)");
}

TEST(Smtp, NeverTellsThePassword) {
    SmtpServer server = plain;
    server.user = "ada";
    server.password = Secret("hunter2");
    const Sending sending = sent({"220 hi", "250-hi\r\n250 AUTH PLAIN", "535 no, not by hunter2"}, server);
    EXPECT_EQ(sending.fate, Sending::Fate::away);
    EXPECT_NE(sending.reason.find("535 no, not by ••••"), std::string::npos) << sending.reason;
}

TEST(Smtp, IsAwayWhereNobodyListens) {
    SmtpServer server = plain;
    server.host = "127.0.0.1";
    server.port = 1;
    const Sending sending = smtp_mailer(server)->send(mail);
    EXPECT_EQ(sending.fate, Sending::Fate::away);
    EXPECT_NE(sending.reason.find("127.0.0.1:1 can't be spoken to"), std::string::npos) << sending.reason;
}

}  // namespace
}  // namespace megactl::mail

#include "core/mail/smtp.hpp"

#include "core/base/text.hpp"
#include "core/base/url.hpp"
#include "core/curl/curl.hpp"
#include "core/curl/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace megactl::mail {
namespace {

using Fate = Sending::Fate;

// The text of a mail on its way; libcurl asks for it piece by piece.
struct Upload {
    std::string content;
    std::size_t done = 0;

    bool is_whole() const { return done == content.size(); }
};

std::size_t next_piece(char* buffer, std::size_t size, std::size_t count, void* upload) {
    auto& source = *static_cast<Upload*>(upload);
    const std::size_t length = std::min(size * count, source.content.size() - source.done);
    std::copy_n(source.content.data() + source.done, length, buffer);
    source.done += length;
    return length;
}

// The last refusal that the server said: a farewell may follow it.
std::size_t keep_reply(const char* line, std::size_t size, std::size_t count, void* reply) {
    constexpr std::size_t longest = 300;
    const std::string_view text = trim(std::string_view(line, size * count));
    if (text.starts_with('4') || text.starts_with('5'))
        static_cast<std::string*>(reply)->assign(text.substr(0, longest));
    return size * count;
}

curl::List recipients_of(const Envelope& mail) {
    std::vector<std::string> mailboxes;
    mailboxes.reserve(mail.recipients.size());
    for (const std::string& mailbox : mail.recipients)
        mailboxes.push_back("<" + mailbox + ">");
    return curl::list_of(mailboxes);
}

// Whether the server won't take this one mail, or isn't there for any.
Fate fate_of(CURLcode code, int status, std::string_view words, const Upload& upload) {
    constexpr int closing = 421;
    constexpr int too_large = 552;
    const bool is_told = status >= 400 && status < 600;
    const bool is_of_recipient = code == CURLE_SEND_ERROR && words.starts_with("RCPT failed");
    const bool is_of_size = code == CURLE_SEND_ERROR && words.starts_with("MAIL failed") && status == too_large;
    const bool is_of_content = upload.is_whole() && code == CURLE_WEIRD_SERVER_REPLY;
    if (is_told && status != closing && (is_of_recipient || is_of_size || is_of_content)) {
        return status >= 500 ? Fate::refused : Fate::put_off;
    }
    // All was sent, and no answer came: it may have arrived, so that it must not be sent again and again.
    return upload.is_whole() ? Fate::put_off : Fate::away;
}

class SmtpMailer final : public Mailer {
public:
    explicit SmtpMailer(SmtpServer server)
        : server_(std::move(server)), name_(fmt::format("{}:{}", bracketed(server_.host), server_.port)) {}

    Sending send(const Envelope& mail) override {
        curl::Transfer transfer(url(), "smtp,smtps");
        Upload upload{.content = replace_all(mail.content, "\n", "\r\n")};
        std::string reply;
        const curl::List recipients = recipients_of(mail);
        const std::string sender = "<" + mail.sender + ">";
        set_server(transfer);
        transfer.set(CURLOPT_MAIL_FROM, sender.c_str())
            .set(CURLOPT_MAIL_RCPT, recipients.get())
            .set(CURLOPT_UPLOAD, 1L)
            .set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(upload.content.size()))
            .set(CURLOPT_READFUNCTION, &next_piece)
            .set(CURLOPT_READDATA, &upload)
            .set(CURLOPT_HEADERFUNCTION, &keep_reply)
            .set(CURLOPT_HEADERDATA, &reply);
        const CURLcode code = transfer.perform();
        if (code == CURLE_OK) return {};
        const int status = transfer.status();
        if (!reply.starts_with(fmt::to_string(status))) reply.clear();
        return {.fate = fate_of(code, status, transfer.words(), upload),
                .reason = reason(code, transfer.words(), reply)};
    }

private:
    std::string url() const {
        const bool is_tls = server_.security == SmtpServer::Security::tls;
        return fmt::format("{}://{}/{}", is_tls ? "smtps" : "smtp", name_, server_.client_name);
    }

    void set_server(curl::Transfer& transfer) const {
        const auto seconds = static_cast<long>(server_.timeout.count());
        constexpr long answers = 10;  // of a whole conversation
        const bool upgrades = server_.security == SmtpServer::Security::starttls;
        transfer.set(CURLOPT_NOPROXY, "*")
            .set(CURLOPT_CONNECTTIMEOUT, seconds)
            .set(CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds)
            .set(CURLOPT_TIMEOUT, answers * seconds)
            .set(CURLOPT_LOW_SPEED_LIMIT, 1L)
            .set(CURLOPT_LOW_SPEED_TIME, seconds)
            .set(CURLOPT_USE_SSL, static_cast<long>(upgrades ? CURLUSESSL_ALL : CURLUSESSL_NONE));
        if (!server_.ca_file.empty()) transfer.set(CURLOPT_CAINFO, server_.ca_file.c_str());
        if (!logs_in()) return;
        transfer.set(CURLOPT_USERNAME, server_.user.c_str());
        transfer.set(CURLOPT_PASSWORD, std::string(server_.password.reveal()).c_str());
    }

    // `reply` is what the server said, where that is the reason.
    std::string reason(CURLcode code, std::string_view words, const std::string& reply) const {
        const bool is_answer = !reply.empty();
        std::string said = is_answer ? reply : curl::reason_of(code, words);
        if (!server_.password.empty()) said = replace_all(said, server_.password.reveal(), secret_mask);
        const std::string_view verb = is_answer ? "says" : "can't be spoken to";
        return fmt::format("the mail server {} {}: {}{}", name_, verb, escape_controls(said), hint(code, lower(reply)));
    }

    bool logs_in() const { return !server_.user.empty() && !server_.password.empty(); }

    // What to change, as far as that can be told. `reply` is in small letters.
    std::string hint(CURLcode code, std::string_view reply) const {
        const bool is_plain = server_.security == SmtpServer::Security::none;
        const bool wants_login =
            reply.starts_with("530") || reply.find("authentication required") != std::string_view::npos;
        if (is_plain && (reply.starts_with("538") || reply.find("starttls") != std::string_view::npos))
            return " (DJANGO_EMAIL_USE_TLS=true speaks STARTTLS)";
        if (wants_login && !logs_in()) return " (DJANGO_EMAIL_HOST_USER and DJANGO_EMAIL_HOST_PASSWORD log in)";
        if (wants_login && code != CURLE_LOGIN_DENIED && is_plain)
            return " (it offers no login that is known here: it may behind STARTTLS, DJANGO_EMAIL_USE_TLS=true)";
        switch (code) {
            case CURLE_USE_SSL_FAILED:
                return " (STARTTLS is required, and it offers none: DJANGO_EMAIL_USE_TLS=false sends in the clear, and "
                       "with DJANGO_EMAIL_USE_SSL=true speaks TLS from the first byte)";
            case CURLE_LOGIN_DENIED: return " (is DJANGO_EMAIL_HOST_USER right, and its password?)";
            case CURLE_PEER_FAILED_VERIFICATION: return " (MEGACTL_EMAIL_CA names an authority of your own)";
            default: return "";
        }
    }

    SmtpServer server_;
    std::string name_;
};

}  // namespace

std::unique_ptr<Mailer> smtp_mailer(SmtpServer server) {
    curl::library();  // a host without it must not learn so from the first mail
    const auto is_odd = [](char c) { return !is_letter(c) && !is_digit(c) && c != '.' && c != '-'; };
    if (server.client_name.empty() || std::ranges::any_of(server.client_name, is_odd)) server.client_name = "localhost";
    return std::make_unique<SmtpMailer>(std::move(server));
}

}  // namespace megactl::mail

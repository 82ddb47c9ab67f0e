#pragma once

#include "core/base/secret.hpp"
#include "core/mail/mailer.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace megactl::mail {

// A mail server, and how it is spoken to.
struct SmtpServer {
    enum class Security {
        none,
        starttls,  // required: without it nothing is said
        tls,       // from the first byte
    };

    std::string host;
    std::uint16_t port = 587;
    Security security = Security::starttls;
    std::string user;
    Secret password;                   // user and password: AUTH, before anything is sent
    std::chrono::seconds timeout{10};  // of connecting, and of each answer
    std::string ca_file{};             // what its certificate is held against; by default the system's
    std::string client_name;           // of EHLO
};

// Sends by SMTP, through libcurl, a connection a mail. The server's certificate must be valid for its host. Nothing
// that this says holds the password.
std::unique_ptr<Mailer> smtp_mailer(SmtpServer server);

}  // namespace megactl::mail

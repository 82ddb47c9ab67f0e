#pragma once

#include "core/mail/mail.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace megactl::mail {

// What became of a mail.
struct Sending {
    enum class Fate {
        sent,
        away,     // no server that takes mail of ours: it may be sent once there is
        put_off,  // the server would not take this mail now, or did not say whether it took it
        refused,  // for ever
    };

    Fate fate = Fate::sent;
    std::string reason{};  // one sentence; empty where it was sent
};

// Where mails go: one of Django's backends. Safe from every thread.
class Mailer {
public:
    Mailer() = default;
    Mailer(const Mailer&) = delete;
    Mailer& operator=(const Mailer&) = delete;
    virtual ~Mailer() = default;

    virtual Sending send(const Envelope& mail) = 0;
};

// Each mail is written as a text and a line of 79 dashes.
std::unique_ptr<Mailer> console_mailer(std::function<void(std::string_view)> write);
// A file of its own for each mail, in `folder`, which is made where it is missing.
std::unique_ptr<Mailer> file_mailer(std::filesystem::path folder);
// Drops them: Django's dummy, and its locmem, whose outbox nobody could look into here.
std::unique_ptr<Mailer> dropping_mailer();

}  // namespace megactl::mail

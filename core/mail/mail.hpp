#pragma once

#include "core/base/result.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace megactl::mail {

// A mail as a task means it.
struct Mail {
    std::string subject;
    std::string text;
    std::string html;  // the same in HTML; empty for none
    std::string from;
    std::vector<std::string> to;
    std::vector<std::string> reply_to;
    std::string id;                   // of the message: `name@host`
    std::chrono::sys_seconds date{};  // when it was written
};

// A mail as it is handed to a server, with Django's structure and headers.
struct Envelope {
    std::string sender;
    std::vector<std::string> recipients;
    std::string content;  // lines end in `\n`
};

// The problem is what no header may hold: a line end, say, which would begin a header of somebody else's.
Result<Envelope> enveloped(const Mail& mail);

}  // namespace megactl::mail

#pragma once

#include "core/http/request.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace megactl::http {

// Who answers the requests of one loop, always from that loop's thread. Nothing here may wait: every connection of the
// loop waits with it.
class Handler {
public:
    virtual ~Handler() = default;

    virtual void begin_tick(std::chrono::system_clock::time_point now) = 0;
    // Appends the whole answer. `peer` is the address of the other end, `stays_open` what the answer must say of the
    // connection.
    virtual void answer(const Request& request, std::string_view peer, bool stays_open, std::string& output) = 0;
    // Appends the answer to what is no request; the connection is closed behind it. `words` say why, or are empty.
    virtual void refuse(int status, std::string_view words, std::string& output) = 0;
    // No answer of this tick has left yet: what must be safe before, is made safe here, for all of them at once.
    virtual void before_answers() = 0;
};

}  // namespace megactl::http

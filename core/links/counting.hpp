#pragma once

#include "core/http/request.hpp"

#include <string_view>

// Which visits are clicks.
namespace megactl::links {

// Those of which a site may think otherwise than of a person's click; Django's view counts them all.
struct Counted {
    bool head = true;      // a HEAD asks where a link leads, and does not go there
    bool prefetch = true;  // a browser that fetches a page before anybody has asked for it
    bool bots = true;      // programs that say so in their User-Agent
};

bool is_counted(const http::Request& request, const Counted& counted);

// A program by its own name: crawlers, link previews, command-line clients. What names itself a browser is none.
bool is_bot(std::string_view user_agent);

}  // namespace megactl::links

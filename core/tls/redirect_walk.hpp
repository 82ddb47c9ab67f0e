#pragma once

#include "core/tls/http_answer.hpp"

#include <functional>
#include <string>
#include <vector>

namespace megactl::tls {

// A way that a GET over plain HTTP is sent.
struct RedirectWalk {
    std::vector<WebPlace> places;  // the first is where it began
    int status = 0;                // of the last place that was asked; 0 where it gave no answer
    std::string problem{};         // why it gave none
    bool is_loop = false;          // the last place was there before, and no cookie makes it another
    bool is_endless = false;       // the last place redirects as well, and is one too many
};

// Asks a place for its answer, with cookies as a Cookie header has them; empty: none.
using PlaceQuestion = std::function<Result<HttpAnswer>(const WebPlace& place, const std::string& cookies)>;

// Follows redirects, ten at most, and only among places of the host where it begins: the last may be another's, and is
// not asked. The host has its cookies back as from a browser, whatever paths they are for.
RedirectWalk walk_redirects(const WebPlace& begin, const PlaceQuestion& ask);

}  // namespace megactl::tls

#pragma once

#include "core/checks/rule.hpp"
#include "core/report/report.hpp"
#include "core/tls/server_look.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

// A running server, held against the rules for files.
namespace megactl::checks {

// What was seen of it, and what belongs to the question.
struct Served {
    std::string place;  // "example.org:443"
    std::string host;   // that its certificate has to cover
    megactl::tls::ServerLook look;
    std::optional<megactl::tls::RedirectWalk> walk{};  // from plain HTTP, or a circle without it
    std::optional<project::TlsInput> on_disk{};        // what the project would serve
    std::vector<project::TlsInput> anchors{};          // `--ca`
    megactl::tls::TrustPlaces trusted{};
    std::chrono::sys_seconds now{};
    std::optional<std::chrono::seconds> expires_within{};  // given: reached, it is an error
};

// The rules that can be told of a server from outside, and what only a running one shows.
report::Report judge_served(const Served& served);

// The certificate that the server has for itself; null where it showed none.
const megactl::tls::Certificate* served_leaf(const Served& served);

}  // namespace megactl::checks

#pragma once

#include "core/checks/tls/served.hpp"

// Findings about a running server, each in the file of its rule.
namespace megactl::checks::tls_rules {

Findings find_old_versions(const Served& served);
Findings find_renewal(const Served& served);
Findings find_revoked(const Served& served);
Findings find_unfit_staple(const Served& served);

// What its answers over HTTP, with TLS and without, show under the rules of `https`.
void judge_answers(const Served& served, report::Report& report);

// The rule, and what it finds.
void add_findings(report::Report& report, const Rule& rule, Findings findings);
// A finding about the server as a whole.
Finding finding_about_server(const Rule& rule, const Served& served, std::string headline);

}  // namespace megactl::checks::tls_rules

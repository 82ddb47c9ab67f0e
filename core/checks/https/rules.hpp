#pragma once

#include "core/checks/rule.hpp"

// The rules of the group `https`, a file each: Django's settings against where TLS ends.
namespace megactl::checks::https_rules {

extern const Rule redirect_loop;
extern const Rule proxy_header_malformed;
extern const Rule session_cookie_needs_tls;
extern const Rule csrf_cookie_needs_tls;
extern const Rule hsts_needs_tls;
extern const Rule no_redirect;
extern const Rule session_cookie_insecure;
extern const Rule csrf_cookie_insecure;
extern const Rule no_hsts;
extern const Rule hsts_without_subdomains;
extern const Rule preload_refused;
extern const Rule hsts_flags_without_seconds;
extern const Rule scheme_forgeable;
extern const Rule preload_is_lasting;
extern const Rule probe_redirected;
extern const Rule probe_without_tls;
extern const Rule no_plain_listener;
extern const Rule client_address_forgeable;
extern const Rule proxy_trust_without_proxy;
extern const Rule csrf_origin_refused;
extern const Rule security_middleware_absent;
extern const Rule value_invalid;

}  // namespace megactl::checks::https_rules

#pragma once

#include "core/checks/rule.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the rules of `https` share: Django's settings for HTTPS as one process of the site has them, as far as they are
// known without running anything.
namespace megactl::checks::https_rules {

using project::DjangoSettings;
using project::HttpsSite;

// A setting whose value is known.
template <class T>
struct Known {
    T value{};
    std::string said_by;         // "`SECURE_SSL_REDIRECT=True`", "its default, `True`"
    std::optional<Location> at;  // where a file of the project says it
    std::string variable;        // the variable that decides it; empty where none does
};
using KnownFlag = std::optional<Known<bool>>;
using KnownNumber = std::optional<Known<std::int64_t>>;
using KnownTexts = std::optional<Known<std::vector<std::string>>>;

// SECURE_PROXY_SSL_HEADER: how Django learns behind a proxy that a request came by HTTPS.
struct ProxyHeader {
    enum class State { absent, fits, malformed, unknown };
    State state = State::absent;
    std::string fault{};  // of a malformed one
    std::optional<Location> at{};
    std::string name{};  // of one that fits, as a request has it: "X-FORWARDED-PROTO"
};

struct Middleware {
    bool may_lack_security = false;               // SecurityMiddleware is not seen
    std::optional<Location> lacks_security_at{};  // the list that certainly has none
    bool has_own_ahead = false;  // one of the site's own stands ahead of it, and may answer in its place
};

struct Settings;  // said.hpp

// One process of the site. What is asked of it is looked up then: most rules need little of most processes.
struct Site {
    const HttpsSite* facts = nullptr;
    const Settings* words = nullptr;  // null where no settings were found

    KnownFlag redirect() const;
    KnownFlag session_cookie() const;
    KnownFlag csrf_cookie() const;
    KnownFlag csrf_in_session() const;  // CSRF_USE_SESSIONS: there is no such cookie
    KnownNumber hsts() const;
    KnownFlag hsts_subdomains() const;
    KnownFlag hsts_preload() const;
    KnownFlag trusts_proxy() const;  // TRUST_PROXY_HEADERS: the client's address is taken from a header
    KnownTexts trusted_origins() const;
    ProxyHeader proxy_header() const;
    Middleware middleware() const;
    KnownTexts exemptions() const;  // the patterns of SECURE_REDIRECT_EXEMPT
    // Does SECURE_REDIRECT_EXEMPT spare a path the redirect? `path` is as Django has it, without its first `/`. Nothing
    // where that can't be told.
    std::optional<bool> exempts(const std::optional<std::string>& path) const;
    std::optional<Location> exemptions_at() const;

    bool is_process() const { return facts->service.empty() && !facts->workload; }
    bool serves_tls() const { return facts->serves_tls == true; }
    // Plain HTTP, and nothing says that a proxy speaks HTTPS ahead of it.
    bool has_no_https() const {
        return facts->serves_tls == false && proxy_header().state == ProxyHeader::State::absent;
    }
    // The same, and somebody says how it is run. Ahead of a container of Kubernetes stands what no manifest of its own
    // tells: browsers may speak HTTPS to that.
    bool is_plain() const { return facts->is_said && !facts->workload && has_no_https(); }
};

// Each process of the site.
void for_each_site(const Facts& facts, const std::function<void(const Site&)>& visit);
// The findings of a rule that looks at one site at a time.
Findings find_in_sites(const Facts& facts, std::optional<Finding> (*find)(const Facts&, const Site&));

// Does something that the project says speak of a proxy ahead, besides SECURE_PROXY_SSL_HEADER?
bool may_have_proxy(const Facts& facts, const Site& site);

bool is_on(const KnownFlag& flag);
bool is_off(const KnownFlag& flag);

// A finding about a setting, at the place that decides its value.
template <class T>
Finding finding_about(const Rule& rule, const Facts& facts, const Site& site, const Known<T>& setting,
                      std::string headline);
// A finding about a place, or about the settings as a whole.
Finding finding_at(const Rule& rule, const Facts& facts, const Site& site, const std::optional<Location>& at,
                   std::string headline, std::string label);

}  // namespace megactl::checks::https_rules

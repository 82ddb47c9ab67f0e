#include "cli/commands/serve_settings.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/random.hpp"
#include "core/os/supervisor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t default_port = 8000;
constexpr std::int64_t most_threads = 1024;
constexpr std::size_t address_key_size = 32;
constexpr std::int64_t default_hsts_seconds = 31'536'000;

std::vector<http::ListenAddress> listen_addresses(const Context& context) {
    std::vector<http::ListenAddress> addresses;
    for (const std::string& text : context.settings.list("serve.listen")) {
        const auto address = http::parse_listen_address(text);
        if (!address) {
            throw context.settings.wrong("serve.listen", fmt::format("can't listen on `{}`: it {}",
                                                                     escape_controls(text), address.error().reason));
        }
        addresses.push_back(*address);
    }
    if (!addresses.empty()) return addresses;
    const std::string host = context.settings.text("server.host");
    const std::int64_t port = context.settings.integer("server.port").value_or(default_port);
    if (port < 0 || port > std::numeric_limits<std::uint16_t>::max()) {
        throw context.settings.wrong("server.port", fmt::format("there is no port {}", port));
    }
    return {{.host = host.empty() ? "127.0.0.1" : host, .port = static_cast<std::uint16_t>(port)}};
}

std::size_t thread_count(const Context& context) {
    const auto checked = [&](std::string_view key, std::int64_t count) {
        if (count >= 1 && count <= most_threads) return static_cast<std::size_t>(count);
        throw context.settings.wrong(key,
                                     fmt::format("{} threads can't serve: 1 to {} are possible", count, most_threads));
    };
    if (const auto said = context.settings.integer("serve.threads")) return checked("serve.threads", *said);
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const auto most = context.settings.integer("server.threads");
    return most ? std::min(cores, checked("server.threads", *most)) : cores;
}

// Where TLS can be spoken, it is spoken somewhere; where it can't, nobody has asked for it.
void check_schemes(const Context& context, const std::vector<http::ListenAddress>& addresses, bool has_pair) {
    using http::Scheme;
    const auto is_plain = [](const http::ListenAddress& address) {
        return address.scheme.value_or(likely_scheme(address)) == Scheme::http;
    };
    if (has_pair && std::ranges::all_of(addresses, is_plain)) {
        const std::string_view key = context.settings.list("serve.listen").empty() ? "server.port" : "serve.listen";
        throw context.settings.wrong(key, "a certificate and its key are named, and no address speaks HTTPS")
            .help("add `--listen 0.0.0.0:443`; port 80, and what begins with `http://`, is plain HTTP");
    }
    const auto wanted = std::ranges::find(addresses, Scheme::https, &http::ListenAddress::scheme);
    if (has_pair || wanted == addresses.end()) return;
    throw context.settings
        .wrong("serve.listen", fmt::format("https://{} can't be served without a certificate", wanted->text()))
        .help("`--tls-cert FILE --tls-key FILE` name the pair");
}

// What Django's SecurityMiddleware writes into Strict-Transport-Security; empty where it writes none.
std::string hsts_of(const Context& context) {
    const std::int64_t seconds = context.settings.integer("django.hsts_seconds").value_or(default_hsts_seconds);
    if (seconds < 0) {
        throw context.settings.wrong("django.hsts_seconds", fmt::format("HSTS can't last {} seconds", seconds))
            .help("0 tells browsers nothing, 31536000 is a year");
    }
    if (seconds == 0) return "";
    std::string value = fmt::format("max-age={}", seconds);
    if (context.settings.boolean("django.hsts_subdomains")) value += "; includeSubDomains";
    if (context.settings.boolean("django.hsts_preload")) value += "; preload";
    return value;
}

std::vector<links::Network> trusted_proxies(const Context& context) {
    std::vector<links::Network> networks;
    for (const std::string& text : context.settings.list("serve.trusted_proxies")) {
        const auto network = links::Network::parse(text);
        if (!network) {
            throw context.settings.wrong(
                "serve.trusted_proxies",
                fmt::format("can't trust `{}`: it {}", escape_controls(text), network.error().reason));
        }
        networks.push_back(*network);
    }
    return networks;
}

links::AddressUse address_use(const Context& context) {
    const std::string use = context.settings.text("serve.anonymize_ip");
    return use == "truncate" ? links::AddressUse::truncate
           : use == "hash"   ? links::AddressUse::hash
           : use == "none"   ? links::AddressUse::drop
                             : links::AddressUse::keep;
}

links::Counted counted(const Context& context) {
    links::Counted counted{.head = false, .prefetch = false, .bots = false};
    const std::vector<std::string> words = context.settings.list("serve.count");
    for (const std::string& word : words) {
        if (word == "head") {
            counted.head = true;
        } else if (word == "prefetch") {
            counted.prefetch = true;
        } else if (word == "bots") {
            counted.bots = true;
        } else if (word != "none" || words.size() > 1) {
            throw context.settings.wrong("serve.count", fmt::format("`{}` can't be counted", escape_controls(word)))
                .help("`head`, `prefetch` and `bots`, separated by commas; or `none`");
        }
    }
    return counted;
}

links::SiteRules site_rules(const Context& context, bool has_pair) {
    links::SiteRules rules;
    for (std::string& host : context.settings.list("django.allowed_hosts"))
        if (!host.empty()) rules.allowed_hosts.push_back(std::move(host));
    // What Django allows while it debugs: nobody is served who does not sit here.
    if (rules.allowed_hosts.empty()) rules.allowed_hosts = {"localhost", ".localhost", "127.0.0.1", "[::1]"};
    rules.trusts_proxy_headers = context.settings.boolean("django.trust_proxy_headers");
    rules.trusted_proxies = trusted_proxies(context);
    rules.address_use = address_use(context);
    if (rules.address_use == links::AddressUse::hash) rules.address_key = os::random_bytes(address_key_size);
    rules.counted = counted(context);
    rules.redirects_to_https =
        context.settings.is_said("django.ssl_redirect") ? context.settings.boolean("django.ssl_redirect") : has_pair;
    if (has_pair) rules.hsts = hsts_of(context);
    return rules;
}

}  // namespace

fs::path spool_folder(const Context& context) {
    if (const std::string said = context.settings.text("serve.spool.dir"); !said.empty()) return context.project / said;
    // systemd may name several, separated by colons; the first is the service's own.
    const std::string by_systemd = process_variable(context, "STATE_DIRECTORY");
    if (!by_systemd.empty()) return by_systemd.substr(0, by_systemd.find(':'));
    if (const std::string state = process_variable(context, "XDG_STATE_HOME"); !state.empty())
        return fs::path(state) / "megactl";
    if (const std::string home = process_variable(context, "HOME"); !home.empty())
        return fs::path(home) / ".local/state/megactl";
    throw Error(Error::Kind::input, "nothing says where clicks may wait for the broker")
        .help("MEGACTL_SERVE_SPOOL_DIR names a folder");
}

links::SpoolSettings spool_settings(const Context& context, const NamedDatabase& database, const NamedBroker& broker) {
    links::SpoolSettings settings;
    settings.folder = spool_folder(context);
    settings.identity = fmt::format("{} {}", database.identity, broker.source.identity());
    settings.limit = context.settings.size("serve.spool.limit");
    const std::string sync = context.settings.text("serve.spool.sync");
    settings.sync = sync == "off"    ? links::SpoolSync::off
                    : sync == "tick" ? links::SpoolSync::tick
                                     : links::SpoolSync::interval;
    return settings;
}

serve::RedirectSettings redirect_settings(const Context& context, const Invocation& invocation,
                                          const tls::ServedContext* served) {
    serve::RedirectSettings settings;
    settings.served = served;
    settings.addresses = listen_addresses(context);
    settings.descriptors =
        os::handed_over(process_variable(context, "LISTEN_PID"), process_variable(context, "LISTEN_FDS"));
    settings.threads = thread_count(context);
    if (settings.descriptors.empty()) check_schemes(context, settings.addresses, served != nullptr);
    settings.rules = site_rules(context, served != nullptr);
    settings.limits.grace = invocation.duration("--grace").value_or(settings.limits.grace);
    return settings;
}

}  // namespace megactl::cli::commands

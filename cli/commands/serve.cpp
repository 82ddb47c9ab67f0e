#include "cli/commands/commands.hpp"
#include "cli/commands/serve_settings.hpp"
#include "cli/commands/serve_tls.hpp"
#include "cli/commands/stores.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/links/click_spool.hpp"
#include "core/links/live_links.hpp"
#include "core/log/log.hpp"
#include "core/os/signals.hpp"
#include "core/os/supervisor.hpp"
#include "core/os/watchdog.hpp"
#include "core/serve/click_publisher.hpp"
#include "core/serve/pair_watch.hpp"
#include "core/serve/redirect_server.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

void tell(Context& context, const std::string& text) {
    if (!context.is_quiet) context.terminal.tell(text);
}

void refuse_memory(const NamedBroker& broker) {
    if (broker.source.identity() != "memory://") return;
    throw Error(Error::Kind::input, "a queue in memory ends with this process, and its clicks with it")
        .from(broker.origin)
        .help("name one that a worker can take from: `--broker sqlite:///megactl.db`");
}

std::string server_text(const serve::RedirectServer& server, const serve::RedirectSettings& settings,
                        std::size_t links) {
    std::vector<std::string> addresses;
    addresses.reserve(server.addresses().size());
    for (const http::ListenAddress& address : server.addresses())
        addresses.push_back(
            fmt::format("{}://{}", address.scheme == http::Scheme::https ? "https" : "http", address.text()));
    return fmt::format("listening on {} for {} · {} · {}\n", join(addresses, ", "),
                       escape_controls(join(settings.rules.allowed_hosts, ", ")),
                       count_of(settings.threads, "thread", "threads"), count_of(links, "link", "links"));
}

std::string spool_text(const links::ClickSpool& spool) {
    const links::SpoolState state = spool.state();
    std::string text = state.waiting == 0 ? "no click waits" : count_of(state.waiting, "click waits", "clicks wait");
    text += fmt::format(" in {}", escape_controls(spool.settings().folder.string()));
    if (state.lost > 0) text += fmt::format(", {} could not be kept", count_of(state.lost, "click", "clicks"));
    return text;
}

std::string listen_origin(const Context& context, const serve::RedirectSettings& settings) {
    if (!settings.descriptors.empty()) return "LISTEN_FDS in the environment";
    const config::SettingValue* said = context.settings.find("serve.listen");
    return said == nullptr ? "default" : said->origin.text();
}

// What is presented where TLS is spoken, and how it follows its files.
struct Presented {
    tls::ServedContext served;
    serve::PairWatch watch;

    Presented(tls::ServerContext first, const NamedPair& pair, serve::WatchedFiles files,
              const serve::PairWatch::Pace& pace)
        : served(std::move(first)),
          watch(
              served, std::move(files), [&pair] { return pair.read_judged(); }, pace) {}
};

serve::PairWatch::Pace watch_pace(const Context& context) {
    serve::PairWatch::Pace pace;
    pace.expires_within =
        std::chrono::duration_cast<std::chrono::seconds>(context.settings.duration("tls.expires_within"));
    return pace;
}

int run_serve(Context& context, const Invocation& invocation) {
    const auto begin = std::chrono::steady_clock::now();
    const NamedPair pair(context);
    serve::WatchedFiles pair_files(pair.files());  // before they are read: no change is missed
    FirstPair first = first_pair(context, pair);
    if (first.is_refused) return 1;
    os::StopSignals signals(os::StopSignals::Hangup::calls);  // before the threads
    std::optional<Presented> presented;
    if (first.context) presented.emplace(*std::move(first.context), pair, std::move(pair_files), watch_pace(context));
    serve::RedirectSettings settings = redirect_settings(context, invocation, presented ? &presented->served : nullptr);
    const NamedBroker broker = named_broker(context, Creation::allowed);
    const NamedDatabase database = named_database(context, Creation::allowed);
    refuse_memory(broker);
    tell_whom(context, "broker", broker.source.name(), broker.origin);
    tell_whom(context, "database", database.name, database.origin);

    const os::Supervisor supervisor(process_variable(context, "NOTIFY_SOCKET"));
    os::Watchdog watchdog(supervisor, process_variable(context, "WATCHDOG_USEC"),
                          process_variable(context, "WATCHDOG_PID"));
    settings.watchdog = &watchdog;
    settings.limits.sleep = watchdog.pace().value_or(std::chrono::milliseconds(0));
    links::LiveLinks known_links(database.open());
    links::ClickSpool spool(spool_settings(context, database, broker));
    std::optional<serve::RedirectServer> server;
    naming(listen_origin(context, settings), [&] { server.emplace(settings, known_links); });
    serve::PublisherSettings publishing;
    publishing.origin = publisher_name();
    publishing.last_try = settings.limits.grace;
    std::optional<serve::ClickPublisher> publisher(std::in_place, spool, broker.source, publishing);

    tell(context, server_text(*server, settings, known_links.table()->size()));
    tell(context, spool_text(spool) + "\n");
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    tell(context,
         fmt::format("ready in {} ms; Ctrl-C stops when what has begun is answered, twice at once\n", took.count()));
    {
        const os::HangupCallback reload(signals, [&] {
            supervisor.tell_reloading();
            log::event(log::Level::info, "serve",
                       presented ? "reading links and certificate again" : "reading the links again");
            known_links.reload();
            if (presented) presented->watch.reload();
            supervisor.tell_ready();
        });
        const std::stop_callback say_so(signals.token(), [&] {
            supervisor.tell_stopping();
            tell(context, fmt::format("stopping: up to {} (Ctrl-C again stops at once)\n",
                                      format_duration(settings.limits.grace)));
        });
        supervisor.tell_ready();
        server->run(signals.token(), [&]() -> serve::ClickKeeper {
            return [writer = std::shared_ptr(spool.open_writer())](std::span<const links::Click> clicks) {
                writer->append(clicks);
            };
        });
    }
    publisher.reset();  // makes its last try
    tell(context, fmt::format("stopped; {}\n", spool_text(spool)));
    return 0;
}

constexpr std::array<std::string_view, 4> countings{"head", "prefetch", "bots", "none"};

constexpr std::array options{
    Option{.name = "--broker",
           .value = "URL",
           .summary = "the broker that the clicks are queued in",
           .setting = "queue.broker"},
    Option{.name = "--listen",
           .value = "ADDR:PORT",
           .summary = "where to listen, perhaps behind `http://` or `https://`",
           .is_repeatable = true,
           .setting = "serve.listen"},
    Option{.name = "--tls-cert",
           .value = "FILE",
           .summary = "the certificate to present, with those behind it: HTTPS is spoken",
           .setting = "tls.certificate",
           .completion = Completion::file},
    Option{.name = "--tls-key",
           .value = "FILE",
           .summary = "the private key of the certificate",
           .setting = "tls.key",
           .completion = Completion::file},
    Option{.name = "--threads", .value = "N", .summary = "how many threads serve", .setting = "serve.threads"},
    Option{.name = "--trusted-proxy",
           .value = "NETWORK",
           .summary = "a proxy whose X-Forwarded-For is believed: `10.0.0.0/8`; may be given several times",
           .is_repeatable = true,
           .setting = "serve.trusted_proxies"},
    Option{.name = "--anonymize-ip",
           .value = "HOW",
           .summary = "what is kept of a visitor's address: all (`off`), its network, a hash of the day, or `none`",
           .setting = "serve.anonymize_ip"},
    Option{.name = "--count",
           .value = "WHAT",
           .summary = "which visits count beside a person's click; all of them, as Django's view has it, by default",
           .choices = countings,
           .is_list = true,
           .setting = "serve.count"},
    Option{.name = "--grace", .value = "D", .summary = "how long a stop waits for what has begun; 10s by default"},
};

const std::array shared_options{database_options};

constexpr std::array examples{
    Example{.summary = "the project's links, as its settings say", .command = "megactl serve"},
    Example{.summary = "on every address of this host, with a Redis that workers share",
            .command = "megactl serve --listen 0.0.0.0:8000 --broker redis://localhost:6379/0"},
    Example{.summary = "HTTPS, with plain requests sent to it",
            .command = "megactl serve --listen 0.0.0.0:443 --listen 0.0.0.0:80 --tls-cert fullchain.pem --tls-key "
                       "privkey.pem"},
};

constexpr std::array exits{
    ExitNote{0, "it was asked to stop, and did"},
    ExitNote{1, "certificate and key can't be served: a finding of `megactl tls check` says why"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3,
             "an address can't be listened on, the database lacks its tables, the spool can't be written, or a "
             "setting is invalid"},
    ExitNote{4, "the database is busy for too long, or the disk fails"},
};

constexpr std::string_view description =
    R"(Answers `/USER/SLUG/` with a redirect to the link's target, as the Django site's own view does: the same status, the same headers, the same host names refused. Each visit is a click; before its answer leaves, the click is written into a folder of this host (the spool), and from there it goes into the queue `clicks` as the message that the site itself would send. A broker that is down or hangs slows no redirect: the clicks wait, and `megactl serve spool` shows them. Where the disk is full or the spool has reached its limit (MEGACTL_SERVE_SPOOL_LIMIT), redirects go on, and the clicks that could not be kept are counted and logged.

The links are kept in memory. An edit shows within a second; while the database is away, redirects go on with what is known.

Who visits is the peer, or the first entry of X-Forwarded-For where TRUST_PROXY_HEADERS is on, which a client can write itself; with `--trusted-proxy` it is the last one that no trusted proxy has. What `--anonymize-ip` takes from an address is nowhere written down: `truncate` keeps the first 24 bits of IPv4 and 48 of IPv6, `hash` an address of fd00::/8 that stands for one visitor until the day ends (UTC) or the server does.

Where a certificate and its key are named, by `--tls-cert` and `--tls-key` or by SERVER_TLS_CERT and SERVER_TLS_KEY, every address speaks HTTPS but those at port 80 and those written `http://ADDR:PORT`. Plain requests are then sent to https (SECURE_SSL_REDIRECT), and HTTPS answers say that browsers shall come by https alone: for a year, with all subdomains and for their preload lists, unless SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS and SECURE_HSTS_PRELOAD say otherwise. Spoken are TLS 1.2 and 1.3 with the ciphers that Mozilla calls intermediate, and HTTP/1.1.

The pair is judged as `megactl tls check` does it. One that no client could use, or whose key is known to everybody, keeps the server from starting; in development (DJANGO_DEBUG) half a pair is a warning, and plain HTTP is served. Both files are looked at every second: a renewed pair is presented to new connections as soon as its halves belong together, and connections that are open go on. A pair that can't be served leaves the one before in place, and the log says why, once.

SIGHUP makes it read the links, and certificate and key, at once. Under systemd it says when it is ready (`Type=notify`), when it stops and, for `WatchdogSec=`, that each of its threads gets on. Where a socket unit hands over its sockets, it listens on those alone: connections wait there while the service is started anew, and none is refused.

`/health/` answers `{"status": "ok"}`, or 503 while the database is away; `/health/live` answers as long as the process does.

Where nothing names a broker, it is `megactl.db` in the project; where nothing names a database, `db.sqlite3`. Where DJANGO_ALLOWED_HOSTS names no host, only `localhost` and its addresses are answered.)";

}  // namespace

constinit const Command serve_command{
    .path = "serve",
    .summary = "answers links with redirects, and queues their clicks",
    .description = description,
    .options = options,
    .more_options = shared_options,
    .examples = examples,
    .exits = exits,
    .reads_dot_env = true,
    .is_service = true,
    .run = run_serve,
};

}  // namespace megactl::cli::commands

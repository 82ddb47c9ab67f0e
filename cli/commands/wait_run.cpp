#include "cli/commands/wait_run.hpp"

#include "cli/commands/stores.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "cli/progress.hpp"
#include "core/base/error.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/base/url.hpp"
#include "core/http/probe.hpp"
#include "core/os/connect.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <initializer_list>
#include <list>
#include <optional>
#include <thread>

namespace megactl::cli::commands {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// A service that is waited for. One thread knocks; it is read once that thread has ended.
struct Awaited {
    std::string name;                           // "broker", "tcp `db:5432`"
    std::function<void(os::Deadline)> knock{};  // throws Error while nobody opens
    std::optional<std::string> failure{};       // the last one
    bool has_answered = false;
};

Awaited tcp_service(const std::string& address) {
    const auto parts = parse_url("tcp://" + address);
    const bool is_address = parts && parts->port && !parts->host.empty() && parts->path.empty() && parts->query.empty();
    if (!is_address) {
        const std::string reason = parts ? "" : ": " + parts.error().reason;
        throw Error(Error::Kind::usage, fmt::format("`--tcp {}` is no HOST:PORT{}", escape_controls(address), reason))
            .help("`--tcp db:5432`, `--tcp [::1]:5432`");
    }
    return {fmt::format("tcp `{}`", address), [host = parts->host, port = *parts->port](os::Deadline deadline) {
                const auto connected = os::connect_tcp(host, port, deadline);
                if (!connected) throw Error(Error::Kind::service, connected.error().reason);
            }};
}

// A health check answers by its status: 503 is not yet.
Awaited web_service(const std::string& url) {
    const auto parts = parse_url(url);
    if (!parts || !is_one_of(parts->scheme, {"http", "https"}) || parts->host.empty()) {
        const std::string reason = parts ? "" : ": " + parts.error().reason;
        throw Error(Error::Kind::usage, fmt::format("`--url {}` is no http or https URL{}",
                                                    mask_url_passwords(escape_controls(url)), reason))
            .help("`--url http://web:8000/health/`");
    }
    return {fmt::format("url `{}`", mask_url_passwords(escape_controls(url))), [url](os::Deadline deadline) {
                constexpr int first_refusal = 400;
                const auto status = http::probe(url, deadline);
                if (!status) throw Error(Error::Kind::service, status.error().reason);
                if (*status >= first_refusal) throw Error(Error::Kind::service, fmt::format("it answers {}", *status));
            }};
}

// As `named_broker` and `named_database` say it, but that the flags of this command take no URL.
void require_named(const Context& context, std::string_view what, std::initializer_list<std::string_view> settings,
                   std::string help) {
    const auto is_said = [&](std::string_view key) { return context.settings.find(key) != nullptr; };
    if (std::ranges::any_of(settings, is_said)) return;
    throw Error(Error::Kind::input, fmt::format("nothing names a {}", what)).help(std::move(help));
}

// In a list: threads keep hold of the elements.
std::list<Awaited> services_of(Context& context, const Invocation& invocation) {
    std::list<Awaited> services;
    for (const std::string& address : invocation.values("--tcp"))
        services.push_back(tcp_service(address));
    for (const std::string& url : invocation.values("--url"))
        services.push_back(web_service(url));
    if (invocation.has("--broker")) {
        require_named(context, "broker", {"queue.broker"},
                      "set `CELERY_BROKER_URL`, or `broker` under `[queue]` in megactl.toml");
        const NamedBroker broker = named_broker(context, Creation::refused);
        tell_whom(context, "broker", broker.source.name(), broker.origin);
        services.push_back(
            {"broker", [source = broker.source](os::Deadline deadline) { source.open()->ping(deadline); }});
    }
    if (invocation.has("--database")) {
        require_named(context, "database", {"database.url", "database.engine"},
                      "set `DATABASE_ENGINE` and `DATABASE_NAME`, or `url` under `[database]` in megactl.toml");
        const NamedDatabase database = named_database(context, Creation::refused);
        tell_whom(context, "database", database.name, database.origin);
        services.push_back({"database", [database](os::Deadline deadline) { database.open()->ping(deadline); }});
    }
    if (!services.empty()) return services;
    throw Error(Error::Kind::usage, "nothing to wait for is named")
        .help("`--broker`, `--database`, `--tcp HOST:PORT`, `--url URL`");
}

// Knocks, ever more slowly, until somebody opens. Who hangs at one knock may answer the next.
void await(Awaited& service, os::Deadline deadline, const std::stop_token& stop, std::atomic<std::size_t>& answered) {
    for (auto pause = 50ms; true; pause = std::min(pause * 2, 1000ms)) {
        try {
            service.knock(std::min(deadline, Clock::now() + 2s));
            service.has_answered = true;
            ++answered;
            return;
        } catch (const std::exception& failure) {
            service.failure = failure.what();
        }
        const os::Deadline next = std::min(deadline, Clock::now() + pause);
        if (!os::wait_until(next, stop) || Clock::now() >= deadline) return;
    }
}

void await_all(Context& context, bool shows_progress, std::list<Awaited>& services, os::Deadline deadline,
               const std::stop_token& stop) {
    std::atomic<std::size_t> answered = 0;
    const ProgressLine progress(context.terminal, shows_progress, "waiting", answered, services.size());
    std::vector<std::jthread> threads;
    threads.reserve(services.size());
    for (Awaited& service : services)
        threads.emplace_back([&] { await(service, deadline, stop, answered); });
    threads.clear();  // joins them
}

}  // namespace

int run_wait(Context& context, const Invocation& invocation) {
    const auto timeout = invocation.duration("--timeout").value_or(60s);
    auto services = services_of(context, invocation);
    const os::StopSignals signals;
    const bool shows_progress = !context.is_quiet && !invocation.has("--no-progress");
    await_all(context, shows_progress, services, Clock::now() + timeout, signals.token());

    const auto silent = static_cast<std::size_t>(
        std::ranges::count_if(services, [](const Awaited& service) { return !service.has_answered; }));
    if (silent == 0) return 0;
    if (signals.received() != 0) return 128 + signals.received();
    const std::string who = services.size() == 1 ? fmt::format("the {}", services.front().name)
                                                 : fmt::format("{} of {} services", silent, services.size());
    Error error(Error::Kind::service, fmt::format("{} did not answer within {}", who, format_duration(timeout)));
    for (const Awaited& service : services) {
        if (service.has_answered) continue;
        // A builder must not be assigned to itself.
        Error longer =
            std::move(error).seen(fmt::format("{}: {}", service.name, service.failure.value_or("no answer")));
        error = std::move(longer);
    }
    throw std::move(error);
}

}  // namespace megactl::cli::commands

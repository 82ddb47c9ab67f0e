#include "cli/commands/stores.hpp"
#include "cli/commands/task_runs.hpp"
#include "core/base/encoding.hpp"
#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/celery/message.hpp"
#include "core/celery/repr.hpp"
#include "core/inspect/sent_time.hpp"
#include "core/os/deadline.hpp"
#include "core/os/random.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::cli::commands {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first_pause{20};
constexpr milliseconds longest_pause{500};

Error usage(std::string_view option, std::string_view typed, std::string_view reason) {
    return {Error::Kind::usage, fmt::format("`{} {}`: {}", option, escape_controls(typed), reason)};
}

struct Json {
    std::string_view option;
    JsonView::Kind kind;
    std::string_view none;
    std::string_view help;
};

constexpr Json args{"--args", JsonView::Kind::array, "[]",
                    R"(an array of JSON gives the positions: `--args '[1, "two"]'`; names are given by `--kwargs`)"};
constexpr Json kwargs{
    "--kwargs", JsonView::Kind::object, "{}",
    R"(an object of JSON gives the names: `--kwargs '{"user": 1}'`; positions are given by `--args`)"};

// Checked JSON text of this kind.
std::string json_typed(const Invocation& invocation, const Json& wanted) {
    const std::string typed = invocation.value(wanted.option).value_or(std::string(wanted.none));
    const auto refuse = [&](std::string_view reason) -> Error {
        return usage(wanted.option, typed, reason).help(std::string(wanted.help));
    };
    if (!is_utf8(typed)) throw refuse("it is no UTF-8");
    const auto view = JsonView::parse(typed);
    if (!view) throw refuse(view.error().reason);
    if (!view->is(wanted.kind)) throw refuse("it is JSON, but of another kind");
    return std::string(view->raw());
}

// Python writes years in four digits, and reads no others.
celery::Time later(celery::Time now, milliseconds duration, std::string_view option, std::string_view typed) {
    constexpr auto longest = std::chrono::years(7000);
    if (duration > longest) throw usage(option, typed, "it ends in no year that Celery could read");
    return now + duration;
}

// A time, or a duration from now on.
std::optional<celery::Time> time_typed(const Invocation& invocation, std::string_view option, celery::Time now) {
    const auto typed = invocation.value(option);
    if (!typed) return std::nullopt;
    if (const auto duration = parse_duration(*typed)) return later(now, *duration, option, *typed);
    const auto time = celery::parse_time(*typed);
    if (!time) throw usage(option, *typed, "it is neither a time like `2026-11-29T12:00:00Z` nor a duration like `5m`");
    return *time;
}

// The name of a task or a queue, which a worker will be asked for.
std::string name_typed(std::string_view what, const std::string& typed) {
    if (!trim(typed).empty() && is_utf8(typed) && escape_controls(typed) == typed) return typed;
    throw Error(Error::Kind::usage, fmt::format("`{}` is no name of a {}", escape_controls(typed), what));
}

celery::Message message_typed(const Invocation& invocation, celery::Time now) {
    celery::Message message;
    message.task = name_typed("task", invocation.arguments.front());
    message.id = os::random_uuid();
    message.root_id = message.id;
    message.args = json_typed(invocation, args);
    message.kwargs = json_typed(invocation, kwargs);
    message.args_repr = celery::python_tuple_repr(JsonView::parse(message.args).value());
    message.kwargs_repr = celery::python_repr(JsonView::parse(message.kwargs).value());
    message.origin = publisher_name();
    message.eta = time_typed(invocation, "--eta", now);
    if (const auto countdown = invocation.duration("--countdown")) {
        if (message.eta) throw Error(Error::Kind::usage, "`--countdown` and `--eta` both say when: give one");
        message.eta = later(now, *countdown, "--countdown", *invocation.value("--countdown"));
    }
    message.expires = time_typed(invocation, "--expires", now);
    message.user_headers.emplace_back(inspect::sent_header, json_quoted(celery::format_time(now)));
    return message;
}

// Until the result is there, or a signal comes.
std::optional<celery::TaskResult> await_result(broker::ResultBackend& results, const std::string& id,
                                               const std::stop_token& stop) {
    for (milliseconds pause = first_pause; !stop.stop_requested(); pause = std::min(2 * pause, longest_pause)) {
        auto result = results.fetch(id);
        if (result && celery::is_ready(result->state)) return result;
        os::wait_until(std::chrono::steady_clock::now() + pause, stop);
    }
    return std::nullopt;
}

int tell_outcome(Context& context, const Invocation& invocation, const NamedResults& named, const std::string& id) {
    const os::StopSignals signals;
    const auto result = naming(named.origin, [&] { return await_result(*named.source.open(), id, signals.token()); });
    if (!result) return 128 + signals.received();
    print_result(context, invocation, *result);
    return result->state == celery::State::success ? 0 : 1;
}

}  // namespace

int run_task_send(Context& context, const Invocation& invocation) {
    const celery::Message message = message_typed(invocation, context.clock.now());
    const std::string queue =
        name_typed("queue", invocation.value("--queue").value_or(std::string(celery::default_queue)));
    const NamedBroker named = named_broker(context, Creation::refused);
    if (named.source.name() == "memory://") {
        throw Error(Error::Kind::input, "what is sent to `memory://` ends with this command: no worker can see it")
            .from(named.origin)
            .help("`--broker redis://localhost:6379/0` names one that both reach");
    }
    const NamedResults results = named_results(context, named, Creation::refused);
    const bool waits = invocation.has("--wait");
    if (waits && results.source.name() == "disabled://") {
        throw Error(Error::Kind::input, "nothing keeps results, so none can be waited for")
            .from(results.origin)
            .help("`--result-backend redis://localhost:6379/1` names who does");
    }
    tell_whom(context, "broker", named.source.name(), named.origin);
    naming(named.origin, [&] {
        const broker::Outgoing sent{.queue = queue, .payload = celery::encode(message, queue, os::random_uuid())};
        named.source.open()->publish(std::span(&sent, 1));
    });
    if (!context.is_quiet) {
        // Who waits would know the id only with the result, and not at all after Ctrl-C.
        const std::string id = waits ? message.id + " " : "";
        context.terminal.tell(fmt::format("sent {}to the queue {}\n", id, escape_controls(queue)));
    }
    if (waits) return tell_outcome(context, invocation, results, message.id);
    if (invocation.value("--format").value_or("text") == "json") {
        JsonWriter json;
        json.begin_object().member("id", message.id).member("queue", queue).end_object();
        context.terminal.print(std::move(json).take());
    } else {
        context.terminal.print(message.id + "\n");
    }
    return 0;
}

}  // namespace megactl::cli::commands

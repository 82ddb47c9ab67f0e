#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"
#include "cli/commands/worker_runs.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/os/host.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace megactl::cli::commands {
namespace {

constexpr std::chrono::milliseconds patience_of_a_check{2000};
constexpr std::chrono::milliseconds least_patience_with_a_broker{1000};  // which itself waits for the answers

Table answer_table() {
    return Table({{.title = "WORKER", .yields = 1}, {.title = "ANSWER", .yields = 2}});
}

void add_answer(Table& table, const celery::ControlReply& reply, const JsonView& /*answer*/) {
    table.add({Cell(reply.node).in(report::Ink::bold), Cell(celery::words_in(reply))});
}

// For a health check: one worker, by its name or because it is of this host.
struct Check {
    std::string who;  // "the worker `w1@web`"
    celery::ControlRequest request;
};

std::optional<Check> check_typed(const Invocation& invocation) {
    const bool is_self = invocation.has("--self");
    const auto node = invocation.value("--node");
    if (!is_self && !node) {
        if (!invocation.has("--broker-down")) return std::nullopt;
        throw Error(Error::Kind::usage, "`--broker-down` belongs to a health check")
            .help("`megactl worker ping --self --broker-down ok`");
    }
    if (static_cast<int>(is_self) + static_cast<int>(node.has_value()) +
            static_cast<int>(invocation.has("--destination")) >
        1) {
        throw Error(Error::Kind::usage, "`--self`, `--node` and `--destination` name each another worker")
            .help("name one of them");
    }
    if (node) {
        if (node->empty()) throw Error(Error::Kind::usage, "`--node` is empty").help("`--node megactl@web-1`");
        return Check{fmt::format("the worker `{}`", escape_controls(*node)),
                     {.method = "ping", .destination = {*node}}};
    }
    // A name of a host holds no sign that means something in a pattern.
    const std::string host = os::host_name();
    return Check{fmt::format("a worker of this host, `…@{}`,", escape_controls(host)),
                 {.method = "ping", .pattern = "*@" + host, .matcher = "glob"}};
}

Error silence(const Asking& asking, const Check& check, const broker::Answers& answers) {
    const bool is_alone = answers.listeners == 0;
    Error refusal = Error(Error::Kind::input, is_alone ? fmt::format("{} is not there: nobody listens", check.who)
                                                       : fmt::format("{} did not answer within {}", check.who,
                                                                     format_duration(asking.patience)))
                        .from(asking.origin);
    const std::vector<std::string>& named = check.request.destination;
    if (!is_alone && !named.empty()) return with_next_step(std::move(refusal), asking, named);
    return std::move(refusal).help(
        "`megactl worker ping` shows who answers; `--node NAME` checks a worker of another name");
}

int run_check(Context& context, const Invocation& invocation, const Check& check) {
    Asking asking = asking_typed(context, invocation);
    if (!invocation.has("--timeout")) asking.patience = patience_of_a_check;
    const broker::Inquiry inquiry{.requests = {check.request},
                                  .patience = asking.patience,
                                  .enough = 1,
                                  .server = {.reply = std::max(asking.patience, least_patience_with_a_broker)}};
    const os::StopSignals signals;
    broker::Answers answers;
    try {
        answers = naming(asking.origin, [&] { return broker::ask(asking.place, inquiry, signals.token()).front(); });
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::service || !invocation.has("--broker-down")) throw;
        if (!context.is_quiet) context.terminal.tell(fmt::format("{}: taken for well\n", error.message()));
        return 0;
    }
    if (!answers.replies.empty()) {
        print_answers(context, invocation, answers, answer_table(), add_answer);
        return 0;
    }
    return tell_refusal(context, silence(asking, check, answers));
}

}  // namespace

int run_worker_ping(Context& context, const Invocation& invocation) {
    if (const auto wanted = check_typed(invocation)) return run_check(context, invocation, *wanted);
    const Asking asking = asking_typed(context, invocation);
    const broker::Answers answers = ask(asking, "ping");
    print_answers(context, invocation, answers, answer_table(), add_answer);
    return tell_missing(context, asking, answers);
}

}  // namespace megactl::cli::commands

#include "cli/commands/queue_filter.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"
#include "cli/commands/worker_runs.hpp"
#include "core/base/encoding.hpp"
#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/base/text.hpp"
#include "core/worker/rate.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace megactl::cli::commands {
namespace {

// Tells it to all who are meant, and shows what each says to it.
int control(Context& context, const Invocation& invocation, std::string method, std::string arguments) {
    const Asking asking = asking_typed(context, invocation);
    const broker::Answers answers = ask(asking, std::move(method), std::move(arguments));
    print_answers(context, invocation, answers,
                  Table({{.title = "WORKER", .yields = 1}, {.title = "ANSWER", .yields = 2}}),
                  [](Table& rows, const celery::ControlReply& reply, const JsonView& /*answer*/) {
                      rows.add({Cell(reply.node).in(report::Ink::bold), Cell(celery::words_in(reply))});
                  });
    return tell_missing(context, asking, answers);
}

// False: the answer was no.
bool is_confirmed(Context& context, const std::string& whom) {
    if (context.says_yes) return true;
    if (context.terminal.can_ask()) {
        return context.terminal.confirm(fmt::format("{} will shut down. Go on?", whom));
    }
    throw Error(Error::Kind::usage, fmt::format("{} would shut down, and there is no terminal to ask", whom))
        .help("`--yes` says that they may");
}

std::string names_of(const std::vector<std::string>& nodes) {
    std::vector<std::string> names;
    names.reserve(nodes.size());
    for (const std::string& node : nodes)
        names.push_back(escape_controls(node));
    return join_words(names);
}

std::string as_json(const std::vector<std::string>& told) {
    JsonWriter json;
    json.begin_object().key("told").begin_array();
    for (const std::string& node : told)
        json.value(node);
    return std::move(json.end_array().end_object()).take();
}

}  // namespace

// No worker answers to `shutdown`. So those who are there are found first, and just they are told.
int run_worker_shutdown(Context& context, const Invocation& invocation) {
    const Asking asking = asking_typed(context, invocation);
    const broker::Answers answers = ask(asking, "ping");
    std::vector<std::string> there;
    there.reserve(answers.replies.size());
    for (const celery::ControlReply& reply : answers.replies)
        there.push_back(reply.node);
    if (!there.empty()) {
        if (!is_confirmed(context, names_of(there))) {
            context.terminal.tell("nothing was changed\n");
            return 1;
        }
        naming(asking.origin, [&] { return broker::tell(asking.place, {.method = "shutdown", .destination = there}); });
        if (invocation.value("--format").value_or("text") == "json") {
            context.terminal.print(as_json(there));
        } else {
            context.terminal.print(fmt::format(
                "{} {}\n", context.terminal.out_palette().paint(report::Ink::done, "told"), names_of(there)));
        }
    }
    return tell_missing(context, asking, answers);
}

int run_worker_pool(Context& context, const Invocation& invocation) {
    const std::string number = invocation.arguments.size() > 1 ? invocation.arguments[1] : "1";
    std::uint16_t by = 0;
    const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), by);
    if (failure != std::errc() || end != number.data() + number.size() || by == 0) {
        throw Error(Error::Kind::usage, fmt::format("`{}` is no number of threads", escape_controls(number)))
            .help("`megactl worker pool grow 2`");
    }
    return control(context, invocation, fmt::format("pool_{}", argument_typed(invocation, 0)),
                   fmt::format(R"({{"n": {}}})", by));
}

int run_worker_consumer(Context& context, const Invocation& invocation) {
    return control(context, invocation, fmt::format("{}_consumer", argument_typed(invocation, 0)),
                   fmt::format(R"({{"queue": {}}})", json_quoted(argument_typed(invocation, 1))));
}

int run_worker_rate_limit(Context& context, const Invocation& invocation) {
    const std::string typed = argument_typed(invocation, 1);
    const std::string rate = json_quoted(typed);
    if (const auto pace = worker::read_rate(*JsonView::parse(rate)); !pace) {
        throw Error(Error::Kind::usage,
                    fmt::format("`{}` is no rate: {}", escape_controls(typed), escape_controls(pace.error().reason)))
            .help("`10/m`, `5/s` or `100/h`; `0` for no limit");
    }
    return control(
        context, invocation, "rate_limit",
        fmt::format(R"({{"task_name": {}, "rate_limit": {}}})", json_quoted(argument_typed(invocation, 0)), rate));
}

}  // namespace megactl::cli::commands

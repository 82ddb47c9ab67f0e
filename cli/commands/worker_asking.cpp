#include "cli/commands/worker_asking.hpp"

#include "cli/commands/stores.hpp"
#include "core/base/json.hpp"
#include "core/base/near.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/celery/strict_json.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace megactl::cli::commands {
namespace {

constexpr std::chrono::milliseconds usual_patience{1000};

constexpr std::array destination_option_list{
    Option{.name = "--destination",
           .letter = 'd',
           .value = "NAME",
           .summary = "the workers that are meant, as in `megactl@web-1`; by default all",
           .is_list = true,
           .completion = Completion::workers},
};
constexpr std::array patience_option_list{
    Option{.name = "--timeout", .value = "D", .summary = "how long workers may take to answer; by default `1s`"},
};

std::string quoted(const std::vector<std::string>& names) {
    std::vector<std::string> words;
    words.reserve(names.size());
    for (const std::string& name : names)
        words.push_back(fmt::format("`{}`", escape_controls(name)));
    return join_words(words);
}

Error nobody(const Asking& asking) {
    return Error(Error::Kind::input, fmt::format("no worker listens on the broker {}", escape_controls(asking.broker)))
        .from(asking.origin)
        .help("is one running, and is this its broker, with this number of the database?");
}

Error silence(const Asking& asking, const broker::Answers& answers) {
    const std::string within = format_duration(asking.patience);
    const std::vector<std::string>& names = answers.silent;
    if (!asking.destination.empty() || names.size() <= answers.missing) {
        const std::string_view who = names.size() == 1 ? "worker" : "workers";
        return with_next_step(
            {Error::Kind::input, fmt::format("the {} {} did not answer within {}", who, quoted(names), within)}, asking,
            names);
    }
    return Error(Error::Kind::input,
                 fmt::format("{} did not answer within {}", count_of(answers.missing, "worker", "workers"), within))
        .seen(fmt::format("of {}, some of which are there no longer", quoted(names)));
}

void write(JsonWriter& json, const celery::ControlReply& reply) {
    json.begin_object().member("worker", reply.node).key("answer").raw(celery::strict_json(reply.answer)).end_object();
}

}  // namespace

constinit const std::span<const Option> destination_options = destination_option_list;
constinit const std::span<const Option> patience_options = patience_option_list;

std::chrono::milliseconds patience_typed(const Invocation& invocation) {
    return invocation.duration("--timeout").value_or(usual_patience);
}

Asking asking_typed(Context& context, const Invocation& invocation) {
    const NamedBroker broker = named_broker(context, Creation::refused);
    tell_whom(context, "broker", broker.source.name(), broker.origin);
    if (!broker.control) {
        throw Error(Error::Kind::input,
                    fmt::format("the broker {} carries no broadcasts, so nobody can ask its workers",
                                escape_controls(broker.source.name())))
            .from(broker.origin)
            .help("workers on Redis can be asked");
    }
    return {.broker = broker.source.name(),
            .origin = broker.origin,
            .place = *broker.control,
            .destination = invocation.values("--destination"),
            .patience = patience_typed(invocation)};
}

broker::Answers ask(const Asking& asking, celery::ControlRequest request, const std::stop_token& stop) {
    return naming(asking.origin, [&] {
        return broker::ask(asking.place, {.requests = {std::move(request)}, .patience = asking.patience}, stop).front();
    });
}

broker::Answers ask(const Asking& asking, std::string method, std::string arguments) {
    const os::StopSignals signals;
    return ask(asking,
               {.method = std::move(method), .arguments = std::move(arguments), .destination = asking.destination},
               signals.token());
}

Error with_next_step(Error refusal, const Asking& asking, const std::vector<std::string>& silent) {
    const std::set<std::string> nodes = naming(asking.origin, [&] { return broker::nodes(asking.place); });
    const std::vector<std::string> names(nodes.begin(), nodes.end());
    std::vector<std::string> unknown = silent;
    std::erase_if(unknown, [&](const std::string& node) { return nodes.contains(node); });
    if (unknown.empty())
        return std::move(refusal).help("has it hung, was it killed, or is its only process busy? Its log may tell");
    for (const std::string& node : unknown) {
        const std::string near = near_names(node, names);
        refusal = Error(
            std::move(refusal).help(silent.size() == 1 ? near : fmt::format("`{}`: {}", escape_controls(node), near)));
    }
    return refusal;
}

int tell_missing(Context& context, const Asking& asking, const broker::Answers& answers) {
    int status = 0;
    if (answers.listeners == 0) {
        status = tell_refusal(context, nobody(asking));
    } else if (!answers.silent.empty()) {
        status = tell_refusal(context, silence(asking, answers));
    }
    for (const celery::ControlReply& reply : answers.replies) {
        if (!celery::is_refusal(reply)) continue;
        status =
            tell_refusal(context, Error(Error::Kind::input, fmt::format("`{}` refuses: {}", escape_controls(reply.node),
                                                                        escape_controls(celery::words_in(reply)))));
    }
    return status;
}

void print_answers(Context& context, const Invocation& invocation, const broker::Answers& answers, Table table,
                   const AddRows& add) {
    const std::string format = invocation.value("--format").value_or("text");
    if (format == "json") {
        JsonWriter json;
        json.begin_object().key("workers").begin_array();
        for (const celery::ControlReply& reply : answers.replies)
            write(json, reply);
        json.end_array().key("silent").begin_array();
        for (const std::string& node : answers.silent)
            json.value(node);
        context.terminal.print(std::move(json.end_array().end_object()).take());
    } else if (format == "jsonl") {
        context.terminal.print(json_lines(answers.replies, write));
    } else {
        for (const celery::ControlReply& reply : answers.replies) {
            const auto answer = JsonView::parse(reply.answer);
            if (answer && !celery::is_refusal(reply)) add(table, reply, *answer);
        }
        print(context.terminal, table);
    }
}

}  // namespace megactl::cli::commands

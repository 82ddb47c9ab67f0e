#include "cli/commands/queue_filter.hpp"

#include "cli/parse.hpp"
#include "cli/standard_input.hpp"
#include "core/base/near.hpp"
#include "core/base/text.hpp"
#include "core/broker/kombu_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

constexpr std::array filter_option_list{
    Option{.name = "--task",
           .value = "GLOB",
           .summary = "only of tasks whose name matches, as in `links.*`",
           .completion = Completion::tasks},
    Option{.name = "--arg",
           .value = "N=V",
           .summary = "only where the argument at position N, counted from 0, is V",
           .is_repeatable = true},
    Option{
        .name = "--kwarg", .value = "K=V", .summary = "only where the keyword argument K is V", .is_repeatable = true},
    Option{.name = "--id", .value = "ID", .summary = "only of these ids", .is_repeatable = true, .is_list = true},
    Option{.name = "--id-file",
           .value = "FILE",
           .summary = "only of the ids in a file, one a line; `-` is standard input",
           .completion = Completion::file},
    Option{.name = "--older", .value = "D", .summary = "only what was sent longer ago, as in `10m`"},
    Option{.name = "--retries", .value = "N", .summary = "only what was tried again exactly N times"},
};

Error usage(std::string_view option, std::string_view value, std::string_view reason, std::string_view example) {
    return Error(Error::Kind::usage, fmt::format("`{} {}`: {}", option, escape_controls(value), reason))
        .help(fmt::format("as in `{}`", example));
}

constexpr std::string_view arg_example = "--arg 0=4711";

template <class Number>
Number number_typed(std::string_view option, std::string_view typed, std::string_view text, std::string_view example) {
    Number number = 0;
    const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || rest != text.data() + text.size() || text.starts_with('-')) {
        throw usage(option, typed, fmt::format("`{}` is no number", escape_controls(text)), example);
    }
    return number;
}

// Name and value; neither may be empty.
std::pair<std::string, std::string> pair_typed(std::string_view option, const std::string& typed,
                                               std::string_view example) {
    const std::size_t sign = typed.find('=');
    if (sign == std::string::npos || sign == 0) throw usage(option, typed, "it is not like `NAME=VALUE`", example);
    if (sign + 1 == typed.size()) throw usage(option, typed, "the value is empty", example);
    return {typed.substr(0, sign), typed.substr(sign + 1)};
}

Source source_of_ids(const std::string& file) {
    try {
        return read_named(file);
    } catch (Error& error) {
        std::move(error).help("name a file with an id a line, or `-` for stdin");
        throw;
    }
}

std::set<std::string, std::less<>> ids_in(const std::string& file) {
    std::set<std::string, std::less<>> ids;
    const Source source = source_of_ids(file);
    for (const std::string_view line : split(source->text(), '\n')) {
        if (const std::string_view id = trim(line); !id.empty()) ids.emplace(id);
    }
    if (ids.empty()) {
        throw Error(Error::Kind::usage, fmt::format("`--id-file {}`: there is no id in it", escape_controls(file)))
            .help("it wants one a line; without `--id-file` all are meant");
    }
    return ids;
}

}  // namespace

constinit const std::span<const Option> filter_options = filter_option_list;

inspect::Filter filter_typed(const Invocation& invocation) {
    inspect::Filter filter;
    filter.task = invocation.value("--task").value_or("");
    for (const std::string& typed : invocation.values("--arg")) {
        auto [position, value] = pair_typed("--arg", typed, arg_example);
        filter.args.emplace_back(number_typed<std::size_t>("--arg", typed, position, arg_example), std::move(value));
    }
    for (const std::string& typed : invocation.values("--kwarg"))
        filter.kwargs.push_back(pair_typed("--kwarg", typed, "--kwarg link_id=4711"));
    if (invocation.has("--id")) {
        const std::vector<std::string> ids = invocation.values("--id");
        filter.ids.emplace(ids.begin(), ids.end());
    }
    if (const auto file = invocation.value("--id-file")) {
        if (!filter.ids) filter.ids.emplace();
        filter.ids->merge(ids_in(*file));
    }
    filter.older = invocation.duration("--older");
    if (const auto typed = invocation.value("--retries")) {
        filter.retries = number_typed<std::int64_t>("--retries", *typed, *typed, "--retries 3");
    }
    return filter;
}

std::string argument_typed(const Invocation& invocation, std::size_t position) {
    const std::string& typed = invocation.arguments.at(position);
    if (!typed.empty()) return typed;
    throw CommandLineError(
        {Error::Kind::usage, fmt::format("`{}` is empty", invocation.command->arguments[position].name)},
        usage_of(*invocation.command));
}

Seen seen_waiting(std::string_view queue, const broker::Waiting& message) {
    if (queue != broker::KombuLayout::dead_queue) return {celery::decode(message.payload)};
    broker::DeadLetter letter = broker::decode_dead_letter(message.payload);
    return {celery::decode(letter.payload), std::move(letter.reason)};
}

Walk walk_queue(broker::Broker& broker, std::string_view queue, const inspect::Filter& filter, celery::Time now,
                const std::function<bool(const Seen&)>& look, const std::stop_token& stop) {
    Walk walk;
    broker.browse(queue, [&](const broker::Waiting& message) {
        if (stop.stop_requested()) return false;
        ++walk.seen;
        const Seen seen = seen_waiting(queue, message);
        const Read& read = seen.read;
        const inspect::Match match = read ? inspect::match(filter, *read, now) : inspect::match(filter, read.error());
        if (match == inspect::Match::ageless) ++walk.ageless;
        return match != inspect::Match::yes || look(seen);
    });
    return walk;
}

int tell_unknown_queue(Context& context, broker::Broker& broker, const std::string& queue) {
    if (queue == broker::KombuLayout::dead_queue) return 0;
    std::vector<std::string> names;
    for (broker::QueueState& state : broker.queues())
        names.push_back(std::move(state.name));
    if (std::ranges::find(names, queue) != names.end()) return 0;
    return tell_refusal(context,
                        Error(Error::Kind::input, fmt::format("there is no queue `{}`", escape_controls(queue)))
                            .help(near_names(queue, names)));
}

void tell_ageless(Context& context, const Walk& walk) {
    if (walk.ageless == 0 || context.is_quiet) return;
    context.terminal.tell(fmt::format("{} no time and {} left out of `--older`\n",
                                      count_of(walk.ageless, "message carries", "messages carry"),
                                      walk.ageless == 1 ? "is" : "are"));
}

}  // namespace megactl::cli::commands

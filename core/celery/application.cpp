#include "core/celery/application.hpp"

#include "core/base/encoding.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <ranges>
#include <utility>

namespace megactl::celery {
namespace {

std::vector<std::string> elements_of(std::string_view array) {
    std::vector<std::string> elements;
    if (const auto view = JsonView::parse(array)) {
        for (const JsonView& element : view->elements())
            elements.emplace_back(element.raw());
    }
    return elements;
}

std::string array_of(const std::vector<std::string>& elements) {
    return fmt::format("[{}]", join(elements, ", "));
}

std::string with_first(const std::string& args, const std::string& argument) {
    std::vector<std::string> elements = elements_of(args);
    elements.insert(elements.begin(), argument);
    return array_of(elements);
}

// What may be said as a list, or as the one element of it.
std::string list_or_null(std::optional<std::string_view> json) {
    if (!json) return "null";
    return json->starts_with('[') ? std::string(*json) : fmt::format("[{}]", *json);
}

std::string embed_of(const Options& options) {
    return fmt::format(R"({{"callbacks": {}, "errbacks": {}, "chain": {}, "chord": {}}})",
                       list_or_null(options.find("link")), list_or_null(options.find("link_error")),
                       options.find("chain").value_or("null"), options.find("chord").value_or("null"));
}

Time after(Time now, double seconds) {
    constexpr double most = 1e10;  // more than 300 years
    const std::chrono::duration<double> span(std::clamp(seconds, -most, most));
    return now + std::chrono::round<Time::duration>(span);
}

// Seconds from now, or a time.
std::optional<Time> moment_of(const Options& options, std::string_view name, Time now) {
    const auto view = options.view_of(name);
    if (!view) return std::nullopt;
    const auto seconds = view->number();
    if (!seconds) return time_of(*view);
    return std::isfinite(*seconds) ? std::optional(after(now, *seconds)) : std::nullopt;
}

std::optional<Time> eta_of(const Options& options, Time now) {
    const double countdown = options.number_of("countdown").value_or(0);
    return countdown != 0 ? moment_of(options, "countdown", now) : moment_of(options, "eta", now);
}

std::optional<double> limit_of(const Options& options, std::string_view name) {
    const auto seconds = options.number_of(name);
    return seconds && std::isfinite(*seconds) ? seconds : std::nullopt;
}

bool is_true(const Options& options, std::string_view name) {
    return options.find(name) == "true";
}

void add_headers(Message& message, const Options& options) {
    const auto headers = options.view_of("headers");
    if (!headers) return;
    for (auto& [name, value] : headers->members()) {
        if (!is_protocol_header(name)) message.user_headers.emplace_back(std::move(name), value.raw());
    }
}

std::string tuple_of(const std::string& id, const std::string& parent = "null") {
    return fmt::format("[[{}, {}], null]", json_quoted(id), parent);
}

void append(Options& options, const std::string& name, std::optional<std::string_view> more) {
    if (!more) return;
    std::vector<std::string> elements = elements_of(list_or_null(options.find(name)));
    std::ranges::move(elements_of(list_or_null(more)), std::back_inserter(elements));
    options.set(name, array_of(elements));
}

void set_if_said(Options& options, const std::string& name, std::optional<std::string_view> json) {
    if (json) options.set(name, std::string(*json));
}

}  // namespace

Application::Applied Application::apply(const Signature& signature, const std::string& argument, const Options& more) {
    switch (signature.kind) {
        case Signature::Kind::task: return apply_task(signature, argument, more);
        case Signature::Kind::chain: return apply_chain(signature, argument, more);
        case Signature::Kind::group: return apply_group(signature, argument, more);
        case Signature::Kind::chord: return apply_chord(signature, argument, more);
    }
    return {};
}

Application::Applied Application::apply_together(const std::vector<Signature>& signatures,
                                                 const std::string& argument) {
    Signature group;
    group.kind = Signature::Kind::group;
    group.members = signatures;
    return apply_group(group, argument, {});
}

Application::Applied Application::apply_task(const Signature& task, const std::string& argument, const Options& more) {
    Options options = task.options.overridden_by(more);
    // Of a group within a chord the parts stay those of the chord.
    set_if_said(options, "group_id", task.options.find("group_id"));
    Message message;
    message.task = task.task;
    message.id = id_or_new(options.text_of("task_id"));
    message.args = task.is_immutable ? task.args : with_first(task.args, argument);
    message.kwargs = task.kwargs;
    message.embed = embed_of(options);
    message.eta = eta_of(options, sending_.now);
    message.expires = moment_of(options, "expires", sending_.now);
    message.time_limit = limit_of(options, "time_limit");
    message.soft_time_limit = limit_of(options, "soft_time_limit");
    message.root_id = root_id_;
    message.parent_id = parent_id_;
    message.group = options.text_of("group_id");
    message.group_index = options.integer_of("group_index");
    message.origin = origin_;
    message.shadow = options.text_of("shadow");
    message.ignores_result = is_true(options, "ignore_result");
    message.priority = static_cast<int>(std::clamp<std::int64_t>(options.integer_of("priority").value_or(0), 0, 9));
    message.reply_to = options.text_of("reply_to");
    add_headers(message, options);
    const std::string queue = options.text_of("queue");
    const std::string tuple = tuple_of(message.id);
    calls_.push_back({.message = std::move(message), .queue = queue.empty() ? std::string(default_queue) : queue});
    return {.first = tuple, .last = tuple};
}

// Its first step, with the others as that one's chain. What is said of the chain as a whole is said of its last step:
// by its end a group or a chord knows the chain's. The way of sending is that of the first.
Application::Applied Application::apply_chain(const Signature& chain, const std::string& argument,
                                              const Options& more) {
    Options options = chain.options.overridden_by(more);
    std::vector<Signature> steps = steps_of(chain);
    if (steps.empty()) return {};
    Options& last = steps.back().options;
    set_if_said(last, "task_id", last.find("task_id") ? std::nullopt : options.find("task_id"));
    set_if_said(last, "group_id", last.find("group_id") ? std::nullopt : options.find("group_id"));
    set_if_said(last, "chord", options.find("chord"));
    set_if_said(last, "group_index", options.find("group_index"));
    append(last, "link", options.find("link"));
    Applied applied{.last = "null"};
    for (Signature& step : steps) {
        append(step.options, "link_error", options.find("link_error"));
        step.options.set("task_id", json_quoted(id_or_new(step.options.text_of("task_id"))));
        applied.last = tuple_of(step.options.text_of("task_id"), applied.last);
    }
    std::vector<std::string> later = elements_of(options.find("chain").value_or("[]"));
    for (const Signature& step : steps | std::views::drop(1) | std::views::reverse)
        later.push_back(json_of(step));
    for (const char* name : {"task_id", "group_id", "chord", "group_index", "link", "link_error"})
        options.remove(name);
    options.set("chain", array_of(later));
    Signature first = steps.front();
    if (chain.is_immutable) first.is_immutable = true;
    applied.first = apply(first, argument, options).first;
    return applied;
}

Application::Applied Application::apply_group(const Signature& group, const std::string& argument,
                                              const Options& more) {
    Options options = group.options.overridden_by(more);
    const std::string id = id_or_new(options.text_of("task_id"));
    options.remove("task_id");
    options.set("group_id", json_quoted(id));
    std::vector<std::string> members;
    for (const Signature& member : members_of(group))
        members.push_back(apply(member, argument, options).last);
    const std::string tuple = fmt::format("[[{}, null], {}]", json_quoted(id), array_of(members));
    return {.first = tuple, .last = tuple};
}

// Its parts, each of which knows the body. What is said of the chord as a whole, the rest of its chain above all, is
// said of the body.
Application::Applied Application::apply_chord(const Signature& chord, const std::string& argument,
                                              const Options& more) {
    const Signature& header = chord.members.front();
    Options options = chord.options.overridden_by(more);
    Signature body = chord.members.back();
    std::string body_id = body.options.text_of("task_id");
    if (body_id.empty()) body_id = options.text_of("task_id");
    if (body_id.empty() && body.kind == Signature::Kind::task) body_id = sending_.new_id();
    options.remove("task_id");
    body.options = body.options.overridden_by(options);
    if (!body_id.empty()) body.options.set("task_id", json_quoted(body_id));
    body.options.set("root_id", json_quoted(root_id_));
    body.options.set("parent_id", json_quoted(parent_id_));
    const std::vector<Signature> parts = members_of(header);
    if (parts.empty()) return apply(body, "[]");

    const std::string group = id_or_new(header.options.text_of("task_id"));
    for (const char* name : {"chain", "chord", "group_id", "group_index", "link", "link_error"})
        options.remove(name);
    const std::string callback = json_of(body);
    std::vector<std::string> tuples;
    for (std::size_t place = 0; place < parts.size(); ++place) {
        Signature part = parts[place];
        part.is_immutable = part.is_immutable || chord.is_immutable;
        part.options.set("group_id", json_quoted(group));
        part.options.set("group_index", std::to_string(place));
        part.options.set("chord", callback);
        tuples.push_back(apply(part, argument, options).last);
    }
    chords_.push_back({.group = group, .parts = parts.size()});
    const std::string tuple = fmt::format("[[{}, null], {}]", json_quoted(group), array_of(tuples));
    return {.first = tuple, .last = body_id.empty() ? tuple : tuple_of(body_id, tuple)};
}

}  // namespace megactl::celery

#include "core/celery/signature.hpp"

#include "core/base/encoding.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace megactl::celery {
namespace {

using JsonKind = JsonView::Kind;

bool is_said(const std::optional<JsonView>& member) {
    return member && !member->is(JsonKind::null);
}

Result<Signature::Kind> kind_of(const JsonView& view) {
    const std::string type = view.text_of("subtask_type");
    if (type.empty()) return Signature::Kind::task;
    if (type == "chain") return Signature::Kind::chain;
    if (type == "group") return Signature::Kind::group;
    if (type == "chord") return Signature::Kind::chord;
    return problem(fmt::format("is of the unknown type `{}`", type));
}

// What is neither read nor dropped.
bool is_read(std::string_view name) {
    return is_one_of(name, {"task", "args", "kwargs", "options", "subtask_type", "immutable"});
}

std::string_view type_of(Signature::Kind kind) {
    switch (kind) {
        case Signature::Kind::task: return "null";
        case Signature::Kind::chain: return R"("chain")";
        case Signature::Kind::group: return R"("group")";
        case Signature::Kind::chord: return R"("chord")";
    }
    return "null";
}

bool is_task(const Signature& signature) {
    return signature.kind == Signature::Kind::task;
}

// The header of a chord is a group, or the list of its members.
Result<Signature> header_of(const JsonView& view, std::size_t depth) {
    if (!view.is(JsonKind::array)) return signature_of(view, depth);
    Signature header{.kind = Signature::Kind::group, .task = "celery.group"};
    for (const JsonView& part : view.elements()) {
        auto read = signature_of(part, depth);
        if (!read) return read;
        header.members.push_back(*std::move(read));
    }
    return header;
}

Result<std::vector<Signature>> chord_members_of(const std::optional<JsonView>& kwargs, std::size_t depth) {
    const auto header = kwargs ? kwargs->member("header") : std::nullopt;
    const auto body = kwargs ? kwargs->member("body") : std::nullopt;
    if (!header || !body) return problem("is a chord without header or body");
    auto parts = header_of(*header, depth);
    if (!parts) return tl::unexpected(parts.error());
    auto last = signature_of(*body, depth);
    if (!last) return tl::unexpected(last.error());
    return std::vector<Signature>{*std::move(parts), *std::move(last)};
}

Result<std::vector<Signature>> listed_members_of(const std::optional<JsonView>& kwargs, std::size_t depth) {
    const auto tasks = kwargs ? kwargs->member("tasks") : std::nullopt;
    if (!tasks || !tasks->is(JsonKind::array)) return problem("has no list of tasks");
    std::vector<Signature> members;
    for (const JsonView& member : tasks->elements()) {
        auto read = signature_of(member, depth);
        if (!read) return tl::unexpected(read.error());
        members.push_back(*std::move(read));
    }
    return members;
}

// What it does with its keyword arguments: they are a task's own, or hold other signatures.
Result<void> read_kwargs(Signature& signature, const std::optional<JsonView>& kwargs, std::size_t depth) {
    if (is_said(kwargs) && !kwargs->is(JsonKind::object)) return problem("has keyword arguments that are no object");
    if (is_task(signature)) {
        if (is_said(kwargs)) signature.kwargs = kwargs->raw();
        return {};
    }
    auto members =
        signature.kind == Signature::Kind::chord ? chord_members_of(kwargs, depth) : listed_members_of(kwargs, depth);
    if (!members) return tl::unexpected(members.error());
    signature.members = *std::move(members);
    const bool is_chain = signature.kind == Signature::Kind::chain;
    if (is_chain && signature.members.empty()) return problem("is a chain without steps");
    return {};
}

std::string kwargs_of(const Signature& signature) {
    if (is_task(signature)) return signature.kwargs;
    std::vector<std::string> members;
    std::ranges::transform(signature.members, std::back_inserter(members), json_of);
    if (signature.kind != Signature::Kind::chord) return fmt::format(R"({{"tasks": [{}]}})", join(members, ", "));
    return fmt::format(R"({{"kwargs": {{}}, "header": {}, "body": {}}})", members[0], members[1]);
}

}  // namespace

Options::Options(const JsonView& object) {
    for (auto& [name, value] : object.members()) {
        if (!value.is(JsonKind::null)) entries_.insert_or_assign(std::move(name), value.raw());
    }
}

std::optional<std::string_view> Options::find(std::string_view name) const {
    const auto entry = entries_.find(name);
    if (entry == entries_.end()) return std::nullopt;
    return entry->second;
}

std::optional<JsonView> Options::view_of(std::string_view name) const {
    const auto json = find(name);
    if (!json) return std::nullopt;
    const auto view = JsonView::parse(*json);
    return view ? std::optional(*view) : std::nullopt;
}

std::string Options::text_of(std::string_view name) const {
    const auto view = view_of(name);
    return view ? view->text().value_or("") : "";
}

std::optional<double> Options::number_of(std::string_view name) const {
    const auto view = view_of(name);
    return view ? view->number() : std::nullopt;
}

std::optional<std::int64_t> Options::integer_of(std::string_view name) const {
    const auto view = view_of(name);
    return view ? view->integer() : std::nullopt;
}

void Options::set(const std::string& name, std::string json) {
    entries_.insert_or_assign(name, std::move(json));
}

void Options::remove(std::string_view name) {
    const auto entry = entries_.find(name);
    if (entry != entries_.end()) entries_.erase(entry);
}

Options Options::overridden_by(const Options& others) const {
    Options all = *this;
    for (const auto& [name, json] : others.entries_)
        all.set(name, json);
    return all;
}

std::string Options::json() const {
    std::string text;
    for (const auto& [name, json] : entries_)
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", json_quoted(name), json);
    return fmt::format("{{{}}}", text);
}

Result<Signature> signature_of(const JsonView& view, std::size_t depth) {
    if (depth == 0) return problem("is nested too deep");
    if (!view.is(JsonKind::object)) return problem("is no signature");
    Signature signature;
    signature.task = view.text_of("task");
    if (signature.task.empty()) return problem("names no task");
    const auto kind = kind_of(view);
    if (!kind) return tl::unexpected(kind.error());
    signature.kind = *kind;
    if (const auto args = view.member("args"); is_said(args)) {
        if (!args->is(JsonKind::array)) return problem("has arguments that are no array");
        signature.args = args->raw();
    }
    if (auto read = read_kwargs(signature, view.member("kwargs"), depth - 1); !read)
        return tl::unexpected(read.error());
    if (const auto options = view.member("options"); is_said(options)) {
        if (!options->is(JsonKind::object)) return problem("has options that are no object");
        signature.options = Options(*options);
    }
    if (const auto immutable = view.member("immutable")) signature.is_immutable = immutable->boolean().value_or(false);
    for (auto& [name, value] : view.members()) {
        if (!is_read(name)) signature.others.emplace_back(std::move(name), value.raw());
    }
    return signature;
}

std::string json_of(const Signature& signature) {
    std::string text =
        fmt::format(R"({{"task": {}, "args": {}, "kwargs": {}, "options": {}, "subtask_type": {}, "immutable": {})",
                    json_quoted(signature.task), signature.args, kwargs_of(signature), signature.options.json(),
                    type_of(signature.kind), signature.is_immutable);
    for (const auto& [name, json] : signature.others)
        text += fmt::format(", {}: {}", json_quoted(name), json);
    return text + "}";
}

std::vector<Signature> steps_of(const Signature& chain) {
    std::vector<Signature> steps;
    for (const Signature& member : chain.members) {
        const bool is_alone = member.kind == Signature::Kind::group && member.members.size() == 1;
        const Signature& step = is_alone ? member.members.front() : member;
        if (step.kind == Signature::Kind::chain) {
            std::ranges::move(steps_of(step), std::back_inserter(steps));
        } else {
            steps.push_back(step);
        }
    }
    return steps;
}

std::vector<Signature> members_of(const Signature& group) {
    std::vector<Signature> members;
    for (const Signature& member : group.members) {
        if (member.kind == Signature::Kind::group) {
            std::ranges::move(members_of(member), std::back_inserter(members));
        } else {
            members.push_back(member);
        }
    }
    return members;
}

std::optional<Time> time_of(const JsonView& value) {
    const auto wrapped = value.text_of("__type__") == "datetime" ? value.member("__value__") : std::nullopt;
    const auto text = wrapped ? wrapped->text() : value.text();
    const auto time = parse_time(text.value_or(""));
    return time ? std::optional(*time) : std::nullopt;
}

}  // namespace megactl::celery

#include "cli/commands/mounts_why.hpp"

#include "cli/commands/judgement.hpp"
#include "cli/commands/mounts_why_output.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "cli/table.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/project/gather_deployment.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace megactl::cli::commands {
namespace {

using os::PathStep;
using project::Denial;
using project::Reach;
using End = os::PathWalk::End;

std::optional<unsigned> number_of(std::string_view text) {
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

project::ReachQuestion reach_question_of(const Context& context, const Invocation& invocation) {
    project::ReachQuestion question;
    question.path = invocation.arguments.front();
    question.writes = invocation.has("--write");
    question.engine = process_variable(context, "DOCKER_HOST");
    if (question.path.empty())
        throw Error(Error::Kind::usage, "PATH is empty").help("`megactl mounts why .` asks for the project's folder");
    const auto typed = invocation.value("--uid");
    if (!typed) return question;
    const std::vector<std::string_view> parts = split(*typed, ':');
    question.user = number_of(parts.front());
    if (parts.size() == 2) question.group = number_of(parts[1]);
    if (!question.user || parts.size() > 2 || (parts.size() == 2 && !question.group)) {
        throw Error(Error::Kind::usage, fmt::format("`{}` is no number of a user", escape_controls(*typed)))
            .help("`--uid 1000`, or `--uid 1000:33` for a user in group 33; `id -u NAME` tells a user's number");
    }
    return question;
}

std::string mode_words(const os::FileStatus& status) {
    return fmt::format("mode {:o}, owner {}:{}", status.permissions, status.owner, status.group);
}

std::string who_words(const Reach& reach) {
    const auto& [number, opener, said_by, rootless] = reach.user;
    std::string words = fmt::format("uid {}", number);
    if (opener.user != number) words += fmt::format(", {} on this host", opener.user);
    return words;
}

std::string_view verb_of(bool writes) {
    return writes ? "write" : "read";
}

std::string step_words(const Reach& reach, std::size_t index) {
    const PathStep& step = reach.walk.steps[index];
    if (!step.is_here()) return "the image's";
    if (step.is_link()) return fmt::format("leads to {}", escape_controls(step.target.string()));
    std::string words = mode_words(step.status);
    if (!step.access_list.empty()) words += ", with an access list";
    if (!step.label.empty()) words += fmt::format(", label {}", escape_controls(step.label));
    return words;
}

std::string mount_words(const project::ReachedPlace& place) {
    return fmt::format("`{}:{}` of {}, {}:{}", escape_controls(place.mount->source),
                       escape_controls(place.mount->target), place.service->name, place.mount->at.source->name(),
                       place.mount->at.line());
}

// Who asks, where that lies, and every step.
Table table_of(const Reach& reach, bool is_allowed, bool writes) {
    Table table({{.title = ""}, {.title = "", .yields = 2}, {.title = "", .yields = 1}});
    table.add({{"who"}, {who_words(reach)}, {reach.user.said_by}});
    if (reach.place.is_in_container && reach.walk.end == End::reached) {
        table.add({{"path"},
                   {reach.walk.steps[reach.walk.last].place.string()},
                   {fmt::format("on this host, by {}", mount_words(reach.place))}});
    } else if (reach.place.mount != nullptr) {
        const std::string_view where = reach.place.is_in_container ? "in the container" : "on this host";
        table.add({{"path"}, {reach.place.path.string()}, {fmt::format("{}; {}", where, mount_words(reach.place))}});
    }
    for (std::size_t i = 0; i < reach.walk.steps.size(); ++i) {
        const bool denies = reach.denial && reach.denial->step == i;
        const std::string_view state = denies ? "denies" : reach.denial && i > reach.denial->step ? "beyond" : "passes";
        const report::Ink ink = denies ? report::Ink::error : report::Ink::dim;
        table.add({Cell(std::string(state)).in(ink), {reach.walk.steps[i].path.string()}, {step_words(reach, i)}});
    }
    if (is_allowed) {
        table.add({Cell(std::string("allowed")).in(report::Ink::done),
                   {reach.place.path.string()},
                   {fmt::format("uid {} can {} it", reach.user.number, verb_of(writes))}});
    }
    return table;
}

Error with_mount(Error error, const project::ReachedPlace& place) {
    if (place.mount == nullptr) return error;
    const std::string words = place.is_in_container ? "brings it there, with the owner and mode of this host"
                                                    : fmt::format("{} has it from here", place.service->name);
    return std::move(error).at(place.mount->at, words);
}

// Does its `why` go on from the user's name? The others are about the place.
bool is_about_user(Denial::Reason reason) {
    using Reason = Denial::Reason;
    return reason == Reason::mode || reason == Reason::access_list || reason == Reason::owner_unmapped;
}

Error denial_of(const Reach& reach, bool writes, const std::vector<std::string>& ways) {
    const Denial& denial = *reach.denial;
    const PathStep& step = reach.walk.steps[denial.step];
    const std::string unless =
        denial.unless_group ? fmt::format(", unless it is in group {}", *denial.unless_group) : "";
    Error error =
        with_mount(Error(Error::Kind::input, fmt::format("uid {} can't {} `{}`{}", reach.user.number, verb_of(writes),
                                                         escape_controls(reach.place.path.string()), unless)),
                   reach.place);
    const std::string who = is_about_user(denial.reason) ? fmt::format("uid {} is ", reach.user.opener.user) : "";
    error = Error(std::move(error).seen(fmt::format("`{}` is {}: {}{}", escape_controls(step.place.string()),
                                                    mode_words(step.status), who, denial.why)));
    error = Error(std::move(error).from(fmt::format("{}: {}", who_words(reach), reach.user.said_by)));
    for (const std::string& way : ways)
        error = Error(std::move(error).help(way));
    if (reach.user.rootless_number && *reach.user.rootless_number != reach.user.number) {
        error = Error(std::move(error).help(fmt::format("in a rootless container it is uid {} of this host: `--uid {}`",
                                                        *reach.user.rootless_number, *reach.user.rootless_number)));
    }
    return error;
}

Error missing_source_of(const Reach& reach) {
    const project::Mount& mount = *reach.missing_source;
    const std::string source = escape_controls(mount.source);
    const bool is_refused = mount.is_long_syntax && !mount.creates_source;
    Error error = Error(Error::Kind::input, fmt::format("the bind mount's source `{}` is not there", source))
                      .at(mount.at, is_refused ? "Compose refuses to start without it"
                                               : "a folder appears there, and root owns it");
    const std::string path = escape_controls(reach.place.path.string());
    if (path != mount.target) error = Error(std::move(error).seen(fmt::format("on the way to `{}`", path)));
    return std::move(error).help(fmt::format("create `{}` as the user whose files it will hold", source));
}

// Where the way ends early, and nobody was denied.
Error end_of(const Reach& reach) {
    const std::string culprit = escape_controls(reach.walk.culprit.string());
    const std::string path = escape_controls(reach.place.path.string());
    switch (reach.walk.end) {
        case End::missing: {
            if (reach.missing_source != nullptr) return missing_source_of(reach);
            Error error(Error::Kind::input, fmt::format("there is no `{}`", culprit));
            if (culprit != path) error = Error(std::move(error).seen(fmt::format("on the way to `{}`", path)));
            return with_mount(std::move(error), reach.place);
        }
        case End::no_folder:
            return {Error::Kind::input,
                    fmt::format("`{}` is no folder", escape_controls(reach.walk.steps[reach.walk.last].path.string()))};
        case End::many_links: return {Error::Kind::input, fmt::format("`{}` leads through more than 40 links", path)};
        default: break;
    }
    return {Error::Kind::input, "nothing denies it"};
}

// What can't be answered: this process may not look, or the way leads out of what lies on this host.
void require_an_answer(const Reach& reach) {
    const std::string culprit = escape_controls(reach.walk.culprit.string());
    if (reach.walk.end == End::closed && !reach.denial) {
        throw Error(Error::Kind::input, fmt::format("can't look at `{}`: permission denied", culprit))
            .seen("whoever runs this may not pass its folder; the one who is asked for may")
            .help("as root: `sudo megactl mounts why …`");
    }
    const PathStep& last = reach.walk.steps[reach.walk.last];
    if (reach.walk.end != End::reached || reach.denial || last.is_here()) return;
    throw Error(Error::Kind::input,
                fmt::format("`{}` is of the image, not of this host", escape_controls(last.path.string())))
        .help(fmt::format("`docker compose exec {} ls -ld {}` looks at it from within", reach.place.service->name,
                          last.path.string()));
}

}  // namespace

int run_mounts_why(Context& context, const Invocation& invocation) {
    const project::ReachQuestion asked = reach_question_of(context, invocation);
    project::Question question = question_of(context, invocation);
    question.scope.host = true;  // what is asked for is this host
    question.caller = context.environment;
    const project::DiskTree tree = tree_of(context, question);
    const project::Facts facts = gather_deployment(tree, question);
    const Reach reach = reach_of(facts, context.project, asked);
    require_an_answer(reach);

    const bool makes =
        asked.writes && reach.walk.end == End::missing && reach.walk.is_last_missing && reach.missing_source == nullptr;
    const bool is_allowed = !reach.denial && (reach.walk.end == End::reached || makes);
    const ReachAnswer answer{reach, asked.writes, is_allowed, ways_out(reach)};
    if (invocation.value("--format").value_or("text") == "json") {
        context.terminal.print(reach_json(answer));
        return is_allowed ? 0 : 1;
    }
    if (!context.is_quiet) print(context.terminal, table_of(reach, is_allowed, asked.writes));
    if (is_allowed) return 0;
    return tell_refusal(context, reach.denial ? denial_of(reach, asked.writes, answer.ways_out) : end_of(reach));
}

}  // namespace megactl::cli::commands

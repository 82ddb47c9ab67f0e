#include "cli/commands/static_releases.hpp"

#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/static_project.hpp"
#include "cli/commands/static_sources.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "cli/table.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/os/signals.hpp"
#include "core/staticfiles/root_folder.hpp"
#include "core/staticfiles/tree_size.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli::commands {

namespace sf = staticfiles;

namespace {

sf::Releases releases_of(Context& context, const Invocation& invocation) {
    StaticProject project(context);
    StaticRoot root = static_root(context, invocation, project);
    return {std::move(root.folder), std::move(root.name)};
}

int tell_no_releases(Context& context, const sf::Releases& releases) {
    const std::string name = escape_controls(releases.root_name());
    return tell_refusal(context, Error(Error::Kind::input, fmt::format("the root `{}` has no releases", name))
                                     .help("`megactl static collect --atomic` makes one each time"));
}

struct Row {
    sf::Release release;
    sf::TreeSize size;
};

std::vector<Row> rows_of(const sf::Releases& releases) {
    std::vector<Row> rows;
    for (sf::Release& release : releases.list()) {
        const sf::TreeSize size = sf::tree_size(releases.folder_of(release.name));
        rows.push_back({std::move(release), size});
    }
    std::ranges::reverse(rows);
    return rows;
}

Table table_of(const Context& context, const std::vector<Row>& rows) {
    Table table({{.title = "RELEASE"},
                 {.title = "MADE", .yields = 1},
                 {.title = "FILES", .is_number = true},
                 {.title = "BYTES", .is_number = true},
                 {.title = ""}});
    for (const auto& [release, size] : rows) {
        table.add({Cell(release.name).in(report::Ink::bold),
                   Cell(format_span(context.clock.now() - release.made) + " ago", format_time(release.made))
                       .in(report::Ink::dim),
                   {std::to_string(size.files)},
                   {format_size(Bytes{size.bytes}), std::to_string(size.bytes)},
                   Cell(std::string(release.is_current ? "current" : "")).in(report::Ink::done)});
    }
    return table;
}

void write_row(JsonWriter& json, const Row& row) {
    const auto& [release, size] = row;
    json.begin_object().member("release", std::string_view(release.name));
    json.member("made", std::string_view(format_time(release.made)));
    json.member("files", std::uint64_t{size.files}).member("bytes", size.bytes);
    json.member("is_current", release.is_current).member_or_null("before", release.before).end_object();
}

std::string json_of(const sf::Releases& releases, const std::vector<Row>& rows) {
    JsonWriter json;
    json.begin_object().member("root", std::string_view(releases.root_name())).key("releases").begin_array();
    for (const Row& row : rows)
        write_row(json, row);
    json.end_array();
    return std::move(json.end_object()).take();
}

std::string lines_of(const std::vector<Row>& rows) {
    return json_lines(rows, write_row);
}

// Where to; nothing where the refusal was told.
std::optional<std::string> target_of(Context& context, const Invocation& invocation, const sf::Releases& releases) {
    const std::vector<sf::Release> list = releases.list();
    const std::string name = escape_controls(releases.root_name());
    if (!invocation.arguments.empty()) {
        const std::string& asked = invocation.arguments.front();
        if (std::ranges::find(list, asked, &sf::Release::name) != list.end()) return asked;
        tell_refusal(context, Error(Error::Kind::input,
                                    fmt::format("the root `{}` has no release `{}`", name, escape_controls(asked)))
                                  .help("`megactl static releases` lists those that there are"));
        return std::nullopt;
    }
    auto before = sf::release_before_current(list);
    if (before) return before;
    Error refusal(Error::Kind::input, fmt::format("the root `{}` has no release to go back to", name));
    if (const auto current = releases.current()) {
        refusal = Error(std::move(refusal).seen(fmt::format("`{}` is current, and none is before it", *current)));
    }
    tell_refusal(context, std::move(refusal).help("`megactl static releases` lists those that there are"));
    return std::nullopt;
}

std::string release_line(const sf::Releases& releases, const sf::AppliedRelease& applied, bool has_before) {
    const std::string root = escape_controls(releases.root_name());
    if (applied.name.empty()) {
        const auto current = releases.current();
        return current ? fmt::format("{} stays the release {}\n", root, *current) : std::string();
    }
    const std::string now = fmt::format("{} is now the release {}", root, applied.name);
    if (applied.was_folder && has_before)
        return fmt::format("{}; it was a folder, kept as the release {}\n", now, applied.before);
    if (!has_before) return now + '\n';
    return fmt::format("{}; `megactl static rollback` goes back to {}\n", now, applied.before);
}

constexpr std::array root_options{
    Option{.name = "--root",
           .value = "DIR",
           .summary = "the folder that was gathered into by `static collect --atomic`",
           .setting = "static.root",
           .completion = Completion::directory},
};

constexpr std::array releases_examples{
    Example{.summary = "what could be gone back to", .command = "megactl static releases"},
    Example{.summary = "which tree is served",
            .command = "megactl static releases --format jsonl | grep '\"is_current\":true'"},
};

constexpr std::array releases_exits{
    ExitNote{0, "the releases were printed"},
    ExitNote{1, "the root has none"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "no root is known, or its releases can't be read"},
};

constexpr std::array releases_keys{
    JsonKey{"root", "the folder that is served"},
    JsonKey{"releases[].release", "its name"},
    JsonKey{"releases[].made", "when it was made"},
    JsonKey{"releases[].files", "how many files it has"},
    JsonKey{"releases[].bytes", "how many bytes they have; releases share the files that they have in common"},
    JsonKey{"releases[].is_current", "whether the root leads to it"},
    JsonKey{"releases[].before", "the release that it took the place of; null for the first"},
};

constexpr std::array<std::string_view, 3> releases_formats{"text", "json", "jsonl"};

constexpr std::array rollback_arguments{
    Argument{.name = "RELEASE", .summary = "the release to go to, instead of the one before", .is_required = false},
};

constexpr std::array rollback_examples{
    Example{.summary = "back to what was served before", .command = "megactl static rollback"},
    Example{.summary = "and forward again", .command = "megactl static rollback 20261130T013052Z"},
};

constexpr std::array rollback_exits{
    ExitNote{0, "the root leads to that release"},
    ExitNote{1, "there is no such release, or none before the current one"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "no root is known, or its link can't be changed"},
    ExitNote{130, "stopped by Ctrl-C while another run worked (143: by SIGTERM); nothing was changed"},
};

}  // namespace

std::string release_lines(const sf::Releases& releases, const sf::AppliedRelease& applied,
                          const std::vector<std::string>& pruned) {
    const bool has_before = !applied.before.empty() && std::ranges::find(pruned, applied.before) == pruned.end();
    std::string lines = release_line(releases, applied, has_before);
    if (pruned.empty()) return lines;
    lines += fmt::format("removed {}: {}\n", pruned.size() == 1 ? "an old release" : "old releases",
                         fmt::join(pruned, ", "));
    return lines;
}

int run_static_releases(Context& context, const Invocation& invocation) {
    const sf::Releases releases = releases_of(context, invocation);
    const std::vector<Row> rows = rows_of(releases);
    if (rows.empty()) return tell_no_releases(context, releases);
    const std::string format = invocation.value("--format").value_or("text");
    if (format == "json") {
        context.terminal.print(json_of(releases, rows));
    } else if (format == "jsonl") {
        context.terminal.print(lines_of(rows));
    } else {
        print(context.terminal, table_of(context, rows));
    }
    return 0;
}

int run_static_rollback(Context& context, const Invocation& invocation) {
    const sf::Releases releases = releases_of(context, invocation);
    if (releases.list().empty()) return tell_no_releases(context, releases);
    releases.require_replaceable();
    const os::StopSignals signals;
    const sf::RootFolder locked(releases.folder(), releases.folder_name(), signals.token());
    if (signals.received() != 0) {
        context.terminal.tell("stopped: nothing was changed\n");
        return 128 + signals.received();
    }
    const auto target = target_of(context, invocation, releases);
    if (!target) return 1;
    const std::string former = releases.current().value_or("");
    const std::string root = escape_controls(releases.root_name());
    if (former == *target) {
        context.terminal.print(fmt::format("{} is the release {} already\n", root, *target));
        return 0;
    }
    if (releases.root_kind() == sf::Releases::RootKind::folder) {
        throw Error(Error::Kind::input, fmt::format("the root `{}` is a folder, and no release", root))
            .help(fmt::format(
                "`megactl static collect --atomic` keeps it as a release, or move it away: `mv {0} {0}.old`", root));
    }
    releases.switch_to(*target);
    const std::string was = former.empty() ? std::string() : fmt::format("; it was {}", former);
    context.terminal.print(fmt::format("{} is the release {} again{}\n", root, *target, was));
    return 0;
}

constinit const Command static_releases{
    .path = "static releases",
    .summary = "lists the releases of a root that `static collect --atomic` fills",
    .description =
        R"(Lists the trees that a root was, is or can be again, the newest first: the name, when it was made, how many files and
bytes it has, and which one is current. A release is a folder in `.megactl-releases` beside the root, and files that did not
change are shared by all. `megactl static collect --atomic --prune` removes the old ones.)",
    .options = root_options,
    .examples = releases_examples,
    .exits = releases_exits,
    .json_keys = releases_keys,
    .formats = releases_formats,
    .run = run_static_releases,
};

constinit const Command static_rollback{
    .path = "static rollback",
    .summary = "goes back to the release before",
    .description =
        R"(Lets the root lead to the release that was current until the present one was made, or to the one that is named. The link is
exchanged at once: whoever asks gets a file of one release or of the other. No release is removed, and naming the other one
goes forward again. While `static collect` works on the same root this waits for its end.)",
    .options = root_options,
    .arguments = rollback_arguments,
    .examples = rollback_examples,
    .exits = rollback_exits,
    .run = run_static_rollback,
};

}  // namespace megactl::cli::commands

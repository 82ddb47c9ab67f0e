#include "cli/commands/static_find.hpp"

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
#include "core/report/render.hpp"
#include "core/staticfiles/collected_names.hpp"
#include "core/staticfiles/find.hpp"
#include "core/staticfiles/nearest_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

namespace megactl::cli::commands {

namespace fs = std::filesystem;
namespace sf = staticfiles;

namespace {

using Sources = std::vector<sf::SourceFolder>;

std::string format_of(const Invocation& invocation) {
    return invocation.value("--format").value_or("text");
}

// Where files are collected to, if anything says so: a root within a source is none of its files.
fs::path root_if_known(const Context& context) {
    const std::string root = context.settings.text("static.root");
    return root.empty() ? fs::path{} : sf::absolute_path(root, context.project);
}

sf::Supply supply_of(const Context& context, const Invocation& invocation, const Sources& sources) {
    const os::StopSignals signals;
    const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
    return gather_supply(sources, sf::IgnorePatterns(ignored_patterns(invocation)), root_if_known(context), threads,
                         signals.token());
}

// --- find

struct Answer {
    sf::Found found;
    std::string file;  // as people know it
    std::string_view state;
    std::string why;
};

// The winner first, then what it shadows, then what no collecting would take.
std::vector<Answer> judge(const Sources& sources, std::vector<sf::Found> found) {
    std::ranges::stable_partition(found, [](const sf::Found& one) { return !one.is_left_out; });
    std::vector<Answer> answers;
    for (sf::Found& one : found) {
        const sf::SourceFolder& source = sources[one.source];
        Answer answer{.found = one, .file = sf::source_path(source, one.path), .state = "supplies", .why = {}};
        if (one.is_left_out) {
            answer.state = "left out";
            answer.why = "by the names that are never collected: `CVS`, `.*` and `*~`";
        } else if (!answers.empty()) {
            const Answer& winner = answers.front();
            const sf::SourceFolder& first = sources[winner.found.source];
            answer.state = "shadowed";
            answer.why = fmt::format("`{}` comes first", escape_controls(first.name));
            if (!one.is_folder && !winner.found.is_folder) {
                answer.why += sf::have_same_content(first.folder / winner.found.path, source.folder / one.path)
                                  ? "; the same content"
                                  : "; the content differs";
            }
        } else {
            answer.why = fmt::format("source {} of {}, named by {}", one.source + 1, sources.size(), source.named_by);
            if (one.is_folder) answer.why += "; a folder";
        }
        answers.push_back(std::move(answer));
    }
    return answers;
}

std::string json_of(const Sources& sources, const std::string& path, const std::vector<Answer>& answers) {
    JsonWriter json;
    json.begin_object().member("path", std::string_view(path)).key("files").begin_array();
    for (const Answer& answer : answers) {
        const sf::SourceFolder& source = sources[answer.found.source];
        json.begin_object();
        json.member("file", std::string_view(answer.file));
        json.member("source", std::string_view(source.name));
        json.member("named_by", std::string_view(source.named_by));
        json.member("state", answer.state == "left out" ? std::string_view("left_out") : answer.state);
        json.member("is_folder", answer.found.is_folder);
        json.member("why", std::string_view(answer.why));
        json.end_object();
    }
    json.end_array();
    return std::move(json.end_object()).take();
}

std::string path_of(const Invocation& invocation) {
    const std::string& typed = invocation.arguments.front();
    std::string path = sf::normal_path(typed);
    if (path != "." && !sf::leaves_root(path)) return path;
    throw Error(Error::Kind::usage, fmt::format("`{}` is no path of a static file", escape_controls(typed)))
        .help("write it as in `{% static 'css/site.css' %}`: without STATIC_URL, from the top of the sources");
}

int tell_not_found(Context& context, const Invocation& invocation, const Sources& sources, const std::string& path) {
    sf::Supply supply = supply_of(context, invocation, sources);
    std::vector<sf::Transfer> files;
    files.reserve(supply.winners.size());
    for (sf::Candidate& winner : supply.winners)
        files.push_back({.destination = std::move(winner.destination), .source = 0, .path = {}});
    Error error(Error::Kind::input, fmt::format("no source has `{}`", escape_controls(path)));
    for (const sf::SourceFolder& source : sources) {
        const std::string under = source.prefix.empty() ? "" : fmt::format(" under `{}/`", source.prefix);
        error = Error(std::move(error).seen(escape_controls(source.name + under)));
    }
    if (const auto nearest = sf::nearest_path(path, files)) {
        error = Error(std::move(error).help(fmt::format("did you mean `{}`?", escape_controls(*nearest))));
    }
    context.terminal.tell(
        report::render_error(error, context.terminal.error_palette(), context.terminal.error_columns()));
    return 1;
}

// --- list

void write_row(JsonWriter& json, const Sources& sources, const sf::Candidate& winner,
               std::span<const sf::Shadowed> shadowed) {
    json.begin_object().member("path", std::string_view(winner.destination));
    if (!is_utf8(winner.destination)) json.member("encoding", "escaped");
    json.member("file", std::string_view(sf::source_path(sources[winner.source], winner.file.path)));
    json.member("source", std::string_view(sources[winner.source].name));
    json.member("size", winner.file.state.size);
    json.key("shadows").begin_array();
    for (const sf::Shadowed& loser : shadowed) {
        json.value(std::string_view(sf::source_path(sources[loser.loser.source], loser.loser.file.path)));
    }
    json.end_array().end_object();
}

// Calls `take` with each file and what it shadows: both lists are in the order of the destinations.
template <class Take>
void for_each_row(const sf::Supply& supply, const Take& take) {
    std::size_t next = 0;
    for (const sf::Candidate& winner : supply.winners) {
        const std::size_t first = next;
        while (next < supply.shadowed.size() && supply.shadowed[next].loser.destination == winner.destination)
            ++next;
        take(winner, std::span(supply.shadowed).subspan(first, next - first));
    }
}

std::string json_of(const Sources& sources, const sf::Supply& supply) {
    JsonWriter json;
    json.begin_object().key("files").begin_array();
    for_each_row(supply, [&](const auto& winner, const auto& shadowed) { write_row(json, sources, winner, shadowed); });
    json.end_array();
    return std::move(json.end_object()).take();
}

std::string lines_of(const Sources& sources, const sf::Supply& supply) {
    std::string lines;
    for_each_row(supply, [&](const auto& winner, const auto& shadowed) {
        JsonWriter json(true);
        write_row(json, sources, winner, shadowed);
        lines += std::move(json).take();
    });
    return lines;
}

Table table_of(const Sources& sources, const sf::Supply& supply) {
    Table table({{.title = "PATH", .yields = 1}, {.title = "SIZE", .is_number = true}, {.title = "FROM", .yields = 2}});
    for (const sf::Candidate& winner : supply.winners) {
        table.add({Cell(winner.destination).in(report::Ink::bold),
                   {format_size(Bytes{winner.file.state.size}), std::to_string(winner.file.state.size)},
                   {sources[winner.source].name}});
    }
    return table;
}

}  // namespace

int run_static_find(Context& context, const Invocation& invocation) {
    const std::string path = path_of(invocation);
    StaticProject project(context);
    const Sources sources = static_sources(context, invocation, project);
    const sf::IgnorePatterns ignored(sf::IgnorePatterns::defaults());
    const std::vector<Answer> answers = judge(sources, sf::find_in_sources(sources, path, ignored));
    if (format_of(invocation) == "json") {
        context.terminal.print(json_of(sources, path, answers));
    } else {
        Table table({{.title = "FILE", .yields = 2}, {.title = ""}, {.title = "", .yields = 1}});
        for (const Answer& answer : answers) {
            const report::Ink ink = answer.state == "supplies" ? report::Ink::done : report::Ink::dim;
            table.add({{answer.file}, Cell(std::string(answer.state)).in(ink), {answer.why}});
        }
        print(context.terminal, table);
    }
    if (answers.empty()) return tell_not_found(context, invocation, sources, path);
    return answers.front().found.is_left_out ? 1 : 0;
}

int run_static_list(Context& context, const Invocation& invocation) {
    StaticProject project(context);
    const Sources sources = static_sources(context, invocation, project);
    const sf::Supply supply = supply_of(context, invocation, sources);
    const std::string format = format_of(invocation);
    if (format == "json") {
        context.terminal.print(json_of(sources, supply));
    } else if (format == "jsonl") {
        context.terminal.print(lines_of(sources, supply));
    } else {
        print(context.terminal, table_of(sources, supply));
        if (supply.winners.empty() && !context.is_quiet) context.terminal.tell("no files\n");
    }
    return 0;
}

}  // namespace megactl::cli::commands

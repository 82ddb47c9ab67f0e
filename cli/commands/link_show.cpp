#include "cli/commands/link_runs.hpp"
#include "cli/commands/stores.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

// `3 days ago` for people, ISO 8601 for pipes.
Cell age_of(const Context& context, links::Time time) {
    const std::chrono::seconds age = context.clock.now() - std::chrono::floor<std::chrono::seconds>(time);
    return Cell(format_span(age) + " ago", iso_time(time)).in(report::Ink::dim);
}

bool wants_json(const Invocation& invocation) {
    return invocation.value("--format").value_or("text") == "json";
}

Table as_table(const Context& context, const std::vector<links::Link>& links) {
    Table table({{.title = "LINK", .yields = 1}, {.title = "TARGET", .yields = 2}, {.title = "CREATED"}});
    for (const links::Link& link : links)
        table.add({Cell(name_of(link)).in(report::Ink::bold), {link.target}, age_of(context, link.created_at)});
    return table;
}

void write_counts(JsonWriter& json, std::string_view list, std::string_view key,
                  const std::vector<links::CountedText>& counts) {
    json.key(list).begin_array();
    for (const links::CountedText& counted : counts)
        json.begin_object().member(key, std::string_view(counted.text)).member("clicks", counted.count).end_object();
    json.end_array();
}

std::string as_json(const links::Link& link, const links::LinkStats& stats) {
    JsonWriter json;
    json.begin_object().key("link");
    write_link(json, link);
    json.member("clicks", stats.clicks);
    write_counts(json, "days", "day", stats.days);
    write_counts(json, "referrers", "referrer", stats.referrers);
    write_counts(json, "agents", "agent", stats.agents);
    return std::move(json.end_object()).take();
}

// For people a table each; for pipes one listing of kind, text and count.
void print_stats(Terminal& terminal, const links::Link& link, const links::LinkStats& stats) {
    struct Part {
        std::string_view kind;
        std::string_view title;
        const std::vector<links::CountedText>& counts;
    };
    const Part parts[] = {
        {"day", "DAY", stats.days}, {"referrer", "REFERRER", stats.referrers}, {"agent", "USER AGENT", stats.agents}};
    Table rows({{}, {}, {}});
    rows.add({{"total"}, {""}, {std::to_string(stats.clicks)}});
    std::string tables;
    for (const Part& part : parts) {
        Table table({{.title = "CLICKS", .is_number = true}, {.title = part.title, .yields = 1}});
        for (const links::CountedText& counted : part.counts) {
            const std::string count = std::to_string(counted.count);
            table.add({{count}, {counted.text}});
            rows.add({{std::string(part.kind)}, {counted.text}, {count}});
        }
        if (!table.is_empty()) tables += "\n" + table.for_people(terminal.out_palette(), terminal.width());
    }
    if (!terminal.out_is_terminal()) return terminal.print(rows.for_pipe());
    const report::Palette& palette = terminal.out_palette();
    terminal.print(fmt::format("{} → {}\n{}\n", palette.paint(report::Ink::bold, escape_controls(name_of(link))),
                               escape_controls(link.target), count_of(stats.clicks, "click", "clicks")) +
                   tables);
}

}  // namespace

int run_link_list(Context& context, const Invocation& invocation) {
    const auto links = links_asked_for(context, invocation);
    if (!links) return 1;
    const std::string format = invocation.value("--format").value_or("text");
    if (format == "json") {
        print_document(context.terminal, *links);
    } else if (format == "jsonl") {
        print_lines(context.terminal, *links);
    } else {
        print(context.terminal, as_table(context, *links));
        if (links->empty() && !context.is_quiet) context.terminal.tell("no links yet\n");
    }
    return 0;
}

int run_link_show(Context& context, const Invocation& invocation) {
    const LinkName name = link_name(invocation.arguments.front());
    const NamedDatabase database = named_database(context, Creation::refused);
    tell_whom(context, "database", database.name, database.origin);
    const auto store = database.open();
    const auto link = naming(database.origin, [&] { return store->find(name.user, name.slug); });
    if (!link) return tell_unknown_link(context, *store, name);
    if (wants_json(invocation)) {
        JsonWriter json;
        write_link(json, *link);
        context.terminal.print(std::move(json).take());
        return 0;
    }
    Table table({{}, {}});
    table.add({{"link"}, Cell(name_of(*link)).in(report::Ink::bold)});
    table.add({{"target"}, {link->target}});
    table.add({{"created"}, age_of(context, link->created_at)});
    table.add({{"updated"}, age_of(context, link->updated_at)});
    print(context.terminal, table);
    return 0;
}

int run_link_stats(Context& context, const Invocation& invocation) {
    const LinkName name = link_name(invocation.arguments.front());
    const NamedDatabase database = named_database(context, Creation::refused);
    tell_whom(context, "database", database.name, database.origin);
    const auto store = database.open();
    const auto link = naming(database.origin, [&] { return store->find(name.user, name.slug); });
    const auto stats =
        link ? naming(database.origin, [&] { return store->stats(name.user, name.slug); }) : std::nullopt;
    if (!stats) return tell_unknown_link(context, *store, name);
    if (wants_json(invocation)) {
        context.terminal.print(as_json(*link, *stats));
    } else {
        print_stats(context.terminal, *link, *stats);
    }
    return 0;
}

}  // namespace megactl::cli::commands

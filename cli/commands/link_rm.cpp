#include "cli/commands/link_runs.hpp"
#include "cli/commands/stores.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::cli::commands {
namespace {

// What would go.
links::Removed held(const links::Link& link, links::LinkStore& store) {
    const auto stats = store.stats(link.user, link.slug);
    return {link, stats ? stats->clicks : 0};
}

std::string told(const links::Removed& removed) {
    return fmt::format("{} → {}, with {}", escape_controls(name_of(removed.link)), escape_controls(removed.link.target),
                       count_of(removed.clicks, "click", "clicks"));
}

// False: the answer was no.
bool is_confirmed(Context& context, const links::Removed& wanted) {
    if (context.says_yes) return true;
    if (context.terminal.can_ask()) {
        return context.terminal.confirm(fmt::format("{} will be deleted. Go on?", told(wanted)));
    }
    throw Error(Error::Kind::usage, fmt::format("{} would be deleted, and there is no terminal to ask", told(wanted)))
        .help("`--yes` says that it may");
}

std::string as_json(const links::Removed& removed, bool is_rehearsal) {
    JsonWriter json;
    json.begin_object().key("link");
    write_link(json, removed.link);
    return std::move(json.member("clicks", removed.clicks).member("dry_run", is_rehearsal).end_object()).take();
}

}  // namespace

int run_link_rm(Context& context, const Invocation& invocation) {
    const bool is_rehearsal = invocation.has("--dry-run");
    const LinkName name = link_name(invocation.arguments.front());
    const NamedDatabase database = named_database(context, Creation::refused);
    tell_whom(context, "database", database.name, database.origin);
    const auto store = database.open();
    const auto link = naming(database.origin, [&] { return store->find(name.user, name.slug); });
    if (!link) return tell_unknown_link(context, *store, name);
    links::Removed removed = held(*link, *store);
    if (!is_rehearsal) {
        if (!is_confirmed(context, removed)) {
            context.terminal.tell("nothing was changed\n");
            return 1;
        }
        auto gone = naming(database.origin, [&] { return store->remove(name.user, name.slug); });
        if (!gone) return tell_unknown_link(context, *store, name);  // somebody else was quicker
        removed = *std::move(gone);
    }
    if (invocation.value("--format").value_or("text") == "json") {
        context.terminal.print(as_json(removed, is_rehearsal));
        return 0;
    }
    const report::Palette& palette = context.terminal.out_palette();
    const std::string verb = is_rehearsal ? "would delete" : palette.paint(report::Ink::done, "deleted");
    context.terminal.print(fmt::format("{} {}\n", verb, told(removed)));
    return 0;
}

}  // namespace megactl::cli::commands

#include "cli/commands/link_runs.hpp"
#include "cli/commands/stores.hpp"
#include "core/base/text.hpp"
#include "core/links/link_form.hpp"
#include "core/links/link_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace megactl::cli::commands {
namespace {

// What was typed is held against the form before anything is opened.
void require(const Result<std::string>& checked, std::string_view what, std::string_view typed) {
    if (checked) return;
    throw Error(Error::Kind::usage,
                fmt::format("{} `{}` {}", what, escape_controls(typed), escape_controls(checked.error().reason)));
}

links::NewLink link_typed(const Invocation& invocation) {
    links::NewLink link;
    link.target = invocation.arguments.front();
    require(links::checked_target(link.target), "the target", link.target);
    if (const auto slug = invocation.value("--slug")) {
        require(links::checked_slug(*slug), "the slug", *slug);
        link.slug = *slug;
    }
    const auto user = invocation.value("--user");
    if (!user) throw Error(Error::Kind::usage, "`link add` needs the user whose link it is").help("`--user U` says it");
    link.user = *user;
    link.creates_user = invocation.has("--create-user");
    if (link.creates_user) require(links::checked_username(link.user), "the user", link.user);
    return link;
}

// None is made for a user that it could not have.
void require_there(const NamedDatabase& database) {
    std::error_code unknown;
    const std::filesystem::path file = links::database_file(database.url, database.folder);
    if (std::filesystem::exists(file, unknown) || unknown) return;
    throw Error(Error::Kind::input, fmt::format("there is no database `{}`, and so no user", file.string()))
        .from(database.origin)
        .help("`--create-user` makes it, and in it a user who can't log in");
}

bool has_user(links::LinkStore& store, const std::string& user) {
    const std::vector<std::string> users = store.users();
    return std::ranges::find(users, user) != users.end();
}

struct Addition {
    links::Link link;
    bool is_new = false;
    bool has_made_user = false;
};

Addition add(links::LinkStore& store, const links::NewLink& wanted) {
    const bool makes_user = wanted.creates_user && !has_user(store, wanted.user);
    auto [link, added] = store.add(wanted);
    return {std::move(link), added == links::Added::made, makes_user};
}

std::string as_json(const Addition& addition) {
    JsonWriter json;
    json.begin_object().member("changed", addition.is_new).member("user_created", addition.has_made_user).key("link");
    write_link(json, addition.link);
    return std::move(json.end_object()).take();
}

std::string as_text(const Addition& addition, const report::Palette& palette) {
    const std::string name = escape_controls(name_of(addition.link));
    std::string text;
    if (addition.has_made_user) text += fmt::format("added the user {}, who can't log in\n", addition.link.user);
    text += fmt::format("{} {} → {}\n",
                        addition.is_new ? palette.paint(report::Ink::done, "added") : std::string("unchanged"),
                        palette.paint(report::Ink::bold, name), escape_controls(addition.link.target));
    return text;
}

}  // namespace

int run_link_add(Context& context, const Invocation& invocation) {
    const links::NewLink wanted = link_typed(invocation);
    const NamedDatabase database = named_database(context, Creation::allowed);
    tell_whom(context, "database", database.name, database.origin);
    if (!wanted.creates_user) require_there(database);
    Terminal& terminal = context.terminal;
    try {
        const auto store = database.open();
        // Reaching the database first: what fails behind it is about the link, and not for its namer to answer.
        naming(database.origin, [&] { store->ping(); });
        const Addition addition = add(*store, wanted);
        const bool is_json = invocation.value("--format").value_or("text") == "json";
        terminal.print(is_json ? as_json(addition) : as_text(addition, terminal.out_palette()));
    } catch (const links::Refusal& refusal) {
        if (refusal.why() != links::Refusal::Why::unknown_user) return tell_refusal(context, refusal);
        return tell_refusal(context, Error(refusal).help("`--create-user` makes one that can't log in"));
    }
    return 0;
}

}  // namespace megactl::cli::commands

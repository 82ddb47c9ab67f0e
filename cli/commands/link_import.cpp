#include "cli/commands/link_runs.hpp"
#include "cli/commands/stores.hpp"
#include "cli/standard_input.hpp"
#include "core/base/text.hpp"
#include "core/links/link_file.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::cli::commands {
namespace {

// As many as a terminal shows without scrolling.
constexpr std::size_t most_told = 10;

void refuse_troubles(const links::LinkFile& file, const std::string& name) {
    if (file.troubles.empty()) return;
    const std::size_t count = file.troubles.size();
    Error error(Error::Kind::input, fmt::format("{} of `{}` can't be taken, and nothing was changed",
                                                count_of(count, "row", "rows"), name));
    for (const links::RowTrouble& trouble : std::span(file.troubles).first(std::min(count, most_told)))
        error = Error(error).seen(fmt::format("line {}: {}", trouble.line, trouble.reason));
    if (count > most_told) error = Error(error).seen(fmt::format("and {} more", count - most_told));
    throw Error(std::move(error));
}

void tell_unread(Context& context, const links::LinkFile& file) {
    if (file.unread.empty() || context.is_quiet) return;
    std::vector<std::string> names;
    names.reserve(file.unread.size());
    for (const std::string& name : file.unread)
        names.push_back(fmt::format("`{}`", escape_controls(name)));
    const Error said(Error::Kind::input,
                     fmt::format("{} {} nothing here, and {} passed over", join_words(names),
                                 names.size() == 1 ? "means" : "mean", names.size() == 1 ? "was" : "were"));
    context.terminal.tell(report::render_warning(said, context.terminal.error_palette()));
}

int tell_refused(Context& context, const links::LinkFile& file, const links::Additions& additions, bool creates_users) {
    Error error(Error::Kind::input, "the file was not imported, and nothing was changed");
    bool lacks_users = false;
    for (const auto& [index, why] : std::span(additions.refused).first(std::min(additions.refused.size(), most_told))) {
        const std::string reason = why.details().empty() ? "" : "; " + why.details().front().text;
        error = Error(error).seen(fmt::format("line {}: {}{}", file.lines[index], why.message(), reason));
        lacks_users = lacks_users || why.why() == links::Refusal::Why::unknown_user;
    }
    if (additions.refused.size() > most_told) error = Error(error).seen("and more");
    if (lacks_users && !creates_users) error = Error(error).help("`--create-user` makes users, who can't log in");
    return tell_refusal(context, error);
}

std::string as_json(const links::Additions& additions, bool is_rehearsal) {
    JsonWriter json;
    json.begin_object().member("added", additions.made).member("unchanged", additions.unchanged);
    json.key("users_created").begin_array();
    for (const std::string& user : additions.new_users)
        json.value(std::string_view(user));
    return std::move(json.end_array().member("dry_run", is_rehearsal).end_object()).take();
}

std::string as_text(const links::Additions& additions, bool is_rehearsal, const report::Palette& palette) {
    const std::string verb = is_rehearsal ? "would add" : palette.paint(report::Ink::done, "added");
    std::string text =
        fmt::format("{} {}, {} unchanged", verb, count_of(additions.made, "link", "links"), additions.unchanged);
    if (additions.new_users.empty()) return text + "\n";
    return fmt::format("{}; {} {} {}, who can't log in\n", text, is_rehearsal ? "would make" : "made",
                       additions.new_users.size() == 1 ? "the user" : "the users", join_words(additions.new_users));
}

}  // namespace

int run_link_import(Context& context, const Invocation& invocation) {
    const bool is_rehearsal = invocation.has("--dry-run");
    const bool creates_users = invocation.has("--create-user");
    const Source source = read_named(invocation.arguments.front());
    links::LinkFile file = links::read_links(source->text(), invocation.value("--user").value_or(""));
    refuse_troubles(file, source->name());
    for (links::NewLink& link : file.links)
        link.creates_user = creates_users;

    const NamedDatabase database = named_database(context, is_rehearsal ? Creation::refused : Creation::allowed);
    tell_whom(context, "database", database.name, database.origin);
    tell_unread(context, file);
    const auto store = database.open();
    const links::Additions additions =
        naming(database.origin, [&] { return store->add_all(file.links, is_rehearsal); });
    if (!additions.refused.empty()) return tell_refused(context, file, additions, creates_users);
    const bool is_json = invocation.value("--format").value_or("text") == "json";
    context.terminal.print(is_json ? as_json(additions, is_rehearsal)
                                   : as_text(additions, is_rehearsal, context.terminal.out_palette()));
    return 0;
}

}  // namespace megactl::cli::commands

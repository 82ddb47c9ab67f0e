#pragma once

#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/links/link.hpp"
#include "core/links/link_store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the verbs of `link` share. Each run_… carries out the command of its name.
namespace megactl::cli::commands {

int run_link_add(Context& context, const Invocation& invocation);
int run_link_export(Context& context, const Invocation& invocation);
int run_link_import(Context& context, const Invocation& invocation);
int run_link_list(Context& context, const Invocation& invocation);
int run_link_rm(Context& context, const Invocation& invocation);
int run_link_show(Context& context, const Invocation& invocation);
int run_link_stats(Context& context, const Invocation& invocation);

// A link as it is named: `ada/go`.
struct LinkName {
    std::string user;
    std::string slug;
};

// Also `/ada/go/`, as it stands in an address. Throws Error{usage}.
LinkName link_name(std::string_view argument);
std::string name_of(const links::Link& link);

// Says what does not exist, and what may have been meant; returns the status for it, 1.
int tell_unknown_user(Context& context, links::LinkStore& store, std::string_view user);
int tell_unknown_link(Context& context, links::LinkStore& store, const LinkName& name);

// Every link of the named database, or those of `--user`. Nothing where there is no such user; then that was said.
std::optional<std::vector<links::Link>> links_asked_for(Context& context, const Invocation& invocation);
// One document with `links`; an object a line.
void print_document(Terminal& terminal, const std::vector<links::Link>& links);
void print_lines(Terminal& terminal, const std::vector<links::Link>& links);

// `id`, `user`, `slug`, `target`, `created_at`, `updated_at`, as an object.
void write_link(JsonWriter& json, const links::Link& link);
std::string iso_time(links::Time time);

}  // namespace megactl::cli::commands

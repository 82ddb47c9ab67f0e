#pragma once

#include "cli/commands/stores.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/links/click_spool.hpp"
#include "core/serve/redirect_server.hpp"
#include "core/tls/server_context.hpp"

#include <filesystem>
#include <string>

namespace megactl::cli::commands {

// Where clicks wait on this host. Throws Error{input} where nothing says.
std::filesystem::path spool_folder(const Context& context);

// Where the clicks for that database and broker wait, as the settings say.
links::SpoolSettings spool_settings(const Context& context, const NamedDatabase& database, const NamedBroker& broker);

// Addresses, threads, limits and what the site's settings say about requests; `served` is what is presented where TLS
// is spoken, null where it is not. Throws Error{usage} or Error{input}.
serve::RedirectSettings redirect_settings(const Context& context, const Invocation& invocation,
                                          const tls::ServedContext* served);

}  // namespace megactl::cli::commands

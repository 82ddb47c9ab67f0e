#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/wait_run.hpp"

#include <array>

namespace megactl::cli::commands {
namespace {

constexpr std::array options{
    Option{.name = "--database", .summary = "until the database can be read"},
    Option{.name = "--broker", .summary = "until the broker takes us: connected, logged in, done with loading"},
    Option{.name = "--tcp",
           .value = "HOST:PORT",
           .summary = "until somebody takes connections there",
           .is_repeatable = true},
    Option{.name = "--url",
           .value = "URL",
           .summary = "until a GET of it answers with a status below 400; a redirect is an answer",
           .is_repeatable = true},
    Option{.name = "--timeout", .value = "DURATION", .summary = "how long at most; by default 60s"},
};

constexpr std::array examples{
    Example{"before a worker starts", "megactl wait --broker --database"},
    Example{"after a deployment, until the site says that it is well", "megactl wait --url http://web:8000/health/"},
    Example{"for a mail server as well, for two minutes at most", "megactl wait --broker --tcp mail:25 --timeout 2m"},
};

constexpr std::array exits{
    ExitNote{0, "each of them answered"},
    ExitNote{2, "the command line is wrong, or names nothing to wait for"},
    ExitNote{3,
             "nothing names a broker or a database, or what names it can't be understood; there is no libcurl "
             "for `--url`"},
    ExitNote{4, "the time is over; the last failure of each that did not answer is told"},
    ExitNote{130, "stopped by Ctrl-C (143: by SIGTERM)"},
};

}  // namespace

constinit const Command wait{
    .path = "wait",
    .summary = "waits until the services of a deployment answer",
    .description =
        R"(Asks each service again and again, all of them at once, until every one has answered. An open port is not enough for the broker and the database: they must do what their clients want of them.

Which broker and database are meant, the settings say; the command tells which they are and who named them. What does not answer within the time is told with its last failure.)",
    .options = options,
    .examples = examples,
    .exits = exits,
    .reads_dot_env = true,
    .run = run_wait,
};

}  // namespace megactl::cli::commands

#include "cli/commands/commands.hpp"
#include "cli/commands/serve_settings.hpp"
#include "cli/commands/stores.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "cli/table.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/links/click_spool.hpp"
#include "core/links/spool_survey.hpp"
#include "core/os/host.hpp"
#include "core/os/signals.hpp"
#include "core/serve/click_publisher.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using links::StrandSurvey;

std::string_view state_of(const StrandSurvey& strand) {
    return strand.is_held ? "in use" : "left behind";
}

std::optional<std::string> oldest_of(const StrandSurvey& strand) {
    if (!strand.oldest) return std::nullopt;
    return format_time(std::chrono::floor<std::chrono::seconds>(*strand.oldest));
}

Cell oldest_cell(const StrandSurvey& strand, std::chrono::sys_seconds now) {
    const auto time = oldest_of(strand);
    if (!time) return {"-"};
    const auto age = now - std::chrono::floor<std::chrono::seconds>(*strand.oldest);
    return Cell(format_span(age), *time).in(report::Ink::dim);
}

Table table_of(const std::vector<StrandSurvey>& strands, std::chrono::sys_seconds now) {
    Table table({{.title = "SPOOL", .yields = 1},
                 {.title = "CLICKS", .is_number = true},
                 {.title = "OLDEST"},
                 {.title = "SIZE", .is_number = true},
                 {.title = "STATE"},
                 {.title = "FOR", .yields = 2}});
    for (const StrandSurvey& strand : strands) {
        table.add({strand.id,
                   std::to_string(strand.clicks),
                   oldest_cell(strand, now),
                   {format_size(Bytes{strand.bytes}), std::to_string(strand.bytes)},
                   std::string(state_of(strand)),
                   strand.identity});
    }
    return table;
}

std::string json_of(const std::vector<StrandSurvey>& strands, std::optional<std::size_t> sent) {
    JsonWriter json;
    json.begin_object();
    if (sent) json.member("sent", *sent);
    json.key("spools").begin_array();
    for (const StrandSurvey& strand : strands) {
        json.begin_object().member("spool", strand.id).member("clicks", strand.clicks).key("oldest");
        if (const auto time = oldest_of(strand)) {
            json.value(*time);
        } else {
            json.null();
        }
        json.member("bytes", strand.bytes).member("torn_bytes", strand.torn).member("state", state_of(strand));
        json.member("for", strand.identity).end_object();
    }
    return std::move(json.end_array().end_object()).take();
}

// Carries what no living server holds into the queue; returns how many clicks.
std::size_t send(Context& context, const std::filesystem::path& folder) {
    const NamedBroker broker = named_broker(context, Creation::refused);
    const NamedDatabase database = named_database(context, Creation::refused);
    tell_whom(context, "broker", broker.source.name(), broker.origin);
    tell_whom(context, "database", database.name, database.origin);
    if (!std::filesystem::exists(folder)) return 0;

    const os::StopSignals signals;
    links::ClickSpool spool(spool_settings(context, database, broker));
    serve::PublisherSettings publishing;
    publishing.origin = publisher_name();
    serve::ClickCarrier carrier(spool, broker.source, publishing);
    const serve::Drained drained = carrier.drain(signals.token(), os::Deadline::max());
    const std::size_t sent = carrier.carried();
    if (!context.is_quiet) context.terminal.tell(fmt::format("sent {}\n", count_of(sent, "click", "clicks")));
    if (drained == serve::Drained::away) {
        throw Error(Error::Kind::service, fmt::format("clicks still wait: {}", carrier.reason()))
            .from(broker.origin)
            .help("none is lost; send them when the broker answers: `megactl wait --broker`");
    }
    return sent;
}

int run_serve_spool(Context& context, const Invocation& invocation) {
    const std::filesystem::path folder = spool_folder(context);
    std::optional<std::size_t> sent;
    if (invocation.has("--send")) sent = send(context, folder);
    std::vector<StrandSurvey> strands = links::survey_spool(folder);
    std::erase_if(strands, [](const StrandSurvey& strand) { return strand.clicks == 0 && strand.torn == 0; });
    if (invocation.value("--format").value_or("text") == "json") {
        context.terminal.print(json_of(strands, sent));
        return 0;
    }
    if (strands.empty()) {
        const std::string place = escape_controls(folder.string());
        if (!context.is_quiet) context.terminal.tell(fmt::format("no click waits in {}\n", place));
        return 0;
    }
    print(context.terminal, table_of(strands, context.clock.now()));
    return 0;
}

constexpr std::array options{
    Option{.name = "--broker",
           .value = "URL",
           .summary = "with `--send`: the broker that the clicks are queued in",
           .setting = "queue.broker"},
    Option{.name = "--send",
           .summary = "sends now what a server that is gone left behind for this database and broker"},
};

const std::array shared_options{database_options};

constexpr std::array<std::string_view, 2> formats{"text", "json"};

constexpr std::array examples{
    Example{.summary = "what waits on this host's disk", .command = "megactl serve spool"},
    Example{.summary = "send what a server left that will not start again", .command = "megactl serve spool --send"},
};

constexpr std::array exits{
    ExitNote{0, "what waits was shown; with `--send`, what could be sent was sent"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "the spool can't be read, or with `--send` nothing names a broker or a database"},
    ExitNote{4, "with `--send`: the broker can't be reached; what it did not take still waits"},
};

constexpr std::array json_keys{
    JsonKey{"sent", "with `--send`: how many clicks went into the queue"},
    JsonKey{"spools[].spool", "the name of its folder"},
    JsonKey{"spools[].clicks", "how many lie in it; of one in use the queue may have the first ones already"},
    JsonKey{"spools[].oldest", "when the oldest of them was made, ISO 8601 in UTC; null where there is none"},
    JsonKey{"spools[].bytes", "what they take on disk"},
    JsonKey{"spools[].torn_bytes", "half a record that the end of power left, kept aside"},
    JsonKey{"spools[].state", "`in use` by a server that runs, or `left behind`"},
    JsonKey{"spools[].for", "the database and the broker it is for"},
};

constexpr std::string_view description =
    R"(Each serving thread of `megactl serve` keeps clicks in a spool of its own until the broker has them. Spools whose server runs are `in use`: it sends them itself, as soon as the broker answers. What a server left that is gone is `left behind`; the next one that serves the same database by the same broker sends it within ten seconds, and `--send` does so at once. Each click goes into the queue once, whoever sends it.

Without `--send` nothing is changed, and neither broker nor database is asked.)";

}  // namespace

constinit const Command serve_spool{
    .path = "serve spool",
    .summary = "shows the clicks that wait on disk, or sends them",
    .description = description,
    .options = options,
    .more_options = shared_options,
    .examples = examples,
    .exits = exits,
    .json_keys = json_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_serve_spool,
};

}  // namespace megactl::cli::commands

#include "cli/commands/static_collect.hpp"

#include "cli/commands/static_manifest.hpp"
#include "cli/commands/static_memory.hpp"
#include "cli/commands/static_mounts.hpp"
#include "cli/commands/static_output.hpp"
#include "cli/commands/static_packing.hpp"
#include "cli/commands/static_progress.hpp"
#include "cli/commands/static_project.hpp"
#include "cli/commands/static_prune.hpp"
#include "cli/commands/static_releases.hpp"
#include "cli/commands/static_sources.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "cli/progress.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/log/log.hpp"
#include "core/os/signals.hpp"
#include "core/staticfiles/apply_release.hpp"
#include "core/staticfiles/content_memory.hpp"
#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/plan.hpp"
#include "core/staticfiles/releases.hpp"
#include "core/staticfiles/root.hpp"
#include "core/staticfiles/sources.hpp"
#include "core/staticfiles/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace megactl::cli::commands {

namespace fs = std::filesystem;
namespace sf = staticfiles;

namespace {

// What is asked for, once it is known to make sense.
struct CollectRequest {
    std::vector<sf::SourceFolder> sources;
    fs::path root;
    std::string root_name;  // what people read
    std::vector<std::string> ignored;
    std::size_t threads = 1;
    bool clears = false;
    bool is_dry_run = false;
    bool is_atomic = false;
    bool links = false;
    bool never_asks = false;
    std::string format;
    std::optional<sf::RewriteRules> rules;  // where names are hashed
    PackingRequest packing;
    std::optional<std::size_t> kept_releases;  // where old ones are pruned
};

// `-v` names each file, unless a level is said.
void show_each_step(const Context& context) {
    if (!context.is_verbose || context.settings.is_said("log.level")) return;
    const auto format = context.settings.text("log.format") == "json" ? log::Format::json : log::Format::text;
    log::configure(log::Level::debug, format, context.terminal.error_palette().is_coloured());
}

// Would the root gather from itself?
void refuse_root_as_source(const CollectRequest& request) {
    const auto root_id = sf::folder_id(request.root);
    for (const sf::SourceFolder& source : request.sources) {
        const bool is_same = source.folder == request.root || (root_id && sf::folder_id(source.folder) == root_id);
        if (!is_same) continue;
        throw Error(Error::Kind::input,
                    fmt::format("the root `{}` is one of the sources", escape_controls(request.root_name)))
            .help("gather into a folder of its own: `--root staticfiles`");
    }
}

// Does the folder lie in the root, or is it the root?
bool is_within_root(const std::filesystem::path& folder, const CollectRequest& request) {
    const auto root_id = sf::folder_id(request.root);
    std::error_code failure;
    std::filesystem::path place = std::filesystem::weakly_canonical(folder, failure);
    while (root_id && !place.empty()) {
        if (sf::folder_id(place) == root_id) return true;
        if (place == place.parent_path()) break;
        place = place.parent_path();
    }
    return false;
}

// A release takes the place of the whole root: what else lies there would go out of sight with it.
void refuse_to_replace(const CollectRequest& request, const std::filesystem::path& project) {
    const auto refuse = [&](std::string_view what) {
        throw Error(Error::Kind::input,
                    fmt::format("`--atomic` would put a release in the place of the root `{}`, and {}",
                                escape_controls(request.root_name), what))
            .help("name a folder that holds nothing else: `--root staticfiles`");
    };
    if (is_within_root(project, request)) refuse("the project lies there");
    for (const sf::SourceFolder& source : request.sources) {
        if (is_within_root(source.folder, request))
            refuse(fmt::format("the source `{}` lies there", escape_controls(source.name)));
    }
}

// A release is changed by nobody, and a root that is none can't be exchanged.
void refuse_unfit_root(const CollectRequest& request, const sf::Releases& releases,
                       const std::filesystem::path& project) {
    if (request.is_atomic) {
        refuse_to_replace(request, project);
        return releases.require_replaceable();
    }
    if (releases.root_kind() != sf::Releases::RootKind::release) return;
    throw Error(Error::Kind::input, fmt::format("the root `{}` is filled by `--atomic`, and this run would change the "
                                                "release that is served",
                                                escape_controls(request.root_name)))
        .help("add `--atomic`, or name another folder with `--root`");
}

std::size_t threads_of(const Invocation& invocation) {
    const auto text = invocation.value("--jobs");
    if (!text) return std::max(1U, std::thread::hardware_concurrency());
    constexpr std::size_t most = 256;
    std::size_t threads = 0;
    const char* const end = text->data() + text->size();
    const auto [rest, failure] = std::from_chars(text->data(), end, threads);
    if (failure == std::errc{} && rest == end && threads >= 1 && threads <= most) return threads;
    throw Error(Error::Kind::usage,
                fmt::format("`--jobs {}` is not a number from 1 to {}", escape_controls(*text), most));
}

CollectRequest read_request(Context& context, const Invocation& invocation) {
    CollectRequest request;
    StaticProject project(context);
    request.sources = static_sources(context, invocation, project);
    StaticRoot root = static_root(context, invocation, project);
    request.root = std::move(root.folder);
    request.root_name = std::move(root.name);
    request.ignored = ignored_patterns(invocation);
    request.threads = threads_of(invocation);
    request.clears = invocation.has("--clear");
    request.is_dry_run = invocation.has("--dry-run");
    request.is_atomic = invocation.has("--atomic");
    request.links = invocation.has("--link");
    request.never_asks = context.says_yes || invocation.has("--noinput") || invocation.has("--no-input");
    request.format = invocation.value("--format").value_or("text");
    request.rules = rewrite_rules_of(context, invocation, project);
    request.packing = packing_of(context, invocation, project, request.rules.has_value());
    request.kept_releases = kept_releases(invocation, request.rules.has_value());
    refuse_root_as_source(request);
    return request;
}

// Asks as Django does, unless `static rollback` would bring all back. False: the answer was no.
bool is_confirmed(Context& context, const CollectRequest& request) {
    if (request.is_dry_run || request.is_atomic || request.never_asks) return true;
    if (!context.terminal.can_ask()) {
        if (!request.clears) return true;
        throw Error(Error::Kind::usage,
                    fmt::format("`--clear` deletes every file in {}/, and there is no terminal to ask",
                                escape_controls(request.root_name)))
            .help("`--noinput` or `--yes` says that it may");
    }
    if (sf::is_empty_or_absent(request.root)) return true;
    const std::string_view what =
        request.clears ? "Every file in {}/ will be deleted. Go on?" : "Files in {}/ will be overwritten. Go on?";
    return context.terminal.confirm(fmt::format(fmt::runtime(what), escape_controls(request.root_name)));
}

sf::CollectPlan gather_plan(const CollectRequest& request, const std::stop_token& stop) {
    const sf::IgnorePatterns ignored(request.ignored);
    sf::Supply supply = gather_supply(request.sources, ignored, request.root, request.threads, stop);
    std::optional<sf::RootListing> clear;
    if (request.clears) clear = sf::list_root(request.root, request.sources, stop);
    if (stop.stop_requested()) return {};  // what was listed is a part
    std::vector<sf::Target> targets = sf::look_at_targets(request.root, supply.destinations());
    return sf::make_plan(request.sources, std::move(supply), std::move(targets), clear, {request.links});
}

// What `-v` tells beyond the operations themselves.
void log_plan(const CollectRequest& request, const sf::CollectPlan& plan) {
    if (!log::is_enabled(log::Level::debug)) return;
    for (const sf::Kept& kept : plan.keep) {
        log::event(log::Level::debug, "static", kept.is_suspicious ? "kept, though its older source differs" : "kept",
                   {{"path", kept.transfer.destination}});
    }
    for (const sf::Shadowed& entry : plan.shadowed) {
        log::event(log::Level::debug, "static", "shadowed",
                   {{"path", entry.loser.destination},
                    {"by", request.sources[entry.winner].name},
                    {"from", sf::source_path(request.sources[entry.loser.source], entry.loser.file.path)}});
    }
}

sf::AppliedRelease carry_out(Context& context, const Invocation& invocation, const CollectRequest& request,
                             const sf::CollectPlan& plan, const sf::Releases& releases, const sf::RootFolder& locked,
                             sf::ContentMemory& memory, const std::stop_token& stop) {
    sf::Progress progress;
    const ProgressLine line = static_progress(context, invocation, progress, plan.operation_count());
    const sf::ApplyOptions options{request.root, request.root_name, memory, request.threads, stop};
    if (request.is_atomic) {
        return apply_as_release(plan, request.sources, releases, options, context.clock.now(), progress);
    }
    return {.applied = apply(plan, request.sources, locked, options, progress), .name = {}, .before = {}};
}

int tell_stopped(Context& context, const CollectRequest& request, const sf::CollectPlan& plan,
                 const sf::Applied& applied, int signal) {
    const std::size_t done = applied.copied + applied.linked + applied.hashed + applied.packed.files;
    const std::size_t all = plan.operation_count();
    if (all == 0 || request.is_atomic) {
        context.terminal.tell("stopped: nothing was changed\n");
    } else {
        context.terminal.tell(fmt::format("stopped: {} of {} written, each of them whole; the next run goes on\n", done,
                                          count_of(all, "file", "files")));
    }
    return 128 + signal;
}

// Removes the releases that are outdated now, and names them; with `--dry-run` those that would be.
std::vector<std::string> prune_releases(const CollectRequest& request, const sf::CollectPlan& plan,
                                        const sf::Releases& releases) {
    if (!request.is_atomic || !request.kept_releases) return {};
    const bool is_one_to_come = request.is_dry_run && !changes_nothing(plan, request.root);
    std::vector<std::string> names = outdated_releases(releases, *request.kept_releases, is_one_to_come);
    if (request.is_dry_run) return names;
    for (const std::string& name : names)
        releases.remove(name);
    return names;
}

void tell_result(Context& context, const CollectRequest& request, const CollectAccount& account) {
    Terminal& terminal = context.terminal;
    if (request.format == "json") {
        terminal.print(collect_json(account));
    } else if (request.is_dry_run) {
        terminal.print(plan_text(account, terminal.out_is_terminal()));
    }
    if (!context.is_quiet) terminal.tell(collect_summary(account, terminal.error_palette()));
}

// Before the plan is made: what another run still writes would make it wrong.
void lock(const Context& context, const CollectRequest& request, const sf::Releases& releases,
          const std::stop_token& stop, std::optional<sf::RootFolder>& locked) {
    if (request.is_dry_run) return;
    if (!request.is_atomic) {
        locked.emplace(request.root, request.root_name, stop, mount_lookup(context));
        return;
    }
    locked.emplace(releases.folder(), releases.folder_name(), stop, mount_lookup(context));
    if (locked->is_locked()) releases.remove_unfinished();
}

}  // namespace

int run_static_collect(Context& context, const Invocation& invocation) {
    const CollectRequest request = read_request(context, invocation);
    show_each_step(context);
    if (!is_confirmed(context, request)) {
        context.terminal.tell("nothing was changed\n");
        return 1;
    }
    const auto begin = std::chrono::steady_clock::now();
    const sf::Releases releases(request.root, request.root_name);
    refuse_unfit_root(request, releases, context.project);
    const os::StopSignals signals;
    std::optional<sf::RootFolder> locked;
    lock(context, request, releases, signals.token(), locked);
    const bool remembers = !request.is_dry_run && (request.rules || !request.packing.encodings.empty());
    sf::ContentMemory memory(remembers ? static_memory_file(context, request.root) : fs::path());
    sf::CollectPlan plan = gather_plan(request, signals.token());
    log_plan(request, plan);
    if (request.rules && !plan_manifest(context, invocation, plan, request.sources,
                                        {.rules = *request.rules,
                                         .root = request.root,
                                         .is_root_cleared = request.clears,
                                         .memory = memory,
                                         .threads = request.threads,
                                         .stop = signals.token()})) {
        return 1;
    }
    plan_packing_as_asked(plan, request.packing, request.root);
    if (request.kept_releases) {
        plan_prune_as_asked(context, plan, releases, *request.kept_releases, signals.token());
        if (!request.is_atomic) plan.prune.remembered = *request.kept_releases;
    }
    sf::AppliedRelease done;
    if (locked) done = carry_out(context, invocation, request, plan, releases, *locked, memory, signals.token());
    memory.save();
    if (signals.received() != 0 && !done.applied.is_complete)
        return tell_stopped(context, request, plan, done.applied, signals.received());
    const std::vector<std::string> pruned = prune_releases(request, plan, releases);
    tell_result(context, request,
                {.plan = plan,
                 .packed = done.applied.packed,
                 .sources = request.sources,
                 .root_name = request.root_name,
                 .release = request.is_atomic ? releases.current() : std::nullopt,
                 .pruned_releases = pruned,
                 .prunes = request.kept_releases.has_value(),
                 .is_dry_run = request.is_dry_run,
                 .is_verbose = context.is_verbose,
                 .took = std::chrono::steady_clock::now() - begin});
    if (request.is_atomic && locked && !context.is_quiet) context.terminal.tell(release_lines(releases, done, pruned));
    return 0;
}

}  // namespace megactl::cli::commands

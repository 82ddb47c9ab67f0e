#include "cli/commands/static_sources.hpp"

#include "cli/commands/static_project.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/staticfiles/missing_source.hpp"
#include "core/staticfiles/parallel.hpp"
#include "core/staticfiles/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::cli::commands {

namespace fs = std::filesystem;
namespace sf = staticfiles;

namespace {

constexpr std::array source_option_list{
    Option{.name = "--source",
           .value = "DIR",
           .summary = "a folder to gather from; the first one that has a file supplies it",
           .is_repeatable = true,
           .setting = "static.sources",
           .completion = Completion::directory},
    Option{.name = "--prefixed-source",
           .value = "PREFIX=DIR",
           .summary = "a folder to gather from, its files being put under PREFIX",
           .is_repeatable = true,
           .completion = Completion::directory},
};

constexpr std::array ignore_option_list{
    Option{.name = "--ignore",
           .letter = 'i',
           .value = "GLOB",
           .summary =
               "leaves out files whose name or path in the source matches, and folders whose name does; `*` crosses "
               "`/`",
           .is_repeatable = true},
    Option{.name = "--no-default-ignore", .summary = "gathers what is left out by default, too: `CVS`, `.*` and `*~`"},
};

// The places that could have named a setting: `--root`, `MEGACTL_STATIC_ROOT`, `root` of [static] in megactl.toml.
std::string places_of(std::string_view key, std::string_view flags) {
    std::string places = fmt::format("no {}", flags);
    if (const config::Setting* setting = config::find_setting(key)) {
        for (const std::string_view variable : setting->variables)
            places += fmt::format(", no `{}`", variable);
    }
    return places + fmt::format(", no `{}` in megactl.toml", key);
}

std::string seen_settings(StaticProject& project, std::string_view names) {
    const std::string& file = project.settings_file();
    return file.empty() ? std::string("no settings of Django")
                        : fmt::format("no {} in `{}`", names, escape_controls(file));
}

std::vector<sf::SourceFolder> named_sources(const Context& context, const Invocation& invocation,
                                            StaticProject& project) {
    std::vector<sf::SourceFolder> sources;
    for (const auto& [option, value] : invocation.in_order) {
        if (option != "--source" && option != "--prefixed-source") continue;
        auto source = option == "--source" ? sf::plain_source(value, context.project)
                                           : sf::prefixed_source(value, context.project);
        if (!source) {
            throw Error(Error::Kind::usage,
                        fmt::format("`--prefixed-source {}`: {}", escape_controls(value), source.error().reason));
        }
        sources.push_back(*std::move(source));
        sources.back().named_by = option;
    }
    if (!sources.empty()) return sources;
    if (const config::SettingValue* said = context.settings.find("static.sources")) {
        for (const std::string& text : said->texts) {
            const std::string name = short_name(sf::absolute_path(text, context.project), context.project);
            sources.push_back(sf::plain_source(name, context.project));
            sources.back().named_by = said->origin.text();
        }
    }
    if (!sources.empty()) return sources;
    sources = project.sources();
    if (!sources.empty()) return sources;
    const std::string_view command = invocation.command->path;
    throw Error(Error::Kind::input, "no folder to gather static files from is known")
        .seen(places_of("static.sources", "`--source` or `--prefixed-source`"))
        .seen(seen_settings(project, "folder of STATICFILES_DIRS or of an app"))
        .help(fmt::format("`megactl {} --source DIR`, or `sources = [\"DIR\"]` under `[static]` in megactl.toml",
                          command));
}

void warn(Context& context, std::string_view sentence) {
    if (context.is_quiet) return;
    const report::Palette& palette = context.terminal.error_palette();
    context.terminal.tell(fmt::format("{} {}\n", palette.paint(report::Ink::warning, "warning:"), sentence));
}

}  // namespace

constinit const std::span<const Option> source_options = source_option_list;
constinit const std::span<const Option> ignore_options = ignore_option_list;

std::vector<sf::SourceFolder> static_sources(Context& context, const Invocation& invocation, StaticProject& project) {
    sf::SourceOrder order = sf::in_django_order(named_sources(context, invocation, project));
    std::ranges::for_each(order.sources, sf::require_folder);
    for (const std::string& surprise : order.surprises)
        warn(context, surprise);
    return std::move(order.sources);
}

StaticRoot static_root(const Context& context, const Invocation& invocation, StaticProject& project) {
    const std::string root = context.settings.text("static.root");
    if (!root.empty()) {
        fs::path folder = sf::absolute_path(root, context.project);
        std::string name = short_name(folder, context.project);
        return {std::move(folder), std::move(name)};
    }
    if (auto said = project.root()) {
        std::string name = short_name(said->folder, context.project);
        return {std::move(said->folder), std::move(name)};
    }
    throw Error(Error::Kind::input, "no folder to gather static files into is known")
        .seen(places_of("static.root", "`--root`"))
        .seen(seen_settings(project, "STATIC_ROOT"))
        .help(fmt::format("`megactl {} --root DIR`, or `root = \"DIR\"` under `[static]` in megactl.toml",
                          invocation.command->path));
}

std::vector<std::string> ignored_patterns(const Invocation& invocation) {
    std::vector<std::string> patterns = invocation.values("--ignore");
    if (invocation.has("--no-default-ignore")) return patterns;
    for (std::string& pattern : sf::IgnorePatterns::defaults())
        patterns.push_back(std::move(pattern));
    return patterns;
}

sf::Supply gather_supply(std::span<const sf::SourceFolder> sources, const sf::IgnorePatterns& ignored,
                         const fs::path& root, std::size_t threads, const std::stop_token& stop) {
    const auto root_id = sf::folder_id(root);
    std::vector<sf::Listing> listings(sources.size());
    sf::run_parallel(listings.size(), threads, stop, [&](const std::stop_token& token) -> sf::Work {
        return [&, token](std::size_t i) { listings[i] = list_source(sources[i], ignored, root_id, token); };
    });
    if (stop.stop_requested()) return {};  // what was listed is a part
    return sf::first_wins(sources, std::move(listings));
}

std::string short_name(const fs::path& path, const fs::path& project) {
    const fs::path relative = path.lexically_relative(project);
    return relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

}  // namespace megactl::cli::commands

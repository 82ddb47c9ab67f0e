#include "cli/commands/static_manifest.hpp"

#include "cli/commands/static_progress.hpp"
#include "cli/commands/static_project.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/report/render.hpp"
#include "core/staticfiles/hashed_writes.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli::commands {

namespace sf = staticfiles;

namespace {

using Kind = sf::ReferenceProblem::Kind;

// As Django completes it: a path gets its first slash.
std::string static_url_of(const Invocation& invocation, StaticProject& project) {
    if (!invocation.has("--static-url")) return project.static_url().value_or("/static/");
    std::string url = *invocation.value("--static-url");
    if (!url.ends_with('/')) {
        throw Error(Error::Kind::usage, fmt::format("`--static-url {}` does not end in `/`", escape_controls(url)))
            .help(fmt::format("`--static-url {}/`", escape_controls(url)));
    }
    if (!url.starts_with('/') && url.find("://") == std::string::npos) url.insert(0, 1, '/');
    return url;
}

sf::DjangoRelease release_of(const Invocation& invocation, StaticProject& project) {
    const auto text = invocation.value("--django");
    if (!text) return project.django_release().value_or(sf::DjangoRelease::v5_2);
    if (const auto release = sf::django_release(*text)) return *release;
    throw Error(Error::Kind::usage, fmt::format("`--django {}` is not known", escape_controls(*text)))
        .help(fmt::format("the releases that differ are {}", sf::known_django_releases()));
}

void refuse_without_manifest(const Invocation& invocation) {
    for (const std::string_view option : {"--django", "--static-url", "--js-modules"}) {
        if (!invocation.has(option)) continue;
        throw Error(Error::Kind::usage,
                    fmt::format("`{}` tells how references are rewritten, and nothing asks for that", option))
            .help("add `--manifest`");
    }
}

std::string shown(std::string_view text) {
    return fmt::format("`{}`", escape_controls(text));
}

std::string shown_cycle(const std::vector<std::string>& files) {
    std::string text;
    for (const std::string& file : files)
        text += (text.empty() ? "" : " → ") + escape_controls(file);
    return text;
}

std::string headline(const sf::ReferenceProblem& problem) {
    switch (problem.kind) {
        case Kind::missing:
            return fmt::format("{} refers to {}, which is not there", shown(problem.file), shown(problem.target));
        case Kind::outside:
            return fmt::format("{} refers to {}, which is outside the root", shown(problem.file),
                               shown(problem.target));
        case Kind::unwritten:
            return fmt::format("the new name of {} in {} is one that no file gets", shown(problem.target),
                               shown(problem.file));
        case Kind::not_utf8:
            return fmt::format("{} is not UTF-8, so its references can't be read", shown(problem.file));
        case Kind::cycle: return "files refer to each other in a ring, so none can be named by its content";
        case Kind::unusable:
            return fmt::format("{} would be called {}, which can't be a file's name", shown(problem.file),
                               shown(problem.target));
    }
    return {};
}

Error as_error(const sf::ReferenceProblem& problem, sf::DjangoRelease release) {
    Error error(Error::Kind::input, headline(problem));
    if (problem.at) {
        const std::string_view label = problem.kind == Kind::missing   ? "no such file"
                                       : problem.kind == Kind::outside ? "leaves the root"
                                                                       : "leads nowhere";
        error = Error(std::move(error).at(*problem.at, std::string(label)));
    }
    if (problem.kind == Kind::cycle) error = Error(std::move(error).seen(shown_cycle(problem.cycle)));
    if (problem.kind == Kind::unwritten) {
        return std::move(error)
            .seen(
                "what stands behind its name makes Django take the hash of the file before its own references are "
                "rewritten")
            .help("write the reference without a query and without blanks");
    }
    if (problem.is_in_comment && release < sf::DjangoRelease::v6_1) {
        error = Error(std::move(error).seen("it stands in a comment, which Django reads too before 6.1"));
    }
    if (problem.nearest) error = Error(std::move(error).help(fmt::format("did you mean {}?", shown(*problem.nearest))));
    return error;
}

sf::PostProcessed hashed(Context& context, const Invocation& invocation, const std::vector<sf::Transfer>& files,
                         std::span<const sf::SourceFolder> sources, sf::PostProcessOptions options) {
    sf::Progress progress{.stage = sf::Progress::Stage::hashing};
    options.progress = &progress;
    const ProgressLine line = static_progress(context, invocation, progress, files.size());
    return sf::post_process(files, sources, options);
}

}  // namespace

std::optional<sf::RewriteRules> rewrite_rules_of(const Context& context, const Invocation& invocation,
                                                 StaticProject& project) {
    if (invocation.has("--no-post-process")) return std::nullopt;
    const bool is_asked = invocation.has("--manifest") ||
                          (context.settings.is_said("static.manifest") ? context.settings.boolean("static.manifest")
                                                                       : project.wants_manifest());
    if (!is_asked) refuse_without_manifest(invocation);
    if (!is_asked) return std::nullopt;
    sf::RewriteRules rules{.release = release_of(invocation, project),
                           .rewrites_modules = invocation.has("--js-modules"),
                           .static_url = static_url_of(invocation, project)};
    if (rules.rewrites_modules && rules.release < sf::DjangoRelease::v4_2) {
        throw Error(Error::Kind::usage, "Django 3.2 does not rewrite modules, which `--js-modules` asks for")
            .help("leave it out, or say `--django 4.2` or newer");
    }
    return rules;
}

bool plan_manifest(Context& context, const Invocation& invocation, sf::CollectPlan& plan,
                   std::span<const sf::SourceFolder> sources, const sf::PostProcessOptions& options) {
    Terminal& terminal = context.terminal;
    sf::PostProcessed processed = hashed(context, invocation, sf::collected_files(plan), sources, options);
    if (options.stop.stop_requested()) return true;
    const sf::DjangoRelease release = options.rules.release;
    for (const sf::ReferenceProblem& warning : processed.warnings) {
        if (context.is_quiet) break;
        terminal.tell(
            report::render_warning(as_error(warning, release), terminal.error_palette(), terminal.error_columns()));
    }
    for (const sf::ReferenceProblem& problem : processed.problems) {
        terminal.tell(
            report::render_error(as_error(problem, release), terminal.error_palette(), terminal.error_columns()));
    }
    if (!processed.problems.empty()) {
        terminal.tell(fmt::format("{}; nothing was changed\n", count_of(processed.problems.size(), "error", "errors")));
        return false;
    }
    sf::plan_hashed_writes(plan, std::move(processed.files), release, options.root);
    return true;
}

}  // namespace megactl::cli::commands

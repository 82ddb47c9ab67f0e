#include "cli/commands/static_verify.hpp"

#include "cli/commands/judgement.hpp"
#include "cli/commands/static_project.hpp"
#include "cli/commands/static_sources.hpp"
#include "cli/commands/static_verify_templates.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/checks/static/rules.hpp"
#include "core/os/file.hpp"
#include "core/report/report.hpp"
#include "core/staticfiles/read_manifest.hpp"
#include "core/staticfiles/releases.hpp"
#include "core/staticfiles/unpacking.hpp"
#include "core/staticfiles/verify_packed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace megactl::cli::commands {

namespace sf = staticfiles;
namespace rules = checks::static_rules;

namespace {

using report::Finding;
using report::Severity;
using Entries = std::vector<sf::ManifestEntry>;

// The root that is looked at, and what fills it again: to be pasted.
struct Subject {
    StaticRoot root;
    std::string collect;
};

Subject subject_of(const Invocation& invocation, StaticRoot root) {
    std::string collect = "megactl static collect --manifest";
    const bool is_release = sf::Releases(root.folder, root.name).root_kind() == sf::Releases::RootKind::release;
    if (is_release) collect += " --atomic";
    if (invocation.has("--root")) collect += fmt::format(" --root {}", escape_controls(root.name));
    return {std::move(root), std::move(collect)};
}

std::string shown(std::string_view text) {
    return fmt::format("`{}`", escape_controls(text));
}

std::string collect_again(const Subject& subject) {
    return fmt::format("`{}` writes it anew", subject.collect);
}

Entries read_entries(const Subject& subject) {
    const StaticRoot& root = subject.root;
    const std::string name = fmt::format("{}/{}", root.name, sf::manifest_name);
    const auto text = os::read_file(root.folder / sf::manifest_name);
    if (!text) {
        if (text.error().reason == os::ReadFailure::Reason::missing) {
            throw Error(Error::Kind::input, fmt::format("there is no manifest {}", shown(name)))
                .help(fmt::format("`{}` writes it, and `--root DIR` names another folder", subject.collect));
        }
        throw Error(Error::Kind::input,
                    fmt::format("can't read {}: {}", shown(name), escape_controls(text.error().explanation)));
    }
    auto entries = sf::read_manifest(*text);
    if (entries) return *std::move(entries);
    throw Error(Error::Kind::input, fmt::format("{} is no manifest of Django: {}", shown(name), entries.error().reason))
        .help(collect_again(subject));
}

Finding finding_of(const sf::RootProblem& problem, const Subject& subject) {
    using Kind = sf::RootProblem::Kind;
    const StaticRoot& root = subject.root;
    Finding finding;
    finding.rule = rules::missing_file.id;
    finding.headline =
        fmt::format("the manifest names {} for {}, which is not there", shown(problem.file), shown(problem.path));
    finding.file = fmt::format("{}/{}", root.name, sf::manifest_name);
    if (problem.kind == Kind::changed_file) {
        finding.rule = rules::changed_file.id;
        finding.headline = fmt::format("the content of {} is not the one that its name promises", shown(problem.file));
        finding.file = fmt::format("{}/{}", root.name, problem.file);
    } else if (problem.kind == Kind::missing_reference) {
        finding.rule = rules::missing_reference.id;
        if (problem.is_source_map) finding.severity = Severity::note;
        finding.headline =
            fmt::format("{} refers to {}, which is not there", shown(problem.file), shown(problem.target));
        finding.primary = {*problem.at, "no such file"};
        finding.file.clear();
    }
    if (problem.nearest) finding.help.push_back(fmt::format("the nearest name is {}", shown(*problem.nearest)));
    // Left where it is, a file of the same size counts as the one that it was.
    finding.help.push_back(problem.kind == Kind::changed_file
                               ? fmt::format("remove it and collect again: `rm {}`, then `{}`",
                                             escape_controls(finding.file), subject.collect)
                               : collect_again(subject));
    return finding;
}

Finding finding_of(const sf::PackedProblem& problem, const StaticRoot& root) {
    Finding finding;
    finding.rule = rules::packed_differs.id;
    finding.file = fmt::format("{}/{}", root.name, problem.file);
    finding.headline = fmt::format("{} is not {} packed: {}", shown(problem.file),
                                   shown(sf::unpacked_name(problem.file)), problem.why);
    finding.help.push_back(
        fmt::format("remove it and collect again with `--compress`: `rm {}`", escape_controls(finding.file)));
    return finding;
}

// The first few, and how many more.
std::vector<std::string> named_few(const std::vector<std::string>& files) {
    constexpr std::size_t named = 3;
    std::vector<std::string> few;
    for (const std::string& file : std::span(files).first(std::min(named, files.size())))
        few.push_back(escape_controls(file));
    if (files.size() > named) few.push_back(fmt::format("and {} more", files.size() - named));
    return few;
}

Finding note(std::string_view rule, std::string headline, const std::vector<std::string>& files, std::string help,
             const StaticRoot& root) {
    Finding finding;
    finding.rule = rule;
    finding.severity = Severity::note;
    finding.file = root.name;
    finding.headline = std::move(headline);
    finding.seen = named_few(files);
    finding.help.push_back(std::move(help));
    return finding;
}

Finding stale_note(const std::vector<std::string>& stale, const Subject& subject) {
    const std::string root = escape_controls(subject.root.name);
    return note(rules::stale_files.id,
                stale.size() == 1
                    ? fmt::format("a file of an earlier release lies in {}/, and the manifest does not name it", root)
                    : fmt::format("{} of earlier releases lie in {}/, and the manifest names none of them",
                                  count_of(stale.size(), "file", "files"), root),
                stale, fmt::format("`{} --prune` removes those that no recent release names", subject.collect),
                subject.root);
}

Finding orphan_note(const std::vector<std::string>& orphans, const StaticRoot& root) {
    const std::string name = escape_controls(root.name);
    return note(rules::packed_orphans.id,
                orphans.size() == 1 ? fmt::format("a packed file lies in {}/ without the one it was packed from", name)
                                    : fmt::format("{} lie in {}/ without those they were packed from",
                                                  count_of(orphans.size(), "packed file", "packed files"), name),
                orphans, "no server answers with them: remove them", root);
}

void add_files(const Entries& entries, const Subject& subject, StaticProject& project, report::Report& report) {
    const StaticRoot& root = subject.root;
    const sf::VerifyOptions options{.root = root.folder,
                                    .root_name = root.name,
                                    .static_url = project.static_url().value_or("/static/"),
                                    .threads = std::max(1U, std::thread::hardware_concurrency())};
    const sf::VerifiedRoot verified = sf::verify_root(entries, options);
    for (const sf::RootProblem& problem : verified.problems)
        report.findings.push_back(finding_of(problem, subject));
    if (!verified.stale.empty()) report.findings.push_back(stale_note(verified.stale, subject));
    const sf::VerifiedPacked packed = sf::verify_packed(entries, options);
    for (const sf::PackedProblem& problem : packed.problems)
        report.findings.push_back(finding_of(problem, root));
    if (!packed.orphans.empty()) report.findings.push_back(orphan_note(packed.orphans, root));
}

}  // namespace

int run_static_verify(Context& context, const Invocation& invocation) {
    StaticProject project(context);
    const Subject subject = subject_of(invocation, static_root(context, invocation, project));
    const StaticRoot& root = subject.root;
    const Entries entries = read_entries(subject);
    report::Report report;
    report.scope = "host";
    report.files = entries.size();
    for (const checks::Rule* rule : checks::rule_catalogue()) {
        if (rule->group() == "static") report.rules.push_back(rule->id);
    }
    report.facts.push_back({"manifest", fmt::format("{}/{}, {}", root.name, sf::manifest_name,
                                                    count_of(entries.size(), "file", "files"))});
    add_files(entries, subject, project, report);
    report.facts.push_back({"templates", judge_templates(context, entries, project, report)});
    report::sort_by_severity(report.findings);
    const std::string format = invocation.value("--format").value_or("text");
    context.terminal.print(rendered(context, report, format, Severity::error));
    return report.worst() == Severity::error ? 1 : 0;
}

}  // namespace megactl::cli::commands

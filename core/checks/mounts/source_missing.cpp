#include "core/checks/mounts/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::checks::mounts_rules {
namespace {

using project::Mount;

// Is a file meant? Its name has an ending that folders do not have.
bool means_a_file(const Mount& mount) {
    constexpr std::array<std::string_view, 23> endings{
        ".conf", ".cnf", ".cfg", ".ini", ".yml", ".yaml", ".json",     ".toml", ".sh",  ".py",  ".sql",     ".env",
        ".pem",  ".crt", ".key", ".txt", ".acl", ".xml",  ".template", ".html", ".lua", ".csv", ".htpasswd"};
    const auto has = [&](std::string_view path) {
        return std::ranges::any_of(endings, [&](std::string_view ending) {
            return path.ends_with(ending) && !path.ends_with("/" + std::string(ending));
        });
    };
    return has(mount.source) && has(mount.target);
}

Finding finding_of(const Facts& facts, const project::Service& service, const Mount& mount) {
    const bool is_file = means_a_file(mount);
    const bool is_refused = mount.is_long_syntax && !mount.creates_source;
    // Somebody is meant to make what git is told to leave out.
    const bool is_made_later =
        facts.ignored_by_git.excludes(mount.host_path) || !service.profiles.empty() || service.is_unknown;
    Finding finding;
    finding.severity = is_file && !is_made_later ? source_missing.severity_in(facts.mode) : Severity::note;
    finding.headline = fmt::format("the bind mount's source `{}` is not there", mount.source);
    const std::string effect = is_refused ? "Compose refuses to start without it"
                               : is_file  ? "a folder appears in place of the file"
                                          : "a folder appears there, and root owns it";
    finding.primary = Label{mount.at, effect};
    finding.help = {is_file ? fmt::format("create `{}` before the start, or take the mount away", mount.source)
                            : fmt::format("create `{}` as the user whose files it will hold", mount.source)};
    if (!is_refused) finding.help.emplace_back("`create_host_path: false` in the long form refuses instead");
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    std::set<std::pair<const SourceText*, std::size_t>> told;
    std::set<std::string_view> told_paths;
    for (const project::Service& service : facts.compose->services) {
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        for (const Mount& mount : service.mounts) {
            if (mount.kind != Mount::Kind::bind || !mount.is_missing) continue;
            // A variable in it names another place where it is deployed.
            if (mount.at.text().find('$') != std::string_view::npos) continue;
            if (!told.emplace(mount.at.source.get(), mount.at.span.begin).second) continue;
            if (told_paths.insert(mount.host_path).second) findings.push_back(finding_of(facts, service, mount));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule source_missing{
    .id = "mounts/source-missing",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a bind mount's source is not there",
    .why =
        R"(Compose makes an empty folder of what is missing, and root owns it. Where a file was meant the program finds
a folder (`Is a directory`), and putting the file there later needs the folder removed first; where a folder was
meant a service that does not run as root can't write into it. It is a warning where a file is meant, a note for
folders and for what `.gitignore` names, since somebody makes those where it is deployed.)",
    .wrong = R"(services:
  nginx:
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro   # the file is deploy/nginx.conf)",
    .right = R"(services:
  nginx:
    volumes:
      - ./deploy/nginx.conf:/etc/nginx/nginx.conf:ro)",
    .fix = R"(Mend the path, or create the file or folder first, as the user whose it is. The long form with
`bind: {create_host_path: false}` refuses the start where the source is missing.)",
    .judge = judge,
};

}  // namespace megactl::checks::mounts_rules

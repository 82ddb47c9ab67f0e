#include "core/base/text.hpp"
#include "core/checks/mounts/rules.hpp"
#include "core/project/image_files.hpp"

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
using project::Service;

bool is_labelled(const Mount& mount) {
    return mount.kind == Mount::Kind::bind && mount.selinux != 0;
}

// Folders whose label the whole host depends on; container engines refuse to relabel them.
bool is_of_the_host(const Mount& mount) {
    constexpr std::array<std::string_view, 24> folders{
        "/",      "/bin", "/boot", "/dev",     "/etc",     "/home",    "/lib",        "/lib64",
        "/media", "/opt", "/proc", "/root",    "/run",     "/sbin",    "/srv",        "/sys",
        "/tmp",   "/usr", "/var",  "/var/lib", "/var/log", "/etc/pki", "/etc/passwd", "/etc/shadow"};
    constexpr std::array<std::string_view, 5> homes{"~", "~/", "$HOME", "${HOME}", "${HOME}/"};
    const std::string_view path = mount.host_path;
    const bool is_a_home = path.starts_with("/home/") && path.find('/', 6) == std::string_view::npos;
    if (is_a_home || is_one_of(path, folders) || is_one_of(mount.source, homes)) return true;
    // As written, for `~` and `$HOME` are filled in by now.
    std::string_view written = mount.at.text();
    while (!written.empty() && (written.front() == '"' || written.front() == '\''))
        written.remove_prefix(1);
    return std::ranges::any_of(homes, [&](std::string_view home) {
        return written.starts_with(home) && written.substr(home.size()).starts_with(':');
    });
}

Finding host_finding(const Facts& facts, const Service& service, const Mount& mount) {
    Finding finding;
    finding.severity = service.profiles.empty() ? label_too_wide.severity_in(facts.mode) : Severity::note;
    finding.headline = fmt::format("`{}` would be relabelled for a container, with all that is in it", mount.source);
    finding.primary = Label{mount.at, fmt::format("`{}` changes the label of the host's own files", mount.selinux)};
    finding.help = {"mount only the folder the service needs, and label that",
                    fmt::format("or take the label away: `security_opt: [label=disable]` for {}", service.name)};
    finding.notes = {"on SELinux hosts container engines refuse this, or programs of the host can't read it any more"};
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

// A mount of another service that the private label of `own` shuts out.
struct ShutOut {
    const Service* service = nullptr;
    const Mount* mount = nullptr;
};

ShutOut shut_out_by(const project::Compose& compose, const Service& own_service, const Mount& own) {
    for (const Service& other : compose.services) {
        if (&other == &own_service || other.label_disabled) continue;
        for (const Mount& mount : other.mounts) {
            const bool is_same = mount.kind == Mount::Kind::bind && mount.host_path == own.host_path;
            if (is_same) return {&other, &mount};
        }
    }
    return {};
}

Finding shared_finding(const Facts& facts, const Service& service, const Mount& mount, const ShutOut& other) {
    // One of them may never run beside the other; and the host may not care.
    const bool is_sure = service.profiles.empty() && other.service->profiles.empty() && facts.deploy_selinux != false;
    Finding finding;
    finding.severity = is_sure ? label_too_wide.severity_in(facts.mode) : Severity::note;
    finding.headline = fmt::format("`{}` is labelled for {} alone, and {} mounts it too", mount.source, service.name,
                                   other.service->name);
    finding.primary = Label{mount.at, "`Z`: whoever starts last locks the others out"};
    finding.related.push_back({other.mount->at, fmt::format("{} mounts the same", other.service->name)});
    finding.help = {fmt::format("`z` instead of `Z` in all of them: several containers share `{}`", mount.source)};
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    std::set<std::pair<const SourceText*, std::size_t>> told;  // places, which anchors share
    std::set<std::string_view> told_paths;                     // one finding a shared path
    for (const Service& service : facts.compose->services) {
        if (service.label_disabled) continue;
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        for (const Mount& mount : service.mounts) {
            if (!is_labelled(mount)) continue;
            if (is_of_the_host(mount)) {
                if (told.emplace(mount.at.source.get(), mount.at.span.begin).second)
                    findings.push_back(host_finding(facts, service, mount));
                continue;
            }
            if (mount.selinux != 'Z' || mount.host_path.empty()) continue;
            const ShutOut other = shut_out_by(*facts.compose, service, mount);
            if (other.mount == nullptr || !told_paths.insert(mount.host_path).second) continue;
            findings.push_back(shared_finding(facts, service, mount, other));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule label_too_wide{
    .id = "mounts/label-too-wide",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "an SELinux label is given to more than one container may have",
    .why =
        R"(`:z` and `:Z` change the labels of the files on the host, all the way down, each time the container starts.
`:Z` gives them to this container alone: where another service mounts the same folder, whoever starts last
locks the others out. On `/`, `/etc`, `/home` and their kin a label takes the files away from the programs of
the host; Docker and Podman refuse that. Hosts without SELinux ignore both letters.)",
    .wrong = R"(services:
  web:
    volumes: ["./media:/app/media:Z"]
  worker:
    volumes: ["./media:/app/media:Z"])",
    .right = R"(services:
  web:
    volumes: ["./media:/app/media:z"]
  worker:
    volumes: ["./media:/app/media:z"])",
    .fix = R"(`:z` where several services share a folder, `:Z` where one alone has it, neither on folders of the system
or a home directory: mount a folder below that belongs to the project.)",
    .judge = judge,
};

}  // namespace megactl::checks::mounts_rules

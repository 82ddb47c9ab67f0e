#include "core/checks/mounts/rules.hpp"
#include "core/project/image_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace megactl::checks::mounts_rules {
namespace {

// Sockets and folders of the system must not be relabelled: that would break the host.
bool is_of_the_system(std::string_view path) {
    constexpr std::array<std::string_view, 7> folders{"/etc", "/usr", "/var/run", "/run", "/dev", "/proc", "/sys"};
    const auto covers = [&](std::string_view folder) { return project::is_within(path, folder); };
    return path.ends_with(".sock") || path == "/" || std::ranges::any_of(folders, covers);
}

// How many services mount each path of the host.
using Mounters = std::map<std::string, std::size_t, std::less<>>;

Mounters mounters_of(const project::Compose& compose) {
    Mounters mounters;
    for (const project::Service& service : compose.services) {
        std::set<std::string_view> paths;
        for (const project::Mount& mount : service.mounts) {
            if (mount.kind == project::Mount::Kind::bind) paths.insert(mount.host_path);
        }
        for (const std::string_view path : paths)
            ++mounters[std::string(path)];
    }
    return mounters;
}

Severity severity_on_host(const Facts& facts) {
    const bool is_enforcing = facts.deploy_selinux.value_or(facts.host_enforces_selinux);
    return is_enforcing ? Severity::error : Severity::note;
}

Finding finding_of(const Facts& facts, const project::Service& service, const project::Mount& mount, bool is_shared) {
    const char label = is_shared ? 'z' : 'Z';
    Finding finding;
    finding.severity = severity_on_host(facts);
    finding.headline = fmt::format("the bind mount `{}:{}` has no SELinux label", mount.source, mount.target);
    finding.primary = Label{mount.at, "unreadable in the container where SELinux enforces"};
    finding.help = {mount.is_long_syntax
                        ? fmt::format("`bind: {{selinux: {}}}` in the long form, which takes no `:{}` behind the path",
                                      label, label)
                        : fmt::format("`{}:{}:{}{}`{}", mount.source, mount.target, mount.is_read_only ? "ro," : "",
                                      label, is_shared ? ", `z` because several services share it" : "")};
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    const Mounters mounters = mounters_of(*facts.compose);
    for (const project::Service& service : facts.compose->services) {
        if (service.label_disabled) continue;
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        for (const project::Mount& mount : service.mounts) {
            const bool is_bare = mount.kind == project::Mount::Kind::bind && mount.selinux == 0;
            if (!is_bare || is_of_the_system(mount.host_path)) continue;
            findings.push_back(finding_of(facts, service, mount, mounters.at(mount.host_path) > 1));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule unlabelled{
    .id = "mounts/unlabelled",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a bind mount has no SELinux label",
    .why = R"(On a host where SELinux enforces (Fedora, RHEL and their kin) a container may only touch files of the type
`container_file_t`. A folder of the host has another type, so every access ends in `Permission denied`,
for root too, although owner and mode look right. `:Z` gives the folder to one container, `:z` lets
several share it; hosts without SELinux ignore both. It is an error where this host enforces or
`[deploy] selinux = true` says so, else a note.)",
    .wrong = R"(volumes:
  - ./media:/app/media)",
    .right = R"(volumes:
  - ./media:/app/media:Z)",
    .fix = R"(Add `:Z` where one service mounts the folder, `:z` where several do; in the long form
`bind: {selinux: z}`. Never on `/`, `/etc`, `/usr` or a home directory: the label changes the host's files.)",
    .judge = judge,
};

}  // namespace megactl::checks::mounts_rules

#include "core/checks/mounts/rules.hpp"
#include "core/project/container_user.hpp"
#include "core/project/image_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::checks::mounts_rules {
namespace {

using project::ContainerUser;
using project::HostOwner;
using project::Mount;

// Who runs there, where that is a number and not root.
std::optional<ContainerUser> user_of(const Facts& facts, std::size_t index) {
    const auto& image = *facts.images[index];
    const project::Dockerfile& dockerfile = facts.dockerfiles[image.dockerfile];
    ContainerUser user = user_of_service(facts.compose->services[index], &dockerfile, image.stage);
    return user.number.value_or(0) == 0 ? std::nullopt : std::optional(std::move(user));
}

bool may_write(const ContainerUser& user, const HostOwner& folder) {
    constexpr unsigned by_others = 0002;
    constexpr unsigned by_group = 0020;
    if ((folder.permissions & by_others) != 0 || folder.owner == user.number) return true;
    // Groups can be added from many sides; another one is known only where the number is said.
    return (folder.permissions & by_group) != 0 && (!user.group || *user.group == folder.group);
}

// Numbers differ inside and outside where somebody maps them.
bool maps_users(const Facts& facts) {
    return std::ranges::any_of(facts.compose->files, [](const Source& file) {
        return file->text().find("userns") != std::string_view::npos ||
               file->text().find("idmap") != std::string_view::npos;
    });
}

bool changes_owner(const Mount& mount) {
    const std::string_view written = mount.at.text();
    return written.find(":U") != std::string_view::npos || written.find(",U") != std::string_view::npos;
}

// The bind mount that brings the folder, and lets it be written.
const Mount* bind_of(const project::Service& service, std::string_view folder) {
    const Mount* closest = project::closest_mount(service, folder);
    return closest != nullptr && closest->kind == Mount::Kind::bind && !closest->is_read_only ? closest : nullptr;
}

// Is the folder of whoever owns all that the mount brings? A checkout has one owner, by the machine that it is on: only
// what stands out of it was given to somebody.
bool is_of_checkout(const Facts& facts, const Mount& mount, const project::WrittenPlace& place,
                    const HostOwner& folder) {
    if (place.folder == mount.target) return false;
    const auto all = facts.host_owners.find(mount.host_path);
    return all == facts.host_owners.end() || all->second.owner == folder.owner;
}

std::optional<Finding> finding_of(const Facts& facts, const project::WrittenPlace& place) {
    const project::Service& service = facts.compose->services[place.service];
    const Mount* mount = bind_of(service, place.folder);
    const auto user = user_of(facts, place.service);
    if (mount == nullptr || !user || changes_owner(*mount)) return std::nullopt;
    const std::string path = host_path_of(service, place.folder).value_or(mount->host_path);
    const auto owner = facts.host_owners.find(path);
    if (owner == facts.host_owners.end() || may_write(*user, owner->second)) return std::nullopt;
    if (is_of_checkout(facts, *mount, place, owner->second)) return std::nullopt;
    constexpr unsigned first_of_containers = 100'000;  // who owns that, owns it from within a rootless container
    if (owner->second.owner >= first_of_containers) return std::nullopt;
    const std::string name = place.folder == mount->target ? mount->source : path;
    Finding finding;
    finding.severity = service.profiles.empty() ? foreign_owner.severity_in(facts.mode) : Severity::note;
    finding.headline = fmt::format("{} runs as user {} and can't write `{}`, the folder of {}", service.name,
                                   *user->number, name, place.setting);
    finding.primary = Label{mount->at, "keeps the owner that it has on this host"};
    finding.related.push_back({place.at, fmt::format("says {}", place.folder)});
    if (user->made_at)
        finding.related.push_back({*user->made_at, fmt::format("makes {} user {}", user->written, *user->number)});
    finding.seen = {fmt::format("`{}` is of user {}, group {}, mode {:o}", name, owner->second.owner,
                                owner->second.group, owner->second.permissions)};
    finding.help = {fmt::format("`chown {} {}` on the host", *user->number, name),
                    "or a named volume, which takes owner and mode from the image"};
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose || facts.host_owners.empty() || maps_users(facts)) return findings;
    std::set<std::pair<const Mount*, std::string>> told;
    for (const project::WrittenPlace& place : facts.written_places) {
        const project::Service& service = facts.compose->services[place.service];
        if (place.setting == "STATIC_ROOT") continue;  // whether a container collects isn't known
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        auto finding = finding_of(facts, place);
        if (finding && told.emplace(bind_of(service, place.folder), place.folder).second)
            findings.push_back(*std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule foreign_owner{
    .id = "mounts/foreign-owner",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a bind mount that the site writes belongs to another user of this host",
    .why = R"(A bind mount keeps the owners of the host, by number. A container that runs as user 1000 can't write
what belongs to user 1001, whatever the image's folder allowed: the first upload fails, or the database is
read-only. Said only where the compose file, USER or a useradd of the Dockerfile gives the number, and nothing
maps users.

A rootless engine maps them: its root is whoever runs it, and user N of a container is the Nth number that
/etc/subuid gives to that user. There a folder of user 1000 seems to be root's, and user 1000 of the container
can't write it, though the numbers are the same. `megactl mounts why PATH --write` tells what counts now.)",
    .wrong = R"(services:
  web:
    user: "1000"
    volumes:
      - ./media:/app/media:Z       # of user 1001)",
    .right = R"(services:
  web:
    user: "1000"
    volumes:
      - media:/app/media)",
    .fix = R"(Give the folder to the user that the container runs as, or let a named volume hold it. Podman can
change the owner itself (`:U`) or run the container as its caller (`userns_mode: keep-id`).)",
    .judge = judge,
};

}  // namespace megactl::checks::mounts_rules

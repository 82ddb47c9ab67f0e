#include "core/base/text.hpp"
#include "core/checks/mounts/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::checks::mounts_rules {
namespace {

using project::HostOwner;
using project::Mount;

// `1000` or `1000:1000`, as a container is run.
struct Identity {
    unsigned user = 0;
    std::optional<unsigned> group;
};

std::optional<unsigned> number_of(std::string_view text) {
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// Only numbers say who that is on the host: what a name means stands in the image.
std::optional<Identity> identity_of(const Facts& facts, std::size_t index) {
    std::string user = facts.compose->services[index].user;
    if (user.empty()) {
        const auto& image = *facts.images[index];
        const project::Dockerfile& dockerfile = facts.dockerfiles[image.dockerfile];
        user = user_before(dockerfile, image.stage, dockerfile.stages[image.stage].end);
    }
    const std::vector<std::string_view> parts = split(user, ':');
    const auto number = number_of(parts.front());
    if (!number || *number == 0) return std::nullopt;
    return Identity{*number, parts.size() > 1 ? number_of(parts[1]) : std::nullopt};
}

bool may_write(const Identity& identity, const HostOwner& folder) {
    constexpr unsigned by_others = 0002;
    constexpr unsigned by_group = 0020;
    if ((folder.permissions & by_others) != 0 || folder.owner == identity.user) return true;
    // Groups can be added from many sides; another one is known only where the number is said.
    return (folder.permissions & by_group) != 0 && (!identity.group || *identity.group == folder.group);
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

const Mount* bind_at(const project::Service& service, std::string_view folder) {
    const auto found = std::ranges::find_if(service.mounts, [&](const Mount& mount) {
        return mount.kind == Mount::Kind::bind && mount.target == folder && !mount.is_read_only;
    });
    return found == service.mounts.end() ? nullptr : &*found;
}

std::optional<Finding> finding_of(const Facts& facts, const project::WrittenPlace& place) {
    const project::Service& service = facts.compose->services[place.service];
    const Mount* mount = bind_at(service, place.folder);
    const auto identity = identity_of(facts, place.service);
    if (mount == nullptr || !identity || changes_owner(*mount)) return std::nullopt;
    const auto owner = facts.host_owners.find(mount->host_path);
    if (owner == facts.host_owners.end() || may_write(*identity, owner->second)) return std::nullopt;
    constexpr unsigned first_of_containers = 100'000;  // who owns that, owns it from within a rootless container
    if (owner->second.owner >= first_of_containers) return std::nullopt;
    Finding finding;
    finding.severity = service.profiles.empty() ? foreign_owner.severity_in(facts.mode) : Severity::note;
    finding.headline = fmt::format("{} runs as user {} and can't write `{}`, the folder of {}", service.name,
                                   identity->user, mount->source, place.setting);
    finding.primary = Label{mount->at, "keeps the owner that it has on this host"};
    finding.related.push_back({place.at, fmt::format("says {}", place.folder)});
    finding.seen = {fmt::format("`{}` is of user {}, group {}, mode {:o}", mount->source, owner->second.owner,
                                owner->second.group, owner->second.permissions)};
    finding.help = {fmt::format("`chown {} {}` on the host", identity->user, mount->source),
                    "or a named volume, which takes owner and mode from the image"};
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (facts.host_owners.empty() || maps_users(facts)) return findings;
    std::set<const Mount*> told;
    for (const project::WrittenPlace& place : facts.written_places) {
        const project::Service& service = facts.compose->services[place.service];
        if (place.setting == "STATIC_ROOT") continue;  // whether a container collects isn't known
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        auto finding = finding_of(facts, place);
        if (finding && told.insert(bind_at(service, place.folder)).second) findings.push_back(*std::move(finding));
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
read-only. Said only where the compose file or USER gives the number, and nothing maps users.)",
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

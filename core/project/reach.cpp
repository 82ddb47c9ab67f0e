#include "core/project/reach.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/project/image_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

namespace fs = std::filesystem;

// Where the path of a service's container lies on this host; nothing where it is the image's or a volume's.
std::optional<fs::path> host_place(const Service& service, const fs::path& root, const fs::path& path) {
    const auto host = host_path_of(service, path.generic_string());
    return host ? std::optional<fs::path>(container_path(root.generic_string(), *host)) : std::nullopt;
}

[[noreturn]] void refuse_volume(const Service& service, const Mount& mount, const std::string& path) {
    const std::string name = mount.source.empty() ? "a volume" : fmt::format("the volume `{}`", mount.source);
    Error error(Error::Kind::input, fmt::format("`{}` lies in {} of {}, which the engine keeps for itself",
                                                escape_controls(path), name, service.name));
    throw std::move(error)
        .at(mount.at, "no bind mount")
        .help(fmt::format("`docker compose exec {} ls -ld {}` looks at it from within", service.name, path));
}

std::optional<ReachedPlace> place_in_container(const Facts& facts, const fs::path& root, const fs::path& path) {
    std::optional<ReachedPlace> found;
    const Service* keeper = nullptr;
    for (const Service& service : facts.compose->services) {
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        const Mount* mount = closest_mount(service, path.generic_string());
        if (mount != nullptr && mount->kind != Mount::Kind::bind && keeper == nullptr) keeper = &service;
        if (mount == nullptr || mount->kind != Mount::Kind::bind) continue;
        if (!found) {
            found = ReachedPlace{path, true, &service, mount};
        } else if (host_place(service, root, path) != host_place(*found->service, root, path)) {
            throw Error(Error::Kind::usage,
                        fmt::format("`{}` is another place in {} than in {}", escape_controls(path.string()),
                                    service.name, found->service->name))
                .help(fmt::format("`--service {}` says whose is meant", found->service->name));
        }
    }
    if (!found && keeper != nullptr)
        refuse_volume(*keeper, *closest_mount(*keeper, path.generic_string()), path.string());
    return found;
}

// Who takes a path of this host into a container, most closely.
void find_mount_of(const Facts& facts, const fs::path& root, ReachedPlace& place) {
    std::size_t closest = 0;
    for (const Service& service : facts.compose->services) {
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        for (const Mount& mount : service.mounts) {
            if (mount.kind != Mount::Kind::bind) continue;
            const std::string source = container_path(root.generic_string(), mount.host_path);
            if (!is_within(place.path.generic_string(), source) || source.size() <= closest) continue;
            closest = source.size();
            place.service = &service;
            place.mount = &mount;
        }
    }
}

// A source that is not there is the engine's to make, or to refuse: the folder around it in the container says nothing.
const Mount* missing_source_of(const ReachedPlace& place, const os::PathWalk& walk) {
    if (!place.is_in_container || walk.end != os::PathWalk::End::missing) return nullptr;
    const std::string culprit = walk.culprit.generic_string();
    const Mount* mount = closest_mount(*place.service, culprit);
    return mount != nullptr && mount->target == culprit ? mount : nullptr;
}

}  // namespace

ReachedPlace place_of_path(const Facts& facts, const fs::path& root, const std::string& path) {
    // What is typed may lead through links, so `..` is left to the walk.
    const fs::path whole = fs::path(path).is_absolute() ? fs::path(path) : root / path;
    const std::string plain = container_path("/", whole.generic_string());
    const bool is_of_project = is_within(plain, container_path("/", root.generic_string()));
    if (facts.compose && !is_of_project) {
        if (auto place = place_in_container(facts, root, plain)) return *place;
    }
    ReachedPlace place{whole, false, nullptr, nullptr};
    if (facts.compose) {
        const fs::path typed = std::exchange(place.path, plain);
        find_mount_of(facts, root, place);
        place.path = typed;
    }
    return place;
}

Reach reach_of(const Facts& facts, const fs::path& root, const ReachQuestion& question) {
    Reach reach;
    reach.place = place_of_path(facts, root, question.path);
    reach.user = user_reaching(facts, reach.place, question);
    reach.walk = os::walk_path(reach.place.path, [&](const fs::path& path) -> std::optional<fs::path> {
        return reach.place.is_in_container ? host_place(*reach.place.service, root, path) : path;
    });
    reach.missing_source = missing_source_of(reach.place, reach.walk);
    const bool writes = question.writes && reach.missing_source == nullptr;
    reach.denial = first_denial(reach.walk, reach.user.opener, writes);
    const Mount* mount = reach.place.mount;
    const bool is_shut = reach.place.is_in_container && mount->is_read_only && writes;
    if (is_shut && (!reach.denial || reach.denial->want == Denial::Want::write)) {
        reach.denial = Denial{reach.walk.last, Denial::Reason::read_only_bind, Denial::Want::write,
                              "the mount is read-only", std::nullopt};
    }
    return reach;
}

}  // namespace megactl::project

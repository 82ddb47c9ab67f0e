#include "cli/commands/static_mounts.hpp"

#include "cli/commands/project_compose.hpp"
#include "cli/context.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>

namespace megactl::cli::commands {

namespace fs = std::filesystem;
namespace sf = staticfiles;

namespace {

using project::Mount;

std::optional<project::Compose> compose_of(const Context& context) {
    try {
        return project_compose(context);
    } catch (const Error&) {
        return std::nullopt;  // another error is being told
    }
}

std::string place_of(const Location& at) {
    return fmt::format("{}:{}", escape_controls(at.source->name()), at.line());
}

// The mounts of all services at that place, where they come from the same.
std::optional<Mount> mount_at(const project::Compose& compose, const fs::path& place) {
    std::optional<Mount> found;
    for (const project::Service& service : compose.services) {
        for (const Mount& mount : service.mounts) {
            if (mount.target != place.string()) continue;
            if (found && (found->source != mount.source || found->kind != mount.kind)) return std::nullopt;
            if (!found) found = mount;
        }
    }
    return found;
}

sf::Mounted told(const Mount& mount) {
    if (mount.kind == Mount::Kind::bind) {
        return {fmt::format("`{}` is bind-mounted ({})", escape_controls(mount.source), place_of(mount.at)),
                mount.host_path};
    }
    return {fmt::format("the volume `{}` is mounted at `{}` ({})", escape_controls(mount.source),
                        escape_controls(mount.target), place_of(mount.at)),
            ""};
}

}  // namespace

sf::MountLookup mount_lookup(const Context& context) {
    return [&context](const fs::path& folder) -> std::optional<sf::Mounted> {
        std::ifstream file("/proc/self/mountinfo");
        const std::string mountinfo{std::istreambuf_iterator<char>(file), {}};
        const auto place = sf::mount_over(mountinfo, folder, context.project);
        const auto compose = place ? compose_of(context) : std::nullopt;
        const auto mount = compose ? mount_at(*compose, *place) : std::nullopt;
        if (mount) return told(*mount);
        if (!place || *place == context.project) return std::nullopt;  // a host's own file systems are no news
        return sf::Mounted{fmt::format("`{}` is mounted there", escape_controls(place->string())), ""};
    };
}

}  // namespace megactl::cli::commands
